"""A column as a line of atoms: the smallest sets of values that no cell of the column tells apart.

Numbers, dates and hours are cut at the bounds of the cells, on the grain of the fact; choices are the slugs,
and one atom for « any other » where the list is open; an unknown value is an atom of its own, the last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from rules.facts import LARGEST, Fact, Kind, Value, decode, encode, scaled
from rules.tables import Cell, Is, Test, integer_range

Span = tuple[int, int]  # atoms, the second left out
Spans = tuple[Span, ...]

OTHER = "un-autre-choix"
LAST_MINUTE = 24 * 60 - 1
USUAL = {Kind.NUMBER: 0, Kind.DATE: date(2026, 9, 1).toordinal(), Kind.TIME: 12 * 60}
ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME})


@dataclass(frozen=True, slots=True)
class Axis:
    """The atoms of a column: ``cuts`` of encoded integers (the end of the domain last), or the ``slugs``."""

    column: Fact
    cuts: tuple[int, ...] = ()
    slugs: tuple[Value, ...] = ()

    @property
    def known(self) -> int:
        """How many atoms hold known values; the unknown atom comes next, where the fact may be unknown."""
        return len(self.cuts) - 1 if self.is_ordered else len(self.slugs)

    @property
    def size(self) -> int:
        return self.known + self.column.nullable

    @property
    def is_ordered(self) -> bool:
        return self.column.kind in ORDERED

    @property
    def whole(self) -> Spans:
        return ((0, self.size),)

    def codes(self, span: Span) -> tuple[int, int]:
        """The encoded integers a span of known atoms holds, first and last."""
        return self.cuts[span[0]], self.cuts[min(span[1], self.known)] - 1

    def atom(self, spans: Spans) -> int:
        """The atom that stands for these: a known one where there is, the middle of the first span where it has one."""
        start, end = spans[0]
        if start >= self.known or not self.is_ordered:
            return start
        return bisect_right(self.cuts, self._middle(*self.codes((start, end)))) - 1

    def example(self, spans: Spans) -> Value:
        """A value of that atom."""
        start, end = spans[0]
        if start >= self.known:
            return None
        if not self.is_ordered:
            return self.slugs[start]
        return decode(self.column, self._middle(*self.codes((start, end))))

    def _middle(self, low: int, high: int) -> int:
        starts, ends = low == self.cuts[0], high == self.cuts[-1] - 1
        if starts and ends:
            return min(max(USUAL[self.column.kind], low), high)
        return high if starts else low if ends else (low + high) // 2

    def spans(self, cell: Cell) -> Spans:
        """The atoms a cell accepts."""
        if cell.is_any:
            return self.whole
        found = merged(span for test in cell.tests for span in self._test(test))
        return self._others(found) if cell.negated else found

    def _test(self, test: Test) -> Iterator[Span]:
        if isinstance(test, Is) and test.value is None:
            if self.column.nullable:
                yield self.known, self.known + 1
        elif not self.is_ordered:
            value = test.value if isinstance(test, Is) else None
            yield from ((index, index + 1) for index, slug in enumerate(self.slugs) if slug == value)
        elif (codes := _clipped(self.column, test)) is not None:
            yield bisect_left(self.cuts, codes[0]), bisect_left(self.cuts, codes[1])

    def _others(self, spans: Spans) -> Spans:
        edges = [0, *(edge for span in spans for edge in span), self.size]
        return tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def axis_of(column: Fact, cells: Iterable[Cell]) -> Axis:
    """The axis on which each of these cells is a few whole spans."""
    tests = {test for cell in cells for test in cell.tests}
    if column.kind in ORDERED:
        low, high = domain(column)
        bounds = {bound for test in tests for bound in _clipped(column, test) or ()}
        return Axis(column, cuts=tuple(sorted({low, high, *bounds})))
    if column.kind is Kind.BOOLEAN:
        return Axis(column, slugs=(False, True))
    if column.choices:
        return Axis(column, slugs=tuple(choice.slug for choice in column.choices))
    named = sorted({str(test.value) for test in tests if isinstance(test, Is) and test.value is not None})
    other = OTHER
    while other in named:
        other += "-x"
    return Axis(column, slugs=(*named, other))


def domain(column: Fact) -> tuple[int, int]:
    """The encoded integers a fact may take: the first, and the one after the last."""
    if column.kind is Kind.DATE:
        return date.min.toordinal(), date.max.toordinal() + 1
    if column.kind is Kind.TIME:
        return 0, LAST_MINUTE + 1
    low, high = column.minimum, column.maximum
    return (
        -LARGEST if low is None else ceil(scaled(column, low)),
        (LARGEST if high is None else floor(scaled(column, high))) + 1,
    )


def merged(spans: Iterable[Span]) -> Spans:
    """The same atoms in as few spans as can be, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)


def _clipped(column: Fact, test: Test) -> tuple[int, int] | None:
    """The codes a test accepts within the domain: the first, and the one after the last; None if none."""
    first, end = domain(column)
    if isinstance(test, Is):
        code = encode(column, test.value)
        low, high = (code, code) if isinstance(code, int) else (end, first)
    else:
        span = integer_range(column, test)
        assert span is not None
        low, high = int(max(span[0], first)), int(min(span[1], end - 1))
    low, high = max(low, first), min(high, end - 1)
    return (low, high + 1) if low <= high else None
