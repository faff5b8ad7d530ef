"""What bookings cost on the planning: a period, one more meal, the ticks not yet validated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reservations.days.plans import PlanRow, UnitPrice
from reservations.models import Activity, Reservation, Session
from reservations.pricing.bills import NO_TARIFF, World, WorldLine, objections, price
from reservations.pricing.register import Register
from reservations.pricing.worlds import hypothetical, leaving, reach_of, tariff_of, world_line
from rules.engine import OverlapError
from rules.facts import FactError
from rules.lines import ZERO, Bill, Priced
from rules.outcomes import CENT, OutcomeError
from rules.records import record
from rules.steps import RulebookError
from rules.telling import explain

Status = Reservation.Status
Served = tuple[int | None, int]  # a price règlement in a school year
UNPRICEABLE = (FactError, OutcomeError, OverlapError, RulebookError)


@dataclass(frozen=True)
class Ticks:
    """What a parent ticks and unticks without having validated it: lines more, and the subjects they replace."""

    added: Sequence[tuple[Activity, WorldLine]] = ()
    removed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: some children between two days, in one activity (its short name) or in all."""

    children: Collection[int]
    first: date
    last: date
    activity: str | None = None

    def has(self, entry: WorldLine) -> bool:
        line = entry.line
        here = self.first <= line.day <= self.last and int(line.keys["enfant-jour"].who[1]) in self.children
        return here and self.activity in (None, line.facts["activite"])


@dataclass(frozen=True, slots=True)
class Costs:
    """What the bookings of a period come to, in euros, and what the basket still lacks (« il manque un jour »)."""

    cost: Decimal
    warnings: tuple[str, ...] = ()


def costs_of(
    register: Register,
    bookings: Sequence[Reservation],
    children: Collection[int],
    first: date,
    last: date,
    *,
    ticks: Ticks | None = None,
    activity: str | None = None,
) -> Costs:
    """What the bookings of some children come to between two days, those of one activity where it is named: the
    basket's additions counted, what it gives up left out, and the ticks as if they were validated.

    ``bookings`` are those of the household over `reach_around` these days. A line that no tariff prices counts
    for nothing here: it is a warning, and the recap refuses it.
    """
    worlds = worlds_around(register, bookings, first, last)
    shown = Shown(children, first, last, activity)
    found = [_costs(register, around, ticks or Ticks(), shown) for around in worlds]
    warnings = (warning for costs in found for warning in costs.warnings)
    return Costs(sum((costs.cost for costs in found), ZERO), tuple(dict.fromkeys(warnings)))


@dataclass(frozen=True, slots=True)
class Totals:
    """What all the lines of a household around some days come to, in euros, by payment mode."""

    immediate: Decimal
    deferred: Decimal
    warnings: tuple[str, ...] = ()


def totals_of(
    register: Register, bookings: Sequence[Reservation], first: date, last: date, *, ticks: Ticks | None = None
) -> Totals:
    """What a household's lines come to, the basket and these ticks as if they were settled.

    The difference of two such totals is the price of what differs, whatever it re-prices around it.
    """
    sums, warnings = {True: ZERO, False: ZERO}, []
    for around in worlds_around(register, bookings, first, last):
        bill, _world, said = _billed(register, around, ticks or Ticks())
        sums[around.activity.is_immediate] += bill.total if bill else ZERO
        warnings += said
    return Totals(sums[True], sums[False], tuple(dict.fromkeys(warnings)))


def _costs(register: Register, around: Around, ticks: Ticks, shown: Shown) -> Costs:
    bill, world, warnings = _billed(register, around, ticks)
    return Costs(_share(bill, world, shown) if bill else ZERO, warnings)


def _billed(register: Register, around: Around, ticks: Ticks) -> tuple[Bill | None, World, tuple[str, ...]]:
    """The bill of a world with the ticks, its lines, and why the recap would refuse it; no bill if none can be made."""
    kept = [entry for entry in around.world if entry.line.subject not in ticks.removed]
    world = [*kept, *(entry for activity, entry in ticks.added if _key(activity) == _key(around.activity))]
    try:
        bill = price(tariff_of(register, around.activity), world)
    except UNPRICEABLE as error:
        return None, world, (str(error),)
    settled = [entry for entry in kept if entry.line.subject not in around.pending]
    return bill, world, tuple(objection.sentence for objection in objections(settled, world, bill))


