"""Ordinals: the eleventh late booking of the year, the third day of the week, the second day of absence in a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.counting import What
from rules.facts import Value
from rules.lines import Key, Line

if TYPE_CHECKING:
    from rules.counters import Counter

Numbered = Iterator[tuple[str, Value]]


def numbered(counter: Counter, lines: Sequence[Line], among: Collection[str]) -> Numbered:
    """The number of each line of a group, in the order given; ``among`` are the subjects that count.

    A line that does not count has none, and makes a consecutive counter start again.
    """
    if counter.what is What.DISTINCT:
        return _groups(counter, lines, among)
    return _running(counter, lines, among)


def _running(counter: Counter, lines: Sequence[Line], among: Collection[str]) -> Numbered:
    """What has been counted up to each line, this one included."""
    total: int | Decimal = 0
    for line in lines:
        if line.subject in among:
            total += _weight(counter, line)
            yield line.subject, total
        elif counter.consecutive:
            total = 0


def _weight(counter: Counter, line: Line) -> int | Decimal:
    if counter.what is What.QUANTITIES:
        return line.quantity
    if counter.what is What.SUM:
        value = line.facts.get(counter.of)
        return value if isinstance(value, int | Decimal) else 0
    return 1


def _groups(counter: Counter, lines: Sequence[Line], among: Collection[str]) -> Numbered:
    """The lines of one day have one number: that of the day, as days appear."""
    groups: dict[Key, list[str]] = {}
    for line in lines:
        if counter.of in line.keys:
            counted = groups.setdefault(line.keys[counter.of], [])
            counted += [line.subject] if line.subject in among else []
    place = 0
    for subjects in groups.values():
        place = place + 1 if subjects else 0 if counter.consecutive else place
        yield from ((subject, place) for subject in subjects)


def by_rank(line: Line) -> tuple[date, int, str]:
    """By day, then unit order, then subject."""
    return line.day, line.rank, line.subject


def by_booking(line: Line) -> tuple[bool, datetime | date, int, str]:
    """By the moment of booking; those that nobody dated last, by day."""
    return line.booked_at is None, line.booked_at or line.day, line.rank, line.subject
