"""The calendar a deadline is counted on: public holidays, school holidays, opening days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.cutoffs.outages import Outage

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
FARTHEST = 400  # days searched back: no service stays closed for longer than a year


class CutoffError(ValueError):
    """A deadline that cannot be what it says, or has no date here; the message is for people, in French."""


class Closed(StrEnum):
    """Where a cut-off goes when it falls on a day that does not suit."""

    KEEP = "garder"
    PREVIOUS_WORKING_DAY = "jour-ouvre-precedent"
    LAST_OPENING_DAY = "dernier-jour-d-ouverture"
    SAME_WEEKDAY = "meme-jour-d-une-semaine-d-ouverture"


@dataclass(frozen=True, slots=True)
class Period:
    """A named span of days, first and last included: « vacances d'hiver »."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CutoffError(f"« {self.name} » finit avant de commencer : corrigez ses dates.")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one service. Weekdays count from 0, Monday, to 6, Sunday.

    A canteen opens in term, a leisure centre often in the holidays; ``closed_days`` are the days
    known in advance (a bridge, a local holiday), ``strikes`` those that nobody could foresee, ``outages``
    the hours when the portal was away, which move the cut-offs near them.
    """

    public_holidays: frozenset[date] = frozenset()
    school_holidays: tuple[Period, ...] = ()
    closed_days: frozenset[date] = frozenset()
    opening_weekdays: frozenset[int] = frozenset(range(5))
    strikes: frozenset[date] = frozenset()
    opens_in_term: bool = True
    opens_in_holidays: bool = False
    outages: tuple[Outage, ...] = ()

    def holidays_on(self, day: date) -> Period | None:
        """The school holidays this day belongs to, if any."""
        return next((period for period in self.school_holidays if day in period), None)

    def is_working(self, day: date) -> bool:
        """Jour ouvré: Monday to Friday, public holidays left out."""
        return day.weekday() < SATURDAY and day not in self.public_holidays

    def is_workable(self, day: date) -> bool:
        """Jour ouvrable: Monday to Saturday, public holidays left out."""
        return day.weekday() < SUNDAY and day not in self.public_holidays

    def is_closed(self, day: date) -> bool:
        """Closed whatever the weekday: public holiday, announced closure, out of its season."""
        if day in self.public_holidays or day in self.closed_days:
            return True
        return not (self.opens_in_holidays if self.holidays_on(day) else self.opens_in_term)

    def is_scheduled(self, day: date) -> bool:
        """Planned to open. Cut-offs count these days, so that a strike never moves a deadline."""
        return day.weekday() in self.opening_weekdays and not self.is_closed(day)

    def is_open(self, day: date) -> bool:
        """Planned to open, and no strike."""
        return self.is_scheduled(day) and day not in self.strikes

    def shifted(self, day: date, closed: Closed) -> date:
        """``day`` itself, or the earlier day the switch names. Raises CutoffError if there is none."""
        match closed:
            case Closed.PREVIOUS_WORKING_DAY:
                return latest(day, self.is_working)
            case Closed.LAST_OPENING_DAY:
                return latest(day, self.is_scheduled)
            case Closed.SAME_WEEKDAY:
                return latest(day, lambda other: not self.is_closed(other), step=7)
        return day


def latest(day: date, suits: Callable[[date], bool], *, step: int = 1) -> date:
    """The latest day on or before ``day`` that suits, by steps. Raises CutoffError if none in a year."""
    for back in range(0, FARTHEST, step):
        earlier = day - timedelta(days=back)
        if suits(earlier):
            return earlier
    raise CutoffError(f"le calendrier n'a aucun jour d'ouverture avant le {day:%d/%m/%Y}")
