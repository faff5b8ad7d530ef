"""When an edge of a cut-off falls: one frozen dataclass for each way a règlement says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.cutoffs.calendars import ONE_DAY, Calendar, Closed, CutoffError, latest
from rules.cutoffs.occasions import END_OF_DAY, PARIS, WEEKDAYS, Hour, Occasion, Target

FRIDAY = 4


class Counting(StrEnum):
    """Which days count in « n jours avant »."""

    CALENDAR = "calendaires"
    WORKING = "ouvres"
    WORKABLE = "ouvrables"
    OPENING = "ouverture"
    CLEAR = "francs"


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """``days`` before the target, counted as ``counting`` says; 0 is the same day.

    Clear days stand whole between the two: 8 clear days before the 20th is the 11th.
    """

    days: int
    counting: Counting = Counting.CALENDAR
    hour: Hour = END_OF_DAY
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def __post_init__(self) -> None:
        _require("le nombre de jours", self.days, 0, 366)

    def falls_on(self, occasion: Occasion) -> date:
        day = occasion.target(self.target)
        counts = _counts(self.counting, occasion.calendar)
        if counts is None:
            clear = 1 if self.counting is Counting.CLEAR else 0
            return day - timedelta(days=self.days + clear)
        for _ in range(self.days):
            day = latest(day - ONE_DAY, counts)
        return day


def _counts(counting: Counting, calendar: Calendar) -> Callable[[date], bool] | None:
    match counting:
        case Counting.WORKING:
            return calendar.is_working
        case Counting.WORKABLE:
            return calendar.is_workable
        case Counting.OPENING:
            return calendar.is_scheduled
    return None


@dataclass(frozen=True, slots=True)
class WeekdayBefore:
    """A weekday of the target's week (``weeks=0``) or of the week ``weeks`` earlier."""

    weekday: int
    weeks: int = 1
    hour: Hour = END_OF_DAY
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def __post_init__(self) -> None:
        _require_weekday(self.weekday)
        _require("le nombre de semaines", self.weeks, 0, 52)

    def falls_on(self, occasion: Occasion) -> date:
        monday = _monday(occasion.target(self.target))
        return monday + timedelta(days=self.weekday - 7 * self.weeks)


@dataclass(frozen=True, slots=True)
class WeekdayLimit:
    """One line of a weekday table: for a service on ``on``, the nearest earlier ``weekday``."""

    on: int
    weekday: int
    hour: Hour = END_OF_DAY

    def __post_init__(self) -> None:
        _require_weekday(self.on)
        _require_weekday(self.weekday)


@dataclass(frozen=True, slots=True)
class ByWeekday:
    """A table: weekday of service → the nearest earlier weekday and its hour."""

    limits: tuple[WeekdayLimit, ...]
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def __post_init__(self) -> None:
        days = [limit.on for limit in self.limits]
        twice = sorted({WEEKDAYS[day] for day in days if days.count(day) > 1})
        if twice:
            raise CutoffError(f"le tableau des jours donne deux limites pour {', '.join(twice)} : gardez-en une")

    def limit_for(self, occasion: Occasion) -> WeekdayLimit:
        """The line of the target's weekday. Raises CutoffError where the table has none."""
        weekday = occasion.target(self.target).weekday()
        for limit in self.limits:
            if limit.on == weekday:
                return limit
        raise CutoffError(f"le tableau des jours ne prévoit pas le {WEEKDAYS[weekday]}")

    def falls_on(self, occasion: Occasion) -> date:
        day, limit = occasion.target(self.target), self.limit_for(occasion)
        return day - timedelta(days=(day.weekday() - limit.weekday) % 7 or 7)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of the target's month (``months=0``) or of an earlier one; past its end, its last day."""

    number: int
    months: int = 1
    hour: Hour = END_OF_DAY
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def __post_init__(self) -> None:
        _require("le jour du mois", self.number, 1, 31)
        _require("le nombre de mois", self.months, 0, 12)

    def falls_on(self, occasion: Occasion) -> date:
        first = _month_before(occasion.target(self.target), self.months)
        last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
        return first.replace(day=min(self.number, last.day))


@dataclass(frozen=True, slots=True)
class DatedLimit:
    """One line of a table of dates: for a service from ``first`` to ``last``, the day ``limit``."""

    first: date
    last: date
    limit: date
    label: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CutoffError(f"la période qui commence le {self.first:%d/%m/%Y} finit avant de commencer")


@dataclass(frozen=True, slots=True)
class DateTable:
    """A table of dates voted in advance: period of service → its limit. The first line that fits answers."""

    limits: tuple[DatedLimit, ...]
    hour: Hour = END_OF_DAY
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def falls_on(self, occasion: Occasion) -> date:
        day = occasion.target(self.target)
        for limit in self.limits:
            if limit.first <= day <= limit.last:
                return limit.limit
        raise CutoffError(f"le tableau des dates ne prévoit pas le {day:%d/%m/%Y}")


@dataclass(frozen=True, slots=True)
class LastFullWeek:
    """A weekday of the last week, Monday to Friday, that lies wholly in the month before the target's.

    ``in_term`` passes over the weeks that touch school holidays.
    """

    weekday: int = FRIDAY
    in_term: bool = False
    hour: Hour = END_OF_DAY
    closed: Closed = Closed.KEEP
    target: Target = Target.DAY

    def __post_init__(self) -> None:
        _require_weekday(self.weekday)

    def falls_on(self, occasion: Occasion) -> date:
        last = occasion.target(self.target).replace(day=1) - ONE_DAY
        monday = _monday(last - timedelta(days=(last.weekday() - FRIDAY) % 7))
        while self.in_term and _touches_holidays(monday, occasion.calendar):
            monday -= timedelta(days=7)
            if monday.month != last.month:
                raise CutoffError("le mois précédent n'a aucune semaine complète hors vacances")
        return monday + timedelta(days=self.weekday)


@dataclass(frozen=True, slots=True)
class HoursBefore:
    """``hours`` (and ``minutes``) on the clock before the session starts; 0 is its very start."""

    hours: int
    minutes: int = 0

    def __post_init__(self) -> None:
        _require("le nombre d'heures", self.hours, 0, 1440)
        _require("le nombre de minutes", self.minutes, 0, 59)

    def instant(self, occasion: Occasion) -> datetime:
        """The local instant; a change to summer time does not move it on the clock. Raises CutoffError."""
        if occasion.session_start is None:
            raise CutoffError("l'heure de début de la séance n'est pas connue")
        start = occasion.session_start.astimezone(PARIS)
        return start - timedelta(hours=self.hours, minutes=self.minutes)


OnDay = DaysBefore | WeekdayBefore | ByWeekday | DayOfMonth | DateTable | LastFullWeek
Moment = OnDay | HoursBefore


def place(moment: OnDay, occasion: Occasion) -> tuple[date, Hour]:
    """The day and the hour of an edge, moved off a closed day as its switch says. Raises CutoffError."""
    day = occasion.calendar.shifted(moment.falls_on(occasion), moment.closed)
    if isinstance(moment, ByWeekday):
        return day, moment.limit_for(occasion).hour
    return day, moment.hour


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _touches_holidays(monday: date, calendar: Calendar) -> bool:
    return any(calendar.holidays_on(monday + timedelta(days=i)) for i in range(5))


def _require_weekday(weekday: int) -> None:
    _require("le jour de la semaine (0 pour lundi)", weekday, 0, 6)


def _require(what: str, given: int, least: int, most: int) -> None:
    if not least <= given <= most:
        raise CutoffError(f"{what} doit aller de {least} à {most}, pas {given}")
