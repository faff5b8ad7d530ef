"""What the planning shows for a household over a period, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from families.models import Child, Household
from reservations.calendars import days_between
from reservations.days.bookings import basket_of, bookings_around, by_child_and_session, count_changes
from reservations.days.cells import Judge
from reservations.days.costs import costs_of, reach_around, unit_price
from reservations.days.plans import NOT_OURS, CellState, Column, DayCell, Plan, PlanRow
from reservations.dues import due_of
from reservations.models import Enrolment, Reservation, Session, Unit
from reservations.pricing.register import load_register

Status = Reservation.Status


def month_for(household: Household, children: Sequence[Child], month: date, *, at: datetime) -> Plan:
    """The planning of these children over the month of ``month``, as it stands ``at``."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return plan_for(household, children, first, last, at=at)


def plan_for(
    household: Household,
    children: Sequence[Child],
    first: date,
    last: date,
    *,
    at: datetime,
    activity: str | None = None,
) -> Plan:
    """The planning of these children between two days, both included; at most 15 queries.

    With the short name of an activity, its rows and its cost alone.
    """
    register = load_register(household, at=at, first=first, last=last)
    wanted = {child.pk for child in children}
    bookings = bookings_around(register, wanted, *reach_around(register, first, last))
    costs = costs_of(register, bookings, wanted, first, last, activity=activity)
    return Plan(
        first=first,
        last=last,
        columns=tuple(Column(day, day == register.today) for day in days_between(first, last)),
        rows=_rows(Judge(register, at), bookings, wanted, first, last, activity),
        cost=costs.cost,
        warnings=costs.warnings,
        basket=count_changes(basket_of(register, bookings)),
        due=due_of(register.dues.values()),
        custody={pk: one for pk, one in register.custody.items() if pk in wanted and one.is_shared()},
    )


def basket_count(household: Household, *, at: datetime) -> int:
    """The pending changes of all children and activities; a day that only changes is one."""
    pending = household.reservations.pending().filter(held_until__gt=at)
    return pending.order_by().values("child", "session").distinct().count()


def _rows(
    judge: Judge,
    bookings: Sequence[Reservation],
    children: set[int],
    first: date,
    last: date,
    activity: str | None,
) -> tuple[PlanRow, ...]:
    register = judge.register
    pairs = [
        (enrolment, unit)
        for child in register.children
        if child.pk in children
        for enrolment in register.enrolments_of(child)
        if enrolment.activity.is_published and enrolment.meets(first, last)
        if activity in (None, enrolment.activity.slug)
        for unit in register.units.get(enrolment.activity_id, ())
        if unit.origin == Unit.Origin.BOOKED
    ]
    sessions = {
        (one.unit_id, one.group_id, one.starts_on): one
        for one in sessions_between({unit.pk for _, unit in pairs}, first, last, at=judge.at)
    }
    found = by_child_and_session(bookings, judge.at)
    return tuple(_row(judge, enrolment, unit, sessions, found, first, last) for enrolment, unit in pairs)


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
    found: list[tuple[Session, DayCell]] = []
    for day in days_between(first, last):
        session = sessions.get((unit.pk, enrolment.group_id, day)) if enrolment.covers(day) else None
        booking = bookings.get((child.pk, session.pk)) if session else None
        cells.append(judge.cell(child, enrolment, unit, day, session, booking))
        if session:
            found.append((session, cells[-1]))
    row = PlanRow(child, enrolment, unit, tuple(cells), offer=register.offer(unit))
    shown = _priced_day(found)
    return replace(row, price=unit_price(register, row, shown)) if shown else row


def _priced_day(found: Sequence[tuple[Session, DayCell]]) -> Session | None:
    """The day whose price a row shows: the first one that may be booked in time, else the first there is; never one
    that the child's other household pays."""
    ordinary = [session for session, cell in found if cell.state is CellState.FREE and not cell.late]
    ours = [session for session, cell in found if cell.state not in NOT_OURS]
    return next(iter([*ordinary, *ours]), None)


def sessions_between(units: Iterable[int], first: date, last: date, *, at: datetime) -> list[Session]:
    """The sessions of some units between two days, each with `taken`."""
    return with_places(Session.objects.filter(unit__in=list(units), starts_on__range=(first, last)), at=at)


def with_places(sessions: QuerySet[Session], *, at: datetime) -> list[Session]:
    """Sessions, each with `taken`: the places that living reservations take at a moment."""
    living = Q(reservations__status__in=[Status.CONFIRMED, Status.LEAVING]) | Q(
        reservations__status=Status.HELD, reservations__held_until__gt=at
    )
    children = Count("reservations__child", filter=living, distinct=True)  # a place that changes hours is one
    return list(sessions.annotate(taken=children).order_by("starts_on", "pk"))


def lock_sessions(sessions: Iterable[int]) -> None:
    """Lock sessions in (day, id) order until the end of the transaction: places are counted after, never before."""
    list(Session.objects.select_for_update().filter(pk__in=list(sessions)).order_by("starts_on", "pk"))


def bookings_in(
    children: Iterable[int], sessions: Sequence[int], *, at: datetime
) -> dict[tuple[int, int], Reservation]:
    """The living booking of each child in each session, whichever household made it."""
    living = Reservation.objects.living(at).filter(child__in=list(children), session__in=sessions)
    living = living.select_related("session__unit", "session__group", "child", "variant")
    return by_child_and_session(living, at)
