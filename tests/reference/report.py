"""The report of the published tariffs, by shape: ``python -m tests.reference.report`` writes docs/tarifs-publies.md."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.reference.accounts import (
    CASES,
    PUBLISHED,
    Account,
    Hole,
    NotADecision,
    RoundingNotChosen,
    Silence,
    scheme_of,
)

PAGE = Path(__file__).parents[2] / "docs" / "tarifs-publies.md"
KINDS: dict[type[Account] | None, str] = {
    None: "juste",
    Hole: "trou ou recouvrement nommé",
    RoundingNotChosen: "arrondi demandé",
    Silence: "silence du texte",
    NotADecision: "hors règlement",
}


INTRODUCTION = """\
# Quarante tarifs publiés, entrés dans Préau

Chaque tarif est un fichier de `tests/reference/tariffs/`, écrit comme le ferait un agent d'après la page
publiée ; ses cas sont calculés par la commande `manage.py rulebook price`. Un cas que le texte publié laisse
sans réponse unique est l'un des suivants : un **trou ou recouvrement**, que la vérification nomme quand la
grille est recopiée telle quelle ; un **arrondi**, que la vérification demande de choisir ; un **silence** du
texte, dont chaque lecture est un fichier. Page écrite par `python -m tests.reference.report`.
"""


def accounted() -> dict[str, str]:
    """How each case is accounted for, in the report's words."""
    accounts = {name: scheme_of(name).accounts for name in PUBLISHED}
    found = {key: accounts[case["scheme_id"]].get(key) for key, case in CASES.items()}
    return {key: KINDS[None if account is None else type(account)] for key, account in found.items()}


def page() -> str:
    """The whole page, in Markdown."""
    kinds = accounted()
    found = [(kind, str(count)) for kind, count in Counter(kinds.values()).most_common()]
    lines = [
        *INTRODUCTION.splitlines(),
        "",
        *_table(("ce que l'on trouve", "cas"), found),
        "",
        "## Par forme de tarif",
        "",
        *_table(("forme", "tarifs", "cas", *list(KINDS.values())), _by_shape(kinds)),
        "",
        "## Par tarif",
        "",
        *_table(("tarif", "fichiers", "cas", "justes"), _by_scheme(kinds)),
    ]
    return "\n".join(lines) + "\n"


def _by_shape(kinds: dict[str, str]) -> list[tuple[str, ...]]:
    shapes = Counter(tag for one in PUBLISHED.values() for tag in one["shape_tags"])
    rows = []
    for shape, schemes in sorted(shapes.items(), key=lambda pair: (-pair[1], pair[0])):
        cases = [key for key, case in CASES.items() if shape in PUBLISHED[case["scheme_id"]]["shape_tags"]]
        counts = Counter(kinds[key] for key in cases)
        rows.append((shape, str(schemes), str(len(cases)), *(str(counts[kind] or "") for kind in KINDS.values())))
    return rows


def _by_scheme(kinds: dict[str, str]) -> list[tuple[str, ...]]:
    rows = []
    for name, one in PUBLISHED.items():
        cases = [key for key, case in CASES.items() if case["scheme_id"] == name]
        files = ", ".join(f"`{file}.json`" for file in scheme_of(name).files)
        right = sum(kinds[key] == KINDS[None] for key in cases)
        rows.append((f"{one['commune']}, {one['activity']}", files, str(len(cases)), str(right)))
    return rows


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows)]


if __name__ == "__main__":
    PAGE.write_text(page())
