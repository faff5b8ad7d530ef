"""The row that a hole asks for: a cell a column, as wide as the other rows leave room for."""

from __future__ import annotations

from collections.abc import Sequence

from rules.facts import decode
from rules.review.axes import Axis, Span, Spans
from rules.tables import ANY, Between, Cell, Is, Test


def missing_row(axes: Sequence[Axis], boxes: Sequence[Sequence[Spans]], region: Sequence[Spans]) -> tuple[Cell, ...]:
    """The cells of a row that answers for the region, and for no case another row answers for."""
    wide = list(region)
    for index, axis in enumerate(axes):
        wider = [*wide[:index], axis.whole, *wide[index + 1 :]]
        if not any(_meet(wider, box) for box in boxes):
            wide = wider
    return tuple(_cell(axis, spans) for axis, spans in zip(axes, wide, strict=True))


def _meet(one: Sequence[Spans], other: Sequence[Spans]) -> bool:
    return all(
        any(start < end2 and start2 < end for start, end in spans for start2, end2 in spans2)
        for spans, spans2 in zip(one, other, strict=True)
    )


def _cell(axis: Axis, spans: Spans) -> Cell:
    if spans == axis.whole:
        return ANY
    if not axis.is_ordered and not axis.column.choices and any(start < axis.known <= end for start, end in spans):
        return _all_but(axis, spans)
    return Cell(tuple(test for span in spans for test in _tests(axis, span)))


def _tests(axis: Axis, span: Span) -> list[Test]:
    start, end = span[0], min(span[1], axis.known)
    unknown: list[Test] = [Is(None)] if span[1] > axis.known else []
    if start >= axis.known:
        return unknown
    if not axis.is_ordered:
        return [*(Is(slug) for slug in axis.slugs[start:end]), *unknown]
    low = None if start == 0 else decode(axis.column, axis.cuts[start])
    high = None if end == axis.known else decode(axis.column, axis.cuts[end])
    return [Between(low, high, True, False), *unknown]


def _all_but(axis: Axis, spans: Spans) -> Cell:
    """In an open list, everything but what is named: « sauf cantine »; yes and no are named."""
    names = list(axis.slugs)
    if names == [False, True]:
        return Cell(tuple(test for span in spans for test in _tests(axis, span)))
    inside = {place for start, end in spans for place in range(start, end)}
    others = [*names, *([None] if axis.column.nullable else [])]
    return Cell(tuple(Is(one) for place, one in enumerate(others) if place not in inside), negated=True)
