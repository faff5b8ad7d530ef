"""The report of the published deadlines; ``python -m tests.reference.deadline_report`` writes it."""

from __future__ import annotations

from pathlib import Path

from tests.reference.deadline_accounts import CASES, PRICED, PUBLISHED, READINGS, UNTOLD

PAGE = Path(__file__).parents[2] / "docs" / "delais-publies.md"
INTRODUCTION = """\
# Vingt règles de réservation et d'annulation, entrées dans Préau

Chaque règle est un fichier de `tests/reference/deadlines/`, écrit comme le ferait un agent d'après la page publiée ;
ses cas passent par `manage.py rulebook cutoff`, sur le calendrier officiel de sa zone
(`tests/reference/deadlines/calendrier.json`). Là où la phrase se lit de deux façons, chaque lecture est un fichier de
plus. Les cas qui comptent des repas dus ou majorés passent aussi par un règlement de prix (fichiers `…-prix.json`) ;
ceux où personne n'a prévenu n'ont pas de date limite et n'ont que ce prix. Page écrite par
`python -m tests.reference.deadline_report`.
"""


def page() -> str:
    """The whole page, in Markdown."""
    read = {one.case for one in READINGS} | {"la-prairie-04"}
    lines = [*INTRODUCTION.splitlines(), "", "| ce que l'on trouve | cas |", "| --- | --- |"]
    found = {
        "à l'instant publié": len([key for key in CASES if key not in read and key not in UNTOLD]),
        "deux lectures, chacune donnée par son fichier": len(read),
        "le prix seul répond": len(UNTOLD),
    }
    lines += [f"| {said} | {count} |" for said, count in found.items()]
    lines += ["", "| commune | règle | cas | lectures | prix |", "| --- | --- | --- | --- | --- |"]
    for name, rule in PUBLISHED.items():
        cases = [key for key, (town, _) in CASES.items() if town == name]
        others = sorted({one.file for one in READINGS if one.case in cases} - {name})
        prices = sorted({PRICED[key][0] for key in cases if key in PRICED})
        shown = [", ".join(f"`{file}.json`" for file in files) for files in (others, prices)]
        lines.append(f"| {rule['commune']} | `{name}.json` | {len(cases)} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
