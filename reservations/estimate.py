"""What the ticks not yet validated would change: counter and cost, computed without writing (statement 22)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from families.models import Child, Household
from reservations.bookings import basket_of, bookings_around, by_child_and_session, count_changes
from reservations.cells import Judge
from reservations.costs import Ticks, costs_of, reach_around
from reservations.models import Activity, Enrolment, Reservation, Session, Unit
from reservations.planning import with_places
from reservations.plans import CellState
from reservations.pricing import WorldLine
from reservations.register import load_register
from reservations.worlds import hypothetical, world_line

Status, Cancellation = Reservation.Status, Reservation.Cancellation
Lines = list[tuple[Activity, WorldLine]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The cost of the child's period in euros, the number of pending changes, and what they lack, ticks included."""

    cost: Decimal
    basket: int
    warnings: tuple[str, ...] = ()


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
    """What the planning would show with these sessions ticked and those unticked.

    A session « Valider » would refuse counts for nothing, like those of other families.
    """
    register = load_register(household, at=at, first=first, last=last)
    bookings = bookings_around(register, {child.pk}, *reach_around(register, first, last))
    ticking = _Ticking(Judge(register, at), child, by_child_and_session(bookings, at))
    ticking.read(set(wanted), set(unwanted) - set(wanted))
    ticks = Ticks(ticking.added, frozenset(ticking.removed))
    costs = costs_of(register, bookings, {child.pk}, first, last, ticks=ticks)
    return Estimate(costs.cost, count_changes(basket_of(register, bookings)) + ticking.change, costs.warnings)


class _Ticking:
    """The ticks of a child turned into lines: what they add, replace and change in the basket."""

    def __init__(self, judge: Judge, child: Child, bookings: dict[tuple[int, int], Reservation]) -> None:
        self.judge, self.child, self.bookings = judge, child, bookings
        self.added: Lines = []
        self.removed: set[str] = set()
        self.change = 0

    def read(self, wanted: set[int], unwanted: set[int]) -> None:
        register = self.judge.register
        sessions = Session.objects.filter(pk__in=wanted | unwanted).select_related("group")
        for session in with_places(sessions, at=self.judge.at):
            unit = register.unit(session.unit_id)
            enrolment = unit and register.enrolment_on(self.child.pk, unit.activity_id, session.starts_on)
            if unit is None or not enrolment or enrolment.group_id != session.group_id:
                continue
            booking = self.bookings.get((self.child.pk, session.pk))
            tick = self._tick if session.pk in wanted else self._untick
            tick(enrolment, unit, session, booking)

    def _tick(self, enrolment: Enrolment, unit: Unit, session: Session, booking: Reservation | None) -> None:
        register = self.judge.register
        cell = self.judge.cell(self.child, enrolment, unit, session.starts_on, session, booking)
        if cell.state is CellState.FREE:
            self._add(unit, hypothetical(register, self.child, unit, session, late=cell.late))
            self.change += 1
        elif booking is not None and cell.state is CellState.LEAVING:
            self._replace(unit, booking, world_line(register, booking))
            self.change -= 1

    def _untick(self, enrolment: Enrolment, unit: Unit, session: Session, booking: Reservation | None) -> None:
        cell = self.judge.cell(self.child, enrolment, unit, session.starts_on, session, booking)
        if booking is None or not cell.can_change:
            return
        if cell.state is CellState.HELD:
            self.removed.add(booking.subject)
            self.change -= 1
        elif cell.state is CellState.CONFIRMED:
            how = Cancellation.LATE if cell.late else Cancellation.IN_TIME
            self._replace(unit, booking, world_line(self.judge.register, booking, cancellation=how))
            self.change += 1

    def _replace(self, unit: Unit, booking: Reservation, line: WorldLine) -> None:
        self.removed.add(booking.subject)
        self._add(unit, line)

    def _add(self, unit: Unit, line: WorldLine) -> None:
        self.added.append((self.judge.register.activities[unit.activity_id], line))
