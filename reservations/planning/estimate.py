"""What the ticks not yet validated would change: counter and cost, computed without writing (statement 22)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from families.models import Child, Household
from reservations.booking.holding import Change
from reservations.booking.rebooking import place
from reservations.days.bookings import basket_of, bookings_around, by_child_and_session, count_changes
from reservations.days.cells import Judge
from reservations.days.costs import Ticks, costs_of, reach_around, totals_of
from reservations.days.planning import with_places
from reservations.days.plans import CellState, DayCell
from reservations.models import Activity, Reservation, Session, Unit
from reservations.pricing.bills import WorldLine
from reservations.pricing.register import Register, load_register
from reservations.pricing.worlds import hypothetical, world_line
from reservations.terms import Terms

Status, Cancellation = Reservation.Status, Reservation.Cancellation
Lines = list[tuple[Activity, WorldLine]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The cost of the child's period in euros, the number of pending changes, and what they lack, ticks included."""

    cost: Decimal
    basket: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What some changes come to in euros, more or less than now: to pay at once, and on the invoices."""

    immediate: Decimal
    deferred: Decimal
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
    """What the planning would show with these sessions ticked and those unticked; see `estimate_all`."""
    return estimate_all(household, [Change(child, wanted, unwanted)], first=first, last=last, at=at)


def estimate_all(
    household: Household,
    changes: Sequence[Change],
    *,
    first: date,
    last: date,
    at: datetime,
    activity: str | None = None,
) -> Estimate:
    """What the planning of some children would show with these ticks; the cost of one activity where it is named.

    A session « Valider » would refuse counts for nothing, like those of other families.
    """
    register, bookings, children = _known(household, changes, first, last, at)
    ticking = _Ticking(Judge(register, at), by_child_and_session(bookings, at))
    ticks = ticking.read(changes)
    costs = costs_of(register, bookings, children, first, last, ticks=ticks, activity=activity)
    return Estimate(costs.cost, count_changes(basket_of(register, bookings)) + ticking.change, costs.warnings)


def gap_of(household: Household, changes: Sequence[Change], *, first: date, last: date, at: datetime) -> Gap:
    """What these changes add to the basket or take off it, over the worlds of the household around these days."""
    register, bookings, _children = _known(household, changes, first, last, at)
    ticks = _Ticking(Judge(register, at), by_child_and_session(bookings, at)).read(changes)
    now = totals_of(register, bookings, first, last)
    then = totals_of(register, bookings, first, last, ticks=ticks)
    return Gap(then.immediate - now.immediate, then.deferred - now.deferred, then.warnings)


def _known(
    household: Household, changes: Sequence[Change], first: date, last: date, at: datetime
) -> tuple[Register, list[Reservation], set[int]]:
    register = load_register(household, at=at, first=first, last=last)
    children = {change.child.pk for change in changes}
    return register, bookings_around(register, children, *reach_around(register, first, last)), children


class _Ticking:
    """Ticks turned into lines: what they add, replace and change in the basket."""

    def __init__(self, judge: Judge, bookings: dict[tuple[int, int], Reservation]) -> None:
        self.judge, self.bookings = judge, bookings
        self.added: Lines = []
        self.removed: set[str] = set()
        self.change = 0

    def read(self, changes: Sequence[Change]) -> Ticks:
        """The lines of these changes; the sessions of all of them are read at once."""
        asked = {pk for change in changes for pk in (*change.wanted, *change.unwanted)}
        sessions = with_places(Session.objects.filter(pk__in=asked).select_related("group"), at=self.judge.at)
        for change in changes:
            wanted, unwanted = set(change.wanted), set(change.unwanted)
            for session in sessions:
                if session.pk in wanted | unwanted:
                    asked = change.terms.get(session.pk)
                    self._read(change.child, session, wanted=session.pk in wanted, asked=asked)
        return Ticks(self.added, frozenset(self.removed))

    def _read(self, child: Child, session: Session, *, wanted: bool, asked: Terms | None) -> None:
        register = self.judge.register
        unit = register.unit(session.unit_id)
        enrolment = unit and register.enrolment_on(child.pk, unit.activity_id, session.starts_on)
        if unit is None or not enrolment or enrolment.group_id != session.group_id:
            return
        booking = self.bookings.get((child.pk, session.pk))
        cell = self.judge.cell(child, enrolment, unit, session.starts_on, session, booking)
        if wanted:
            self._tick(child, unit, session, booking, cell, asked)
        else:
            self._untick(unit, booking, cell)

    def _tick(
        self, child: Child, unit: Unit, session: Session, booking: Reservation | None, cell: DayCell,
        asked: Terms | None,
    ) -> None:  # fmt: skip
        register = self.judge.register
        offer = register.offer(unit)
        terms = offer.filled(asked)
        if offer.problem(terms):
            return
        imagined = hypothetical(register, child, unit, session, late=cell.late, booking=place(terms))
        if cell.state is CellState.FREE:
            self._add(unit, imagined)
            self.change += 1
        elif booking is not None and cell.state is CellState.LEAVING:
            self._replace(unit, booking, world_line(register, booking))
            self.change -= 1
        elif booking is not None and asked and cell.can_rebook and terms != cell.terms:
            self._rebook(unit, booking, cell, imagined, terms)

    def _rebook(self, unit: Unit, booking: Reservation, cell: DayCell, imagined: WorldLine, terms: Terms) -> None:
        """Other hours: the place paid for leaves in time; hours that come back to it undo the change."""
        register, was = self.judge.register, booking.replaces
        if cell.state is CellState.CONFIRMED:
            self._replace(unit, booking, world_line(register, booking, cancellation=Cancellation.IN_TIME))
            self._add(unit, imagined)
            self.change += 1
        elif was is not None and terms == cell.replaced:
            self.removed.add(booking.subject)
            self._replace(unit, was, world_line(register, was))
            self.change -= 1
        else:
            self._replace(unit, booking, imagined)

    def _untick(self, unit: Unit, booking: Reservation | None, cell: DayCell) -> None:
        if booking is None or not cell.can_change:
            return
        if cell.state is CellState.HELD:
            self.removed.add(booking.subject)
            self.change -= 0 if booking.replaces else 1  # the place paid for still leaves: a change all the same
        elif cell.state is CellState.CONFIRMED:
            how = Cancellation.LATE if cell.late else Cancellation.IN_TIME
            self._replace(unit, booking, world_line(self.judge.register, booking, cancellation=how))
            self.change += 1

    def _replace(self, unit: Unit, booking: Reservation, line: WorldLine) -> None:
        self.removed.add(booking.subject)
        self._add(unit, line)

    def _add(self, unit: Unit, line: WorldLine) -> None:
        self.added.append((self.judge.register.activities[unit.activity_id], line))
