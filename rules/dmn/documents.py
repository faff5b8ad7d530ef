"""The XML of a DMN file, opened with care: no entity, no document type, a bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from rules.dmn.decisions import DmnError

Names = frozenset[str]

VERSIONS = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
WRITTEN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
FEEL = frozenset({
    "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/", "https://www.omg.org/spec/DMN/20240513/FEEL/", "FEEL", "feel",
})  # fmt: skip
LARGEST = 5_000_000  # bytes
DEEPEST = 60
ROOT: Names = frozenset({
    "description", "extensionElements", "itemDefinition", "inputData", "decision", "DMNDI", "textAnnotation",
    "association", "group", "organizationUnit", "performanceIndicator", "knowledgeSource", "elementCollection",
})  # fmt: skip


def parse(content: bytes) -> Element:
    """The « definitions » of a file. Raises DmnError where it is hostile, too large, or not DMN 1.3 or later."""
    if len(content) > LARGEST:
        raise DmnError(f"Ce fichier dépasse {LARGEST // 1_000_000} Mo.")
    root = _opened(content)
    if local(root) != "definitions":
        raise DmnError(f"« {local(root)} » n'est pas un fichier DMN : sa racine est « definitions ».")
    if _namespace(root) not in VERSIONS:
        known = ", ".join(VERSIONS.values())
        raise DmnError(f"« definitions » est d'un autre format que DMN {known} ({_namespace(root)}).")
    only(root, ROOT)
    _check_languages(root)
    return root


def _opened(content: bytes) -> Element:
    try:
        parser = XMLParser(target=_Builder(), forbid_dtd=True)
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise DmnError(f"Ce fichier XML est refusé : il définit un type ou des entités ({error}).") from None
    except (ParseError, ValueError, LookupError) as error:
        raise DmnError(f"Ce fichier n'est pas du XML bien formé : {error}.") from None
    return root


class _Builder:
    """Builds the tree and stops at a depth nobody writes by hand."""

    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root: Element | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise DmnError(f"Ce fichier XML est refusé : plus de {DEEPEST} éléments l'un dans l'autre.")
        element = Element(tag, attributes)
        if self.open:
            self.open[-1].append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        here = self.open[-1] if self.open else None
        if here is not None and not len(here):
            here.text = (here.text or "") + text

    def close(self) -> Element | None:
        return self.root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _namespace(element: Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, in order."""
    return (child for child in element if local(child) == name)


def only(element: Element, known: Names) -> None:
    """Raises DmnError naming the first child that is not one of these."""
    for child in element:
        if local(child) not in known:
            name = element.get("name") or element.get("id") or ""
            raise DmnError(f"L'élément « {local(child)} » de « {local(element)}{' ' + name if name else ''} » "
                           "n'est pas pris en charge : seules le sont les tables de décision seules.")  # fmt: skip


def text_of(element: Element) -> str:
    """What the « text » of an element says, spaces around it left out."""
    only(element, frozenset({"text", "description", "extensionElements"}))
    return next(((child.text or "").strip() for child in children(element, "text")), "")


def _check_languages(root: Element) -> None:
    for element in root.iter():
        said = element.get("expressionLanguage")
        if said and said not in FEEL:
            raise DmnError(f"« {local(element)} » est écrit en « {said} » : seul FEEL est lu.")
