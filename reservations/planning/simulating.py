"""« Combien paierai-je ? »: a month not booked, priced by the same engine, with a quotient of one's choice (P43)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from cms.french import month_in_words
from families.history import History
from families.models import Household
from reservations.days.costs import UNPRICEABLE
from reservations.days.planning import sessions_between
from reservations.facts import QUOTIENT
from reservations.models import Activity, Unit
from reservations.pricing.bills import Objection, Tariff, WorldLine, objections, price
from reservations.pricing.register import Register, load_register
from reservations.pricing.worlds import hypothetical, tariff_of
from rules.lines import ZERO, Bill, Priced
from rules.records import record
from rules.telling import Explanation, explain


@dataclass(frozen=True, slots=True)
class Wish:
    """What to price: children, units, weekdays (0 for Monday), a period; a quotient in euros, or the family's own."""

    children: Collection[int]
    units: Collection[int]
    weekdays: Collection[int]
    first: date
    last: date
    quotient: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Days of a child and a unit that cost the same, and why; an adjustment of a group counts once."""

    label: str
    days: int
    each: Decimal
    why: Explanation

    @property
    def total(self) -> Decimal:
        return self.each * self.days


@dataclass(frozen=True)
class Simulation:
    """The rows of a wish, in euros, and what the règlements would refuse of it."""

    rows: tuple[Row, ...]
    refusals: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), ZERO)


@dataclass(frozen=True, slots=True)
class Named:
    """A line to be and what it is called."""

    label: str
    entry: WorldLine


def simulate(household: Household, wish: Wish, *, at: datetime) -> Simulation:
    """What these days would cost if they were the family's only bookings; nothing is written."""
    register = load_register(household, at=at, first=wish.first, last=wish.last)
    if wish.quotient is not None:
        register = with_quotient(register, wish.quotient)
    worlds: dict[tuple[int | None, int], list[Named]] = defaultdict(list)
    activities: dict[tuple[int | None, int], Activity] = {}
    for activity, named in _lines(register, wish):
        key = activity.price_rulebook_id, activity.school_year_id
        worlds[key].append(named)
        activities.setdefault(key, activity)
    found = [priced(tariff_of(register, activities[key]), activities[key], lines) for key, lines in worlds.items()]
    rows = tuple(row for one in found for row in one.rows)
    return Simulation(rows, tuple(dict.fromkeys(said for one in found for said in one.refusals)))


def with_quotient(register: Register, quotient: Decimal) -> Register:
    """The same register with this quotient whatever the day; the household's own is not read."""
    tried = copy(register.records)
    tried.quotients = {**tried.quotients, (register.household.pk, QUOTIENT): History([date.min], [quotient])}
    return replace(register, records=tried, _by_child=defaultdict(list))


def last_of(month: date) -> date:
    """The last day of the month that begins on this day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_from(day: date, last: date) -> list[tuple[str, str]]:
    """The months from that of a day to that of another, as choices: « 2026-11-01 », « Novembre 2026 »."""
    found, month = [], day.replace(day=1)
    while month <= last:
        found.append((month.isoformat(), month_in_words(month).capitalize()))
        month = last_of(month) + timedelta(days=1)
    return found


def bookable_units(register: Register) -> list[Unit]:
    """The units a family of this register books, in the order of the planning."""
    enrolled = {one.activity_id for one in register.enrolments if one.activity.is_published}
    units = [unit for activity, mine in register.units.items() if activity in enrolled for unit in mine]
    return [unit for unit in units if unit.origin == Unit.Origin.BOOKED]


def _lines(register: Register, wish: Wish):
    """Each session of the wish for each child enrolled, as a line of its activity's world."""
    sessions = sessions_between(wish.units, wish.first, wish.last, at=register.at)
    for session in (one for one in sessions if one.starts_on.weekday() in wish.weekdays):
        unit = register.unit(session.unit_id)
        for child in (one for one in register.children if unit and one.pk in wish.children):
            enrolment = register.enrolment_on(child.pk, unit.activity_id, session.starts_on)
            if enrolment and enrolment.group_id == session.group_id:
                label = f"{child.first_name} - {enrolment.activity.name} - {unit.name}"
                yield enrolment.activity, Named(label, hypothetical(register, child, unit, session))


def priced(tariff: Tariff, activity: Activity, lines: Sequence[Named]) -> Simulation:
    """One règlement's part: its lines grouped where they cost the same for the same reason, then its adjustments."""
    world = [named.entry for named in lines]
    try:
        bill = price(tariff, world)
    except UNPRICEABLE as error:
        return Simulation((), (f"{activity.name} : {error}",))
    said = tuple(_sentence(activity, one) for one in objections([], world, bill))
    return Simulation(_rows(activity, lines, bill), said)


def _rows(activity: Activity, lines: Sequence[Named], bill: Bill) -> tuple[Row, ...]:
    found: dict[tuple[str, Decimal], list[Priced]] = defaultdict(list)
    for named in lines:
        priced = bill.by_subject[named.entry.line.subject]
        if priced.amount is not None:
            found[named.label, priced.amount].append(priced)
    for adjustment in bill.adjustments:
        step = adjustment.reasons[-1].step if adjustment.reasons else ""
        found[f"{activity.name} - {step}", adjustment.amount or ZERO].append(adjustment)
    return tuple(
        Row(label, len(same), each, explain(record(None, same[0]))) for (label, each), same in found.items() if same
    )


def _sentence(activity: Activity, objection: Objection) -> str:
    return f"{activity.name} : {objection.sentence}"
