"""A month of the past: its sessions, who books them, what is given up, what it costs and what was due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from families.models import Child, Household
from imports import pasthabits as habits
from imports.demonstration import moment
from imports.pastyear import Year
from payments.allocation import Debt
from payments.models import LedgerEntry
from payments.money import ZERO, euros
from reservations.checkout.quotes import QuoteLine, priced
from reservations.days.verdicts import refusal
from reservations.facts import read_facts
from reservations.models import Reservation, Session, Unit
from reservations.pricing.register import Register
from reservations.pricing.worlds import situation_of, worlds_of

Status = Reservation.Status
Dues = dict[tuple[int, int], list[Debt]]  # by household and régie


@dataclass
class Sessions:
    """The sessions of a month, and the places taken in each."""

    all: list[Session]
    taken: Counter[int]

    def has_room(self, session: Session) -> bool:
        return session.capacity is None or self.taken[session.pk] < session.capacity


def months(year: Year) -> list[date]:
    """The first day of each month of the past year."""
    found, month = [], year.past.starts_on
    while month < year.past.ends_on:
        found.append(month)
        month = next_month(month)
    return found


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=32)).replace(day=1)


def ordered_at(month: date) -> datetime:
    """Families book the 20th of the month before."""
    return moment((month - timedelta(days=1)).replace(day=20), hour=20)


def sessions_of(year: Year, month: date) -> Sessions:
    """The open sessions of a month of the past year, by day."""
    found = Session.objects.filter(
        unit__activity__school_year=year.past,
        starts_on__range=(month, next_month(month) - timedelta(days=1)),
        is_open=True,
    ).select_related("unit", "group")
    living = Reservation.objects.filter(session__in=found, status=Status.CONFIRMED).values_list("session", flat=True)
    return Sessions(list(found.order_by("starts_on", "unit__position", "pk")), Counter(living))


def done(households: Collection[Household], sessions: Sessions) -> set[int]:
    """Those whose month was written already, by their pk."""
    there = Reservation.objects.filter(household__in=households, session__in=[one.pk for one in sessions.all])
    return set(there.values_list("household", flat=True))


def wanted(register: Register, sessions: Sessions) -> Iterator[tuple[Child, Session]]:
    """The children and the sessions they book: enrolled that day, admitted, with a place left, paid by this home."""
    refused: dict[tuple[int, int], bool] = {}
    for session in sessions.all:
        unit = register.unit(session.unit_id)
        for child in register.children if unit else ():
            if unit and sessions.has_room(session) and _comes(register, child, unit, session):
                session.unit = unit
                key = (child.pk, unit.activity_id)
                if key not in refused:
                    refused[key] = _refused(register, child, session)
                if not refused[key]:
                    sessions.taken[session.pk] += 1
                    yield child, session


def _comes(register: Register, child: Child, unit: Unit, session: Session) -> bool:
    day = session.starts_on
    enrolment = register.enrolment_on(child.pk, unit.activity_id, day)
    in_group = enrolment is not None and enrolment.group_id == session.group_id
    pays = register.custody[child.pk].may_book(register.household.pk, day)
    return in_group and pays and habits.comes(child, unit.slug, day)


def _refused(register: Register, child: Child, session: Session) -> bool:
    trial = Reservation(child=child, household=register.household, session=session, booked_at=register.at)
    facts = read_facts(situation_of(register, trial))
    return refusal(register, register.activities[session.unit.activity_id], session.starts_on, facts) is not None


def place(household: Household, child: Child, session: Session, at: datetime, stand_in: int) -> Reservation:
    """A place held, with a number of its own until it is written."""
    return Reservation(
        pk=stand_in, child=child, household=household, session=session, status=Status.HELD, booked_at=at, held_until=at
    )


def given_up(household: Household, year: Year, month: date) -> list[Reservation]:
    """The last days of the month before that the family cancels now, in time."""
    before = (month - timedelta(days=1)).replace(day=26)
    mine = Reservation.objects.filter(
        household=household, status=Status.CONFIRMED, session__starts_on__range=(before, month - timedelta(days=1)),
        session__unit__activity__school_year=year.past, session__unit__activity__payment_mode="immediat",
    ).select_related("session__unit", "session__group", "child", "variant")  # fmt: skip
    leaving = [one for one in mine if habits.gives_up(one.child, one.session.unit.slug, one.session.starts_on)]
    for one in leaving:
        one.status, one.cancellation = Status.LEAVING, Reservation.Cancellation.IN_TIME
    return leaving


def priced_lines(register: Register, pending: Sequence[Reservation]) -> list[QuoteLine]:
    """What the recap would show. Raises ValueError where it would refuse."""
    lines: list[QuoteLine] = []
    for worlds in worlds_of(register, pending):
        found, complaints, _before = priced(register, worlds)
        if complaints:
            raise ValueError(f"{register.household}: {complaints[0].sentence}")
        lines += found
    return lines


def in_credit(lines: Sequence[QuoteLine]) -> bool:
    """Would an order of these lines give money back? Then the family keeps its days."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.activity.is_immediate:
            sums[line.activity.revenue_office_id] += line.cost
    return any(one < 0 for one in sums.values())


def due(households: Collection[Household], at: datetime) -> Dues:
    """The invoiced lines these families left unpaid, due by now, rebates too: an order takes them in."""
    paid = Sum("charge__allocations__amount")
    entries = LedgerEntry.objects.filter(
        kind=LedgerEntry.CHARGE, household__in=households, invoice__isnull=False,
        due_on__lte=at.date(), recorded_at__lt=at,
    ).annotate(paid=paid).order_by("due_on", "charge__day", "charge_id")  # fmt: skip
    found: Dues = defaultdict(list)
    for one in entries:
        left = euros(one.amount - (one.paid or ZERO))
        if left:
            found[one.household_id, one.revenue_office_id].append(Debt(one.charge_id, left))
    return found
