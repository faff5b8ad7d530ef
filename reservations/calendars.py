"""From the town's editable calendar to the values deadlines and prices are counted on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache

from reservations.models import CalendarPeriod, Outage, SchoolYear, Unit
from rules.cutoffs import Calendar, Period
from rules.cutoffs import Outage as Away
from rules.lines import Key

DAY = timedelta(days=1)
Kind = CalendarPeriod.Kind
SINGLE_DAYS = (Kind.CLOSURE, Kind.BRIDGE)


@dataclass
class Days:
    """The periods of one calendar and the outages of the portal, ready to be asked about a day."""

    periods: list[CalendarPeriod]
    outages: tuple[Away, ...] = ()
    _calendars: dict[tuple, Calendar] = field(default_factory=dict)

    def for_unit(self, unit: Unit) -> Calendar:
        """The calendar of a unit: its opening weekdays, and whether it stops for the school holidays."""
        key = (*unit.weekdays, unit.in_holidays)
        if key not in self._calendars:
            self._calendars[key] = Calendar(
                public_holidays=self._public_holidays,
                school_holidays=tuple(self.holidays),
                closed_days=frozenset(self.single_days(*SINGLE_DAYS)),
                opening_weekdays=frozenset(unit.weekdays),
                strikes=frozenset(self.single_days(Kind.STRIKE)),
                opens_in_holidays=unit.in_holidays,
                outages=self.outages,
            )
        return self._calendars[key]

    @cached_property
    def holidays(self) -> list[Period]:
        found = [one for one in self.periods if one.kind == Kind.HOLIDAYS]
        return [Period(one.label, one.starts_on, one.ends_on) for one in found]

    def label_of(self, day: date) -> str:
        """The name of what closes the day: « Toussaint », « Vacances d'hiver »; nothing on an ordinary day."""
        closing = [one for one in self.periods if one.starts_on <= day <= one.ends_on]
        order = [Kind.PUBLIC_HOLIDAY, Kind.STRIKE, Kind.CLOSURE, Kind.BRIDGE, Kind.HOLIDAYS]
        return min(closing, key=lambda one: order.index(one.kind)).label if closing else ""

    def in_holidays(self, day: date) -> bool:
        return any(day in period for period in self.holidays)

    def is_public_holiday(self, day: date) -> bool:
        return day in self._public_holidays

    @cached_property
    def _public_holidays(self) -> frozenset[date]:
        return frozenset(self.single_days(Kind.PUBLIC_HOLIDAY))

    def period_of(self, day: date, year: SchoolYear) -> tuple[date, date]:
        """The holidays the day belongs to, or the weeks of school between two holidays."""
        first, last = year.starts_on, year.ends_on
        for holidays in sorted(self.holidays, key=lambda period: period.first):
            if day in holidays:
                return holidays.first, holidays.last
            if holidays.last < day:
                first = max(first, holidays.last + DAY)
            elif holidays.first > day:
                return first, min(last, holidays.first - DAY)
        return first, last

    def single_days(self, *kinds: str) -> Iterator[date]:
        """Each day of the periods of these kinds."""
        for period in self.periods:
            if period.kind in kinds:
                yield from days_between(period.starts_on, period.ends_on)


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from one to the other, both included."""
    for number in range((last - first).days + 1):
        yield first + number * DAY


def load_days(calendars: Iterable[int]) -> dict[int, Days]:
    """The days of these calendars, in one query, and the outages of the portal in another."""
    away = tuple(Away(one.label, one.starts_at, one.ends_at, one.grace) for one in Outage.objects.all())
    found: dict[int, Days] = {key: Days([], away) for key in calendars}
    for period in CalendarPeriod.objects.filter(calendar__in=found):
        found[period.calendar_id].periods.append(period)
    return found


SPANS = ("jour", "semaine", "mois", "periode", "annee")


def spans_of(day: date, days: Days, year: SchoolYear) -> dict[str, tuple[date, date]]:
    """The spans a day belongs to: itself, its ISO week (Monday to Sunday), its month, its period, its school year."""
    monday = day - day.weekday() * DAY
    month = day.replace(day=1)
    return {
        "jour": (day, day),
        "semaine": (monday, monday + 6 * DAY),
        "mois": (month, (month + 31 * DAY).replace(day=1) - DAY),
        "periode": days.period_of(day, year),
        "annee": (year.starts_on, year.ends_on),
    }


def keys_of(household: int | str, child: int | str, spans: dict[str, tuple[date, date]]) -> dict[str, Key]:
    """The groups of a line at each level: child and household, over each span."""
    who = {"enfant": (str(household), str(child)), "foyer": (str(household),)}
    return {f"{name}-{span}": _key(path, *ends) for span, ends in spans.items() for name, path in who.items()}


@lru_cache(maxsize=10_000)
def _key(path: tuple[str, ...], first: date, last: date) -> Key:
    """One object a group: lines that share it are told together at a glance."""
    return Key(path, first, last)
