"""What the ticks not yet validated would change: counter and cost, computed without writing (statement 22)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from families.models import Child, Household
from reservations.costs import cost_of
from reservations.models import Activity, Reservation, Session, Unit
from reservations.planning import basket_count, bookings_in
from reservations.pricing import WorldLine
from reservations.register import Register, load_register
from reservations.worlds import hypothetical

Status = Reservation.Status


@dataclass(frozen=True, slots=True)
class Estimate:
    """The cost of the child's period in euros, and the number of pending changes, ticks included."""

    cost: Decimal
    basket: int


def estimate(
    household: Household,
    child: Child,
    *,
    wanted: Collection[int],
    unwanted: Collection[int],
    first: date,
    last: date,
    at: datetime,
) -> Estimate:
    """What the planning would show with these sessions ticked and those unticked; sessions of others are ignored."""
    register = load_register(household)
    bookings = bookings_in([child.pk], [*wanted, *unwanted], at=at)
    mine = {pk: one for (_child, pk), one in bookings.items() if one.household_id == household.pk}
    new = [pk for pk in wanted if (child.pk, pk) not in bookings]
    ticked = _ticked(register, child, new, late=False)
    gone = [mine[pk] for pk in unwanted if pk in mine and mine[pk].status != Status.LEAVING]
    back = [mine[pk] for pk in wanted if pk in mine and mine[pk].status == Status.LEAVING]
    cost = cost_of(
        register,
        {child.pk},
        first,
        last,
        at=at,
        ticked=[*ticked, *_ticked(register, child, [one.session_id for one in back], late=False)],
        unticked={one.subject for one in (*gone, *back)},
    )
    undone = sum(one.status == Status.HELD for one in gone)
    change = len(ticked) + (len(gone) - undone) - undone - len(back)
    return Estimate(cost, basket_count(household, at=at) + change)


def _ticked(
    register: Register, child: Child, sessions: Collection[int], *, late: bool
) -> list[tuple[Activity, WorldLine]]:
    found = []
    for session in Session.objects.filter(pk__in=list(sessions)).select_related("group") if sessions else ():
        unit = _unit(register, session.unit_id)
        if unit and register.enrolment_on(child.pk, unit.activity_id, session.starts_on):
            found.append(
                (register.activities[unit.activity_id], hypothetical(register, child, unit, session, late=late))
            )
    return found


def _unit(register: Register, pk: int) -> Unit | None:
    return next((unit for units in register.units.values() for unit in units if unit.pk == pk), None)
