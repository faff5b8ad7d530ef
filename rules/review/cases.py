"""A table laid on its axes: the cases of a region, in values and in words, and the rows that stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rules.explain import words
from rules.facts import Kind, Value
from rules.review.axes import Spans, axis_of
from rules.review.missing import missing_row
from rules.review.repairs import Gap, Repair, closings, separations
from rules.review.sweep import Box, Region
from rules.tables import Cell, DecisionTable, matches


class Cases:
    """The axes of a table and the box of each of its rows."""

    def __init__(self, table: DecisionTable[Any]) -> None:
        self.table = table
        cells = [{row.cells[index] for row in table.rows} for index in range(len(table.columns))]
        self.axes = tuple(axis_of(column, found) for column, found in zip(table.columns, cells, strict=True))
        spans = [{cell: axis.spans(cell) for cell in found} for axis, found in zip(self.axes, cells, strict=True)]
        self.boxes: tuple[Box, ...] = tuple(
            tuple(known[cell] for known, cell in zip(spans, row.cells, strict=True)) for row in table.rows
        )

    def example(self, region: Region) -> dict[str, Value]:
        """One value for each fact, within the region."""
        return {axis.column.name: axis.example(spans) for axis, spans in zip(self.axes, region, strict=True)}

    def words(self, region: Region, without: Sequence[int] = ()) -> str:
        """« activité : Cantine, quotient familial : 650,5 € »: the facts that matter in the region, one value each."""
        return ", ".join(
            f"{axis.column.title} : {self._value(index, region)}"
            for index, axis in enumerate(self.axes)
            if index not in without and region[index] != axis.whole
        )

    def _value(self, index: int, region: Region) -> str:
        axis = self.axes[index]
        value = axis.example(region[index])
        if axis.column.kind is Kind.CHOICE and not axis.column.choices and value == axis.slugs[-1]:
            return "un autre choix"
        return axis.column.label_of(value)

    def gaps(self, region: Region) -> Iterator[Gap]:
        """The ordered columns along which rows stand beside the region."""
        for index, axis in enumerate(self.axes):
            start, end = region[index][0]
            if not axis.is_ordered or start >= axis.known:
                continue
            first, last = axis.codes((start, end))
            below = self._rows(region, index, start - 1) if start else ()
            above = self._rows(region, index, end) if end < axis.known else ()
            if below or above:
                yield Gap(index, first, last, below, above, endless=end >= axis.known)

    def closings(self, gap: Gap, region: Region) -> tuple[Repair, ...]:
        """The moves of one bound that give the region a row and take no case from another row."""
        return tuple(repair for repair in closings(self.table, gap) if self._fills(repair, region))

    def missing(self, region: Region) -> tuple[Cell, ...]:
        """The cells of a row that would answer in the region, and take no case from another row."""
        return missing_row(self.axes, self.boxes, region)

    def separations(self, pair: tuple[int, int], region: Region) -> tuple[Repair, ...]:
        """The moves of one bound that part the two rows and leave no case without a row."""
        found = separations(self.table, pair, self._shared(region))
        return tuple(repair for repair in found if self._parts(repair, pair, region))

    def _rows(self, region: Region, index: int, atom: int) -> tuple[int, ...]:
        """The rows that answer in the region, once one column stands at that atom."""
        rows: Sequence[int] = range(len(self.boxes))
        for column, (axis, spans) in enumerate(zip(self.axes, region, strict=True)):
            place = atom if column == index else axis.atom(spans)
            rows = [row for row in rows if _covers(self.boxes[row][column], place)]
        return tuple(rows)

    def _shared(self, region: Region) -> tuple[int | None, ...]:
        """One encoded integer of the region for each ordered column whose value is known."""
        return tuple(
            axis.codes(spans[0])[0] if axis.is_ordered and spans[0][0] < axis.known else None
            for axis, spans in zip(self.axes, region, strict=True)
        )

    def _fills(self, repair: Repair, region: Region) -> bool:
        box = list(self.boxes[repair.row])
        box[repair.column] = region[repair.column][:1]
        alone = not any(_meet(tuple(box), other) for other in self.boxes)
        return alone and self._accepts(repair, region)

    def _parts(self, repair: Repair, pair: tuple[int, int], region: Region) -> bool:
        moved, kept = (self.boxes[row] for row in (repair.row, *(row for row in pair if row != repair.row)))
        within = all(
            _within(spans, others)
            for column, (spans, others) in enumerate(zip(moved, kept, strict=True))
            if column != repair.column
        )
        return within and not self._accepts(repair, region)

    def _accepts(self, repair: Repair, region: Region) -> bool:
        axis = self.axes[repair.column]
        return matches(axis.column, repair.cell, axis.example(region[repair.column]))

    def row_words(self, row: int, column: int) -> str:
        """« ligne 2 (jusqu'à 650) »."""
        return f"ligne {row + 1} ({words(self.table.columns[column], self.table.rows[row].cells[column])})"

    def meeting(self, row: int) -> tuple[int, ...]:
        """The rows before this one that share a case with it."""
        return tuple(other for other in range(row) if _meet(self.boxes[other], self.boxes[row]))

    def agree(self, rows: Sequence[int]) -> bool:
        """Do these rows decide the same?"""
        outputs = [self.table.rows[row].output for row in rows]
        return bool(outputs) and all(output == outputs[0] for output in outputs)


def _covers(spans: Spans, atom: int) -> bool:
    return any(start <= atom < end for start, end in spans)


def _within(spans: Spans, others: Spans) -> bool:
    return all(any(start <= first and last <= end for start, end in others) for first, last in spans)


def _meet(one: Box, other: Box) -> bool:
    return all(
        any(start < end2 and start2 < end for start, end in spans for start2, end2 in spans2)
        for spans, spans2 in zip(one, other, strict=True)
    )
