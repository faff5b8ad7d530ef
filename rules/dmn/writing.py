"""A decision written as DMN 1.3, such that reading it gives the same decision back."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rules.dmn.decisions import Decision, Output, Rule
from rules.dmn.documents import WRITTEN
from rules.dmn.feel import literal_text, tests_text
from rules.dmn.reading import AGGREGATIONS, POLICIES
from rules.facts import Value
from rules.tables import Cell, HitPolicy, Is

OURS = "urn:preau:reglements"
_POLICIES = {policy: name for name, policy in POLICIES.items()}
_AGGREGATIONS = {policy: name for name, policy in AGGREGATIONS.items()}


def write(decision: Decision) -> bytes:
    """The file of a decision: its input data, then its table."""
    root = Element("definitions", {"xmlns": WRITTEN, "id": "definitions", "name": decision.name, "namespace": OURS})
    for number, one in enumerate(decision.inputs, start=1):
        data = SubElement(root, "inputData", {"id": f"entree-{number}", "name": one.name})
        SubElement(data, "variable", {"name": one.name, "typeRef": one.type.value})
    element = SubElement(root, "decision", {"id": "decision", "name": decision.name})
    SubElement(element, "variable", {"name": decision.name})
    for number, _ in enumerate(decision.inputs, start=1):
        required = SubElement(element, "informationRequirement", {"id": f"besoin-{number}"})
        SubElement(required, "requiredInput", {"href": f"#entree-{number}"})
    _table(element, decision)
    indent(root)
    body: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _table(element: Element, decision: Decision) -> None:
    table = SubElement(element, "decisionTable", {"id": "table", **_policy(decision.policy)})
    for number, one in enumerate(decision.inputs, start=1):
        column = SubElement(table, "input", {"id": f"colonne-{number}", **({"label": one.label} if one.label else {})})
        _text(SubElement(column, "inputExpression", {"id": f"nom-{number}", "typeRef": one.type.value}), one.name)
        if not one.allowed.is_any:
            _text(SubElement(column, "inputValues", {"id": f"valeurs-{number}"}), tests_text(one.allowed))
    for number, output in enumerate(decision.outputs, start=1):
        _output(table, number, output)
    if any(rule.note for rule in decision.rules):
        SubElement(table, "annotation", {"name": "remarque"})
    for number, rule in enumerate(decision.rules, start=1):
        _rule(table, number, rule)


def _policy(policy: HitPolicy) -> dict[str, str]:
    if policy in _AGGREGATIONS:
        return {"hitPolicy": "COLLECT", "aggregation": _AGGREGATIONS[policy]}
    return {"hitPolicy": _POLICIES[policy]}


def _output(table: Element, number: int, output: Output) -> None:
    named = {"name": output.name} if output.name else {}
    typed = {"typeRef": output.type.value} if output.type else {}
    column = SubElement(table, "output", {"id": f"resultat-{number}", **named, **typed})
    if output.values:
        listed = Cell(tuple(Is(value) for value in output.values))
        _text(SubElement(column, "outputValues", {"id": f"ordre-{number}"}), tests_text(listed))
    if output.has_default:
        _text(SubElement(column, "defaultOutputEntry", {"id": f"defaut-{number}"}), literal_text(output.default))


def _rule(table: Element, number: int, rule: Rule) -> None:
    row = SubElement(table, "rule", {"id": f"ligne-{number}"})
    for place, cell in enumerate(rule.cells, start=1):
        _text(SubElement(row, "inputEntry", {"id": f"test-{number}-{place}"}), tests_text(cell))
    for place, value in enumerate(rule.outputs, start=1):
        _entry(row, number, place, value)
    if rule.note:
        _text(SubElement(row, "annotationEntry"), rule.note)


def _entry(row: Element, number: int, place: int, value: Value) -> None:
    _text(SubElement(row, "outputEntry", {"id": f"valeur-{number}-{place}"}), literal_text(value))


def _text(element: Element, said: str) -> None:
    SubElement(element, "text").text = said
