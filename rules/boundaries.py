"""Vectors just inside and just outside each cell of a table: engine and reference evaluator must agree there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from math import isinf
from operator import itemgetter
from typing import Any

from rules.engine import decide_many
from rules.facts import Fact, FactError, Kind, Value, decode, encode
from rules.tables import Cell, DecisionTable, HitPolicy, Is, integer_range, matches, matching_rows

Vector = tuple[Value, ...]
MOST_CELLS = 300_000  # compared by the reference evaluator: a few seconds for the largest tables
ELSEWHERE = "un-autre-choix"


def disagreement(table: DecisionTable[Any]) -> Vector | None:
    """A vector on which the engine and the reference evaluator match other rows, or None."""
    asked = vectors(table)
    names = [column.name for column in table.columns]
    every_row = replace(table, policy=HitPolicy.RULE_ORDER)
    verdicts = decide_many(every_row, [dict(zip(names, vector, strict=True)) for vector in asked])
    for vector, verdict in zip(asked, verdicts, strict=True):
        if verdict.matched != matching_rows(table, vector):
            return vector
    return None


def vectors(table: DecisionTable[Any]) -> list[Vector]:
    """For each row, the vector in its midst, then each column at each of its bounds; thinned evenly if too many."""
    values = [list(_values(column, {row.cells[index] for row in table.rows}))
              for index, column in enumerate(table.columns)]  # fmt: skip
    beside = [(index, value) for index, found in enumerate(values) for value in found]
    asked = len(table.rows) * (1 + len(beside))
    most = max(50, MOST_CELLS // max(1, len(table.rows) * len(table.columns)))
    places = (divmod(place, 1 + len(beside)) for place in range(0, asked, max(1, -(-asked // most))))
    found: dict[Vector, None] = {}
    for row, chosen in groupby(places, key=itemgetter(0)):
        cells = zip(table.columns, table.rows[row].cells, values, strict=True)
        midst = tuple(_inside(column, cell, known) for column, cell, known in cells)
        found |= {_beside(midst, beside[place - 1]) if place else midst: None for _row, place in chosen}
    return list(found)


def _beside(midst: Vector, moved: tuple[int, Value]) -> Vector:
    index, value = moved
    return (*midst[:index], value, *midst[index + 1 :])


def _inside(column: Fact, cell: Cell, values: Iterable[Value]) -> Value:
    return next((value for value in values if value is not None and matches(column, cell, value)), None)


def _values(column: Fact, cells: Iterable[Cell]) -> Iterator[Value]:
    """Every value the cells name, those just beside it, and unknown where the fact may be."""
    codes = {code for cell in cells for test in cell.tests for code in _codes(column, test)}
    if column.kind is Kind.BOOLEAN:
        codes |= {0, 1}
    elif column.kind is Kind.CHOICE:
        codes |= {choice.slug for choice in column.choices} or {ELSEWHERE}
    elif not codes:
        codes = {1}
    yield from (decode(column, code) for code in sorted(codes, key=str) if _possible(column, code))
    yield None


def _codes(column: Fact, test: Any) -> set[int | str]:
    if isinstance(test, Is):
        code = encode(column, test.value)
        return set() if code is None else {code} if isinstance(code, str) else {code - 1, code, code + 1}
    span = integer_range(column, test) or ()
    return {int(end) + beside for end in span if not isinf(end) for beside in (-1, 0, 1)}


def _possible(column: Fact, code: int | str) -> bool:
    try:
        return encode(column, decode(column, code)) == code
    except (ValueError, FactError):
        return False
