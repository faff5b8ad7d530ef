"""Shared custody as a calendar one reads: the spells with each household, the weeks of a month, the rule in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from families.custody import Custody, Rhythm

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in a row with the same household; ``mine`` says whether it is the one who reads, None where nothing does."""

    first: date
    last: date
    mine: bool | None


@dataclass(frozen=True, slots=True)
class CustodyDay:
    """A day, whose it is, and whether it differs from the rhythm."""

    day: date
    mine: bool | None
    is_exception: bool


@dataclass(frozen=True, slots=True)
class CustodyWeek:
    """A week from Monday to Sunday, by its ISO 8601 number."""

    number: int
    days: tuple[CustodyDay, ...]

    @property
    def is_odd(self) -> bool:
        return self.number % 2 == 1


def whose(custody: Custody, household: int, day: date) -> bool | None:
    """Does this household pay on ``day``? None where two share the child and no calendar says which."""
    payer = custody.paying_household(day)
    return None if payer is None else payer == household


def spells(custody: Custody, household: int, first: date, last: date) -> tuple[Spell, ...]:
    """The days between two, both included, as runs with the same household: every day is in exactly one."""
    found: list[Spell] = []
    for day in _days(first, last):
        mine = whose(custody, household, day)
        if found and found[-1].mine == mine:
            found[-1] = Spell(found[-1].first, day, mine)
        else:
            found.append(Spell(day, day, mine))
    return tuple(found)


def weeks_of(custody: Custody, household: int, month: date) -> tuple[CustodyWeek, ...]:
    """The whole weeks that hold the days of a month."""
    first = month.replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    start = first - first.weekday() * DAY
    days = [_day(custody, household, day) for day in _days(start, last + (6 - last.weekday()) * DAY)]
    return tuple(
        CustodyWeek(days[place].day.isocalendar().week, tuple(days[place : place + 7]))
        for place in range(0, len(days), 7)
    )


def rhythm_on(custody: Custody, day: date) -> Rhythm | None:
    """The rhythm in force on a day: the latest that starts on or before it."""
    started = [rhythm for rhythm in custody.rhythms if rhythm.valid_from <= day]
    return max(started, key=lambda rhythm: rhythm.valid_from, default=None)


def exceptions_from(custody: Custody, household: int, day: date) -> list[CustodyDay]:
    """The days to come that differ from the rhythm, in order."""
    return [_day(custody, household, one) for one in sorted(custody.exceptions) if one >= day]


def _day(custody: Custody, household: int, day: date) -> CustodyDay:
    return CustodyDay(day, whose(custody, household, day), day in custody.exceptions)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
