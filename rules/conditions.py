"""A condition on lines as a clerk writes it, and back: « unité : matin, soir ; réservation : tardive »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rules.explain import read as read_cell
from rules.explain import words as write_cell
from rules.facts import Fact, FactError
from rules.notation import UNREAD, Json, cell_from_json, cell_to_json
from rules.tables import ANY, Cell
from rules.typed import plainly, slug_of

OR = " ou bien "


def write_condition(data: Json, fact: Callable[[str], Fact]) -> str:
    """The stored condition (see ``rules.files``) as ``read_condition`` understands it again."""
    if UNREAD in data:
        return str(data[UNREAD])
    columns = [fact(column["fait"]) for column in data["colonnes"]]
    rows = ([(column, cell_from_json(column, cell)) for column, cell in zip(columns, cells, strict=True)]
            for cells in data["lignes"])  # fmt: skip
    return OR.join(
        " ; ".join(f"{column.title} : {write_cell(column, cell)}" for column, cell in row if not cell.is_any)
        for row in rows
    )


def read_condition(text: str, facts: Sequence[Fact]) -> Json:
    """The condition to store for a text; one of its alternatives must hold. Raises FactError."""
    rows = [dict(_pair(pair, facts) for pair in _pairs(row)) for row in re.split(r"\s+ou bien\s+", text.strip())]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return {
        "colonnes": [{"fait": column.name, "pas": str(column.grain)} for column in columns],
        "lignes": [[cell_to_json(row.get(column, ANY)) for column in columns] for row in rows],
    }


def _pairs(row: str) -> list[str]:
    return [pair for pair in re.split(r"\s*;\s*(?=[^;:]+:)", row) if pair.strip()]


def _pair(text: str, facts: Sequence[Fact]) -> tuple[Fact, Cell]:
    name, colon, said = text.partition(":")
    if not colon:
        raise FactError(f"« {text.strip()} » n'est pas compris : écrivez « unité : matin, soir ».")
    column = fact_called(name, facts)
    return column, read_cell(column, said)


def fact_called(said: str, facts: Sequence[Fact]) -> Fact:
    """The fact of that title or name. Raises FactError where the town has none."""
    wanted = plainly(said)
    for fact in facts:
        if wanted in (plainly(fact.title), plainly(fact.name)):
            return fact
    slug = slug_of(said, "")
    for fact in facts:
        if slug == fact.name:
            return fact
    raise FactError(f"« {said.strip()} » n'est pas un critère de la commune.")