@dataclass(frozen=True)
class Around:
    """The lines of a household after the basket under one price règlement; ``pending`` names those of the basket."""

    activity: Activity
    world: World
    pending: frozenset[str]


def _key(activity: Activity) -> Served:
    return activity.price_rulebook_id, activity.school_year_id


def worlds_around(register: Register, bookings: Sequence[Reservation], first: date, last: date) -> list[Around]:
    """The household's lines after the basket, one world a price règlement and school year, around a period."""
    mine = [one for one in bookings if one.household_id == register.household.pk and not _has_expired(one, register)]
    return [
        _around(register, activity, [one for one in mine if _belongs(register, one, key, reach)])
        for key, (activity, reach) in _reaches(register, first, last).items()
    ]


def reach_around(register: Register, first: date, last: date) -> tuple[date, date]:
    """The days whose bookings the costs of a period are read from."""
    ends = [reach for _activity, reach in _reaches(register, first, last).values()] or [(first, last)]
    return min(start for start, _ in ends), max(end for _, end in ends)


def _reaches(register: Register, first: date, last: date) -> dict[Served, tuple[Activity, tuple[date, date]]]:
    """One activity for each price règlement and school year, and the days its prices are read from."""
    found: dict[Served, Activity] = {}
    for activity in register.activities.values():
        found.setdefault(_key(activity), activity)
    return {key: (activity, _reach(register, activity, first, last)) for key, activity in found.items()}


def _around(register: Register, activity: Activity, bookings: Sequence[Reservation]) -> Around:
    return Around(
        activity,
        [world_line(register, one, cancellation=leaving(one)) for one in bookings],
        frozenset(one.subject for one in bookings if one.status in (Status.HELD, Status.LEAVING)),
    )


def unit_price(register: Register, row: PlanRow, session: Session) -> UnitPrice:
    """The price of one booking of a row by itself on a day it may be booked, and why."""
    tariff = tariff_of(register, row.activity)
    try:
        world = [hypothetical(register, row.child, row.unit, session)]
        bill = price(tariff, world)
    except UNPRICEABLE as error:
        return UnitPrice(session.starts_on, None, explain(record(None, None)), str(error))
    (priced,) = bill.lines
    problem = next((one.sentence for one in objections([], world, bill) if one.sentence == NO_TARIFF), "")
    edition = tariff.on(session.starts_on)
    reference = register.history(row.activity.price_rulebook_id).on(session.starts_on)
    why = record(None, _whole(priced, bill), edition=reference.edition.reference if edition and reference else None)
    return UnitPrice(session.starts_on, None if problem else bill.total, explain(why), problem)


def _whole(priced: Priced, bill: Bill) -> Priced:
    """A line alone in its groups: the line itself, or the adjustment that stands for it."""
    return bill.adjustments[0] if priced.components is None and bill.adjustments else priced


def _reach(register: Register, activity: Activity, first: date, last: date) -> tuple[date, date]:
    return reach_of(register, activity, tariff_of(register, activity), [first, last]) or (first, last)


def _has_expired(booking: Reservation, register: Register) -> bool:
    held = booking.status == Status.HELD
    return held and booking.held_until is not None and booking.held_until <= register.at


def _belongs(register: Register, booking: Reservation, key: Served, reach: tuple[date, date]) -> bool:
    activity = register.activities.get(booking.session.unit.activity_id)
    return activity is not None and _key(activity) == key and reach[0] <= booking.session.starts_on <= reach[1]


def _share(bill: Bill, world: World, shown: Shown) -> Decimal:
    """What of a bill falls to what a page shows; a household's adjustment is shared by its lines."""
    mine = {entry.line.subject for entry in world if shown.has(entry)}
    lines = sum((bill.of(subject) for subject in mine), ZERO)
    shared = sum((_part(adjustment, mine) for adjustment in bill.adjustments), ZERO)
    return lines + shared


def _part(adjustment: Priced, mine: Collection[str]) -> Decimal:
    own = sum(member in mine for member in adjustment.members)
    part = (adjustment.amount or ZERO) * own / len(adjustment.members)
    return part.quantize(CENT, rounding=ROUND_HALF_UP)
