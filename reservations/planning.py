"""What the planning shows for a household over a period, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from families.models import Child, Household
from payments.ledger import due
from reservations.calendars import days_between
from reservations.cells import Judge
from reservations.costs import cost_of, unit_price
from reservations.models import Enrolment, Reservation, Session, Unit
from reservations.plans import Column, DayCell, Plan, PlanRow
from reservations.register import load_register
from rules.cutoffs import PARIS

Status = Reservation.Status


def month_for(household: Household, children: Sequence[Child], month: date, *, at: datetime) -> Plan:
    """The planning of these children over the month of ``month``, as it stands ``at``."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return plan_for(household, children, first, last, at=at)


def plan_for(household: Household, children: Sequence[Child], first: date, last: date, *, at: datetime) -> Plan:
    """The planning of these children between two days, both included."""
    register = load_register(household)
    judge = Judge(register, at)
    wanted = {child.pk for child in children}
    rows = _rows(judge, wanted, first, last)
    return Plan(
        first=first,
        last=last,
        columns=tuple(Column(day, day == at.astimezone(PARIS).date()) for day in days_between(first, last)),
        rows=rows,
        cost=cost_of(register, wanted, first, last, at=at),
        basket=basket_count(household, at=at),
        due=due_of(household, on=at.astimezone(PARIS).date()),
    )


def basket_count(household: Household, *, at: datetime) -> int:
    """The pending changes of all children and activities."""
    return household.reservations.pending().filter(held_until__gt=at).count()


def due_of(household: Household, *, on: date) -> Decimal:
    """« Restant dû », over all the régies."""
    return due(household, None, on=on)


def _rows(judge: Judge, children: set[int], first: date, last: date) -> tuple[PlanRow, ...]:
    register = judge.register
    pairs = [
        (enrolment, unit)
        for child in register.children
        if child.pk in children
        for enrolment in register.enrolments_of(child)
        if enrolment.starts_on <= last and (enrolment.ends_on is None or enrolment.ends_on >= first)
        for unit in register.units.get(enrolment.activity_id, ())
        if unit.origin == Unit.Origin.BOOKED
    ]
    sessions = {
        (one.unit_id, one.group_id, one.starts_on): one
        for one in sessions_between({unit.pk for _, unit in pairs}, first, last, at=judge.at)
    }
    bookings = bookings_in(children, [session.pk for session in sessions.values()], at=judge.at)
    return tuple(_row(judge, enrolment, unit, sessions, bookings, first, last) for enrolment, unit in pairs)


def _row(
    judge: Judge,
    enrolment: Enrolment,
    unit: Unit,
    sessions: dict[tuple[int, int, date], Session],
    bookings: dict[tuple[int, int], Reservation],
    first: date,
    last: date,
) -> PlanRow:
    register = judge.register
    child = register.child(enrolment.child_id)
    assert child is not None
    cells: list[DayCell] = []
    free: Session | None = None
    for day in days_between(first, last):
        session = sessions.get((unit.pk, enrolment.group_id, day)) if enrolment.covers(day) else None
        booking = bookings.get((child.pk, session.pk)) if session else None
        cells.append(judge.cell(child, enrolment, unit, day, session, booking))
        if free is None and session is not None and cells[-1].can_change:
            free = session
    row = PlanRow(child, enrolment, unit, tuple(cells))
    return replace(row, price=unit_price(register, row, free)) if free else row


def sessions_between(units: Iterable[int], first: date, last: date, *, at: datetime) -> list[Session]:
    """The sessions of some units between two days, each with `taken`."""
    return with_places(Session.objects.filter(unit__in=list(units), starts_on__range=(first, last)), at=at)


def with_places(sessions: QuerySet[Session], *, at: datetime) -> list[Session]:
    """Sessions, each with `taken`: the places that living reservations take at a moment."""
    living = Q(reservations__status__in=[Status.CONFIRMED, Status.LEAVING]) | Q(
        reservations__status=Status.HELD, reservations__held_until__gt=at
    )
    return list(sessions.annotate(taken=Count("reservations", filter=living)).order_by("starts_on", "pk"))


def lock_sessions(sessions: Iterable[int]) -> None:
    """Lock sessions in (day, id) order until the end of the transaction: places are counted after, never before."""
    list(Session.objects.select_for_update().filter(pk__in=list(sessions)).order_by("starts_on", "pk"))


def bookings_in(
    children: Iterable[int], sessions: Sequence[int], *, at: datetime
) -> dict[tuple[int, int], Reservation]:
    """The living booking of each child in each session, whichever household made it."""
    living = Reservation.objects.living(at).filter(child__in=list(children), session__in=sessions)
    return {(booking.child_id, booking.session_id): booking for booking in living}
