"""What bookings cost on the planning: a period, one more meal, the ticks not yet validated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from reservations.models import Activity, Reservation, Session
from reservations.plans import PlanRow, UnitPrice
from reservations.pricing import NO_TARIFF, Tariff, World, WorldLine, objections, price
from reservations.register import Register
from reservations.worlds import hypothetical, reach_of, tariff_of, world_line
from rules.facts import FactError
from rules.lines import ZERO, Bill, Priced
from rules.outcomes import CENT, OutcomeError
from rules.records import record
from rules.telling import explain

Status = Reservation.Status
UNPRICEABLE = (FactError, OutcomeError)


def cost_of(
    register: Register,
    children: Collection[int],
    first: date,
    last: date,
    *,
    at: datetime,
    ticked: Sequence[tuple[Activity, WorldLine]] = (),
    unticked: Collection[str] = (),
) -> Decimal:
    """What the bookings of some children come to between two days, in euros: the basket's additions
    counted, what it gives up left out; with ``ticked`` lines more, and without the ``unticked`` subjects.

    A line that no tariff prices counts for nothing here: the recap refuses it.
    """
    total = ZERO
    for activity, world in worlds_around(register, first, last, at=at):
        kept = [entry for entry in world if entry.line.subject not in unticked]
        added = [entry for one, entry in ticked if _key(one) == _key(activity)]
        total += _share_of_world(tariff_of(register, activity), [*kept, *added], children, first, last)
    return total


def _share_of_world(tariff: Tariff, world: World, children: Collection[int], first: date, last: date) -> Decimal:
    try:
        return _share(price(tariff, world), world, children, first, last)
    except UNPRICEABLE:
        return ZERO


def _key(activity: Activity) -> tuple[int | None, int]:
    return activity.price_rulebook_id, activity.school_year_id


def worlds_around(register: Register, first: date, last: date, *, at: datetime) -> list[tuple[Activity, World]]:
    """The household's lines after the basket, one world a price règlement, around a period."""
    found: dict[tuple[int | None, int], Activity] = {}
    for activity in register.activities.values():
        found.setdefault(_key(activity), activity)
    reaches = {key: _reach(register, activity, first, last) for key, activity in found.items()}
    if not reaches:
        return []
    bookings = _bookings(register, min(a for a, _ in reaches.values()), max(b for _, b in reaches.values()), at)
    return [
        (
            activity,
            [
                world_line(register, one, cancellation=_leaving(one))
                for one in bookings
                if _belongs(register, one, key) and reaches[key][0] <= one.session.starts_on <= reaches[key][1]
            ],
        )
        for key, activity in found.items()
    ]


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


def _bookings(register: Register, first: date, last: date, at: datetime) -> list[Reservation]:
    gone = Q(status=Status.HELD, held_until__lte=at)
    mine = register.household.reservations.exclude(gone).filter(session__starts_on__range=(first, last))
    return list(mine.select_related("session__unit", "session__group", "variant"))


def _belongs(register: Register, booking: Reservation, key: tuple[int | None, int]) -> bool:
    activity = register.activities.get(booking.session.unit.activity_id)
    return activity is not None and _key(activity) == key


def _leaving(booking: Reservation) -> str | None:
    return Reservation.Cancellation.IN_TIME if booking.status == Status.LEAVING else None


def _share(bill: Bill, world: World, children: Collection[int], first: date, last: date) -> Decimal:
    """What of a bill falls to some children in the period; a household's adjustment is shared by its lines."""
    mine = {
        entry.line.subject
        for entry in world
        if first <= entry.line.day <= last and int(entry.line.keys["enfant-jour"].who[1]) in children
    }
    lines = sum((bill.of(subject) for subject in mine), ZERO)
    shared = sum((_part(adjustment, mine) for adjustment in bill.adjustments), ZERO)
    return lines + shared


def _part(adjustment: Priced, mine: Collection[str]) -> Decimal:
    own = sum(member in mine for member in adjustment.members)
    part = (adjustment.amount or ZERO) * own / len(adjustment.members)
    return part.quantize(CENT, rounding=ROUND_HALF_UP)
