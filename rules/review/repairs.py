"""How to mend a hole or an overlap by moving one bound of one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.explain import words
from rules.facts import LARGEST, Fact, Kind, Value, decode
from rules.tables import Between, Cell, DecisionTable, Test, integer_range

Range = tuple[float, float]  # encoded integers, both ends included


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell to write anew: the row and the column, counted from 0, and what a clerk reads on the button."""

    row: int
    column: int
    cell: Cell
    words: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Encoded integers of one column that have no row, and the rows just ``below`` and ``above``.

    ``endless`` when no value follows.
    """

    column: int
    first: int
    last: int
    below: tuple[int, ...]
    above: tuple[int, ...]
    endless: bool


def repaired(table: DecisionTable[Any], repair: Repair) -> DecisionTable[Any]:
    """The table with that one cell written anew."""
    row = table.rows[repair.row]
    cells = (*row.cells[: repair.column], repair.cell, *row.cells[repair.column + 1 :])
    rows = (*table.rows[: repair.row], replace(row, cells=cells), *table.rows[repair.row + 1 :])
    return replace(table, rows=rows)


def closings(table: DecisionTable[Any], gap: Gap) -> Iterator[Repair]:
    """The ways to close a gap: the rows just below go on, or the rows just above begin earlier.

    A moved bound meets the bound its neighbour has written, open where that one is closed.
    """
    column = table.columns[gap.column]
    high = None if gap.endless else decode(column, gap.last + 1)
    high, closed = _opposite(table, gap.column, gap.above[:1], beginning=gap.last + 1) or (high, False)
    for row in gap.below:
        yield from _moved(table, row, gap.column, ending=gap.first - 1, high=high, high_closed=closed)
    low: Value = None if gap.first == unbounded(column) else decode(column, gap.first)
    low, closed = _opposite(table, gap.column, gap.below[-1:], ending=gap.first - 1) or (low, True)
    for row in gap.above:
        yield from _moved(table, row, gap.column, beginning=gap.last + 1, low=low, low_closed=closed)


def unbounded(column: Fact) -> int | None:
    """The encoded integer that stands for « no lower bound »; None where the fact has a least value of its own."""
    first = {Kind.NUMBER: -LARGEST, Kind.DATE: date.min.toordinal()}.get(column.kind)
    return first if column.minimum is None else None


def _opposite(
    table: DecisionTable[Any],
    column: int,
    rows: Sequence[int],
    *,
    ending: int | None = None,
    beginning: int | None = None,
) -> tuple[Value, bool] | None:
    """The bound a row has written at this code, and whether its neighbour must include it."""
    for row in rows:
        for test in table.rows[row].cells[column].tests:
            if isinstance(test, Between) and _stands_at(table.columns[column], test, ending, beginning):
                low = beginning is not None
                return (test.low, not test.low_closed) if low else (test.high, not test.high_closed)
    return None


def separations(table: DecisionTable[Any], pair: tuple[int, int], shared: Sequence[int | None]) -> Iterator[Repair]:
    """The ways to part two rows that both answer for the codes ``shared``, one a column, along the first that can."""
    for index, code in enumerate(shared):
        crossed = _crossed(table, pair, index, code)
        if crossed is not None:
            (low_row, low), (high_row, high) = crossed
            column = table.columns[index]
            start, end = decode(column, int(high[0])), decode(column, int(low[1]))
            yield from _moved(table, low_row, index, ending=int(low[1]), high=start, high_closed=False)
            yield from _moved(table, high_row, index, beginning=int(high[0]), low=end, low_closed=False)
            return


def _crossed(
    table: DecisionTable[Any], pair: tuple[int, int], index: int, code: int | None
) -> tuple[tuple[int, Range], tuple[int, Range]] | None:
    """The two intervals that cross at this code, the lower first; None where one does not end within the other."""
    column = table.columns[index]
    spans = [(row, span) for row in pair if (span := _around(column, table.rows[row].cells[index], code))]
    if len(spans) < len(pair):
        return None
    low, high = sorted(spans, key=lambda placed: placed[1])
    return (low, high) if low[1][0] < high[1][0] <= low[1][1] < high[1][1] else None


def _around(column: Fact, cell: Cell, code: int | None) -> Range | None:
    """The interval of a cell that holds this code."""
    if cell.negated or code is None:
        return None
    spans = (integer_range(column, test) for test in cell.tests)
    return next((span for span in spans if span and span[0] <= code <= span[1]), None)


def _moved(
    table: DecisionTable[Any],
    row: int,
    column: int,
    *,
    ending: int | None = None,
    beginning: int | None = None,
    **bound: Any,
) -> Iterator[Repair]:
    """The row with the interval that ends or begins at this code moved to the new bound, if it has one."""
    fact, cell = table.columns[column], table.rows[row].cells[column]
    for index, test in enumerate(cell.tests):
        if cell.negated or not isinstance(test, Between) or not _stands_at(fact, test, ending, beginning):
            continue
        moved = replace(test, **bound)
        written = Cell((*cell.tests[:index], moved, *cell.tests[index + 1 :]))
        yield Repair(row, column, written, f"Ligne {row + 1} : {fact.title} « {words(fact, written)} »")
        return


def _stands_at(fact: Fact, test: Test, ending: int | None, beginning: int | None) -> bool:
    span = integer_range(fact, test)
    return span is not None and (span[1] == ending if beginning is None else span[0] == beginning)
