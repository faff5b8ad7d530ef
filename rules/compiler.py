"""From a decision table to the exact part of durable_rules: conjunctions of tests on integers.

Each column becomes one attribute, always present, always an integer: a number counted in grains, a
date, an hour in minutes, 0 or 1; a choice takes a number of its own in the table, every slug that the
table does not name takes 0. An unknown value is an explicit code below all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import isinf
from typing import Any

from rules.facts import LARGEST, Fact, FactError, Facts, Kind, Value, encode
from rules.tables import Cell, DecisionTable, Is, TableError, integer_range

UNKNOWN_CODE = -LARGEST - 1
SHARD = 50  # durable_rules answers with an error where more than 64 branches match at once
MOST_BRANCHES = 2000  # of one row, once its lists are multiplied

Range = tuple[int, int]
Branch = tuple[tuple[int, Range], ...]


@dataclass(frozen=True)
class Plan:
    """A table ready for the engine: how to encode its facts, and its branches, each with its row."""

    columns: tuple[Fact, ...]
    choices: tuple[dict[str, int] | None, ...]
    shards: tuple[dict[str, Any], ...]

    def vector(self, facts: Facts) -> tuple[int, ...]:
        """The codes of these facts, in column order. Raises FactError for a missing or unfit value."""
        try:
            return tuple(
                _code(column, choices, facts[column.name])
                for column, choices in zip(self.columns, self.choices, strict=True)
            )
        except KeyError as missing:
            raise FactError(f"Le critère « {missing.args[0]} » n'est pas renseigné.") from None


def compile_table(table: DecisionTable[Any]) -> Plan:
    """The plan of a table. Raises TableError where a row's lists multiply beyond reason."""
    choices = tuple(_slugs(table, index) for index in range(len(table.columns)))
    branches = [
        (number, branch)
        for number, row in enumerate(table.rows)
        for branch in _branches(table, choices, row.cells, number)
    ]
    shards = [branches[start : start + SHARD] for start in range(0, len(branches), SHARD)]
    order = _order(table)
    return Plan(table.columns, choices, tuple(_ruleset(shard, order) for shard in shards))


def _ruleset(branches: Sequence[tuple[int, Branch]], order: Sequence[int]) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    for place, (number, branch) in enumerate(branches):
        tests = [test for column in order for test in _tests(column, dict(branch).get(column))]
        rules[f"r{place}_{number}"] = {"all": [{"m": {"$and": tests or [{"k": 1}]}}], "pri": 0}
    rules["canary"] = {"all": [{"m": {"$and": [{"k": 1}]}}], "pri": 1}
    return rules


def _tests(column: int, span: Range | None) -> list[dict[str, Any]]:
    if span is None:
        return []
    low, high = span
    name = f"c{column}"
    if low == high:
        return [{name: low}]
    return [{"$gte": {name: low}}, {"$lte": {name: high}}]


def _order(table: DecisionTable[Any]) -> list[int]:
    """Columns of plain values first, the most varied first, intervals last: the engine shares its first tests."""

    def weight(index: int) -> tuple[bool, int, int]:
        cells = {row.cells[index] for row in table.rows}
        intervals = any(not isinstance(test, Is) for cell in cells for test in cell.tests)
        return intervals, -len(cells), index

    return sorted(range(len(table.columns)), key=weight)


def _branches(
    table: DecisionTable[Any], choices: Sequence[dict[str, int] | None], cells: Sequence[Cell], number: int
) -> Iterator[Branch]:
    spans = [
        (index, _ranges(table.columns[index], choices[index], cell))
        for index, cell in enumerate(cells)
        if not cell.is_any
    ]
    many = 1
    for _, ranges in spans:
        many *= len(ranges)
    if many > MOST_BRANCHES:
        raise TableError(f"Ligne {number + 1} : trop de listes à la fois. Répartissez-les sur plusieurs lignes.")
    names = [index for index, _ in spans]
    for chosen in product(*(ranges for _, ranges in spans)):
        yield tuple(zip(names, chosen, strict=True))


def _ranges(column: Fact, choices: dict[str, int] | None, cell: Cell) -> list[Range]:
    """The cell as disjoint ranges of codes, in order; a negated cell as what lies between."""
    found: list[Range] = []
    for low, high in sorted(_range(column, choices, test) for test in cell.tests):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return _complement(found) if cell.negated else found


def _range(column: Fact, choices: dict[str, int] | None, test: Any) -> Range:
    if isinstance(test, Is):
        code = _code(column, choices, test.value)
        return code, code
    low, high = integer_range(column, test) or (0, 0)
    return (
        -LARGEST if isinf(low) else max(int(low), -LARGEST),
        LARGEST if isinf(high) else min(int(high), LARGEST),
    )


def _complement(ranges: Sequence[Range]) -> list[Range]:
    gaps: list[Range] = []
    start = UNKNOWN_CODE
    for low, high in ranges:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    return [*gaps, (start, LARGEST)] if start <= LARGEST else gaps


def _slugs(table: DecisionTable[Any], index: int) -> dict[str, int] | None:
    if table.columns[index].kind is not Kind.CHOICE:
        return None
    named = {test.value for row in table.rows for test in row.cells[index].tests if isinstance(test, Is)}
    return {str(slug): number for number, slug in enumerate(sorted(map(str, named - {None})), start=1)}


def _code(column: Fact, choices: dict[str, int] | None, value: Value) -> int:
    code = encode(column, value)
    if code is None:
        return UNKNOWN_CODE
    if choices is not None:
        return choices.get(str(code), 0)
    return int(code)
