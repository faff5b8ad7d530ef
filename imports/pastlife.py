"""A school year of a town's life, written month after month in slices: what the règlements price, and no other amount.

A slice is some families in one month: their bookings, last month's cancellations, their orders and invoices, in one
transaction. A slice that was written is never written again, so that the work may be interrupted and taken up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction

from families.models import Household, User
from imports import pasthabits as habits
from imports.demonstration import moment
from imports.pastmonth import (
    Dues,
    Sessions,
    done,
    due,
    given_up,
    in_credit,
    months,
    next_month,
    ordered_at,
    place,
    priced_lines,
    sessions_of,
    wanted,
)
from imports.pastyear import Year
from payments.models import RevenueOffice
from payments.past import PastInvoice, PastOrder, PastPayment, open_past, settle_past
from reservations.checkout.ordering import charge_of
from reservations.checkout.quotes import QuoteLine
from reservations.models import Reservation
from reservations.pricing.freezing import freeze_booking
from reservations.pricing.register import Register, load_register

Status, Presence = Reservation.Status, Reservation.Presence
FAMILIES = 20  # in a slice: about a second of work, and of a lock
EVENING = time(17, 45)


@dataclass
class Basket:
    """What one family does in a month: the places it books and gives up, and what they cost."""

    household: Household
    register: Register
    booked: list[Reservation] = field(default_factory=list)
    left: list[Reservation] = field(default_factory=list)
    lines: list[QuoteLine] = field(default_factory=list)
    orders: list[PastOrder] = field(default_factory=list)


@dataclass(frozen=True)
class Slice:
    """Some families in one month."""

    month: date
    households: tuple[Household, ...]


class PastLife:
    """Writes the past school year; `slices` are the work, `write` does one and gives how many places it booked."""

    def __init__(self, year: Year, *, clerk: User, households: Sequence[Household]) -> None:
        self.year, self.clerk, self.households = year, clerk, households
        self._registers: dict[int, Register] = {}

    def slices(self) -> list[Slice]:
        """Every slice, in the order of time."""
        groups = [self.households[at : at + FAMILIES] for at in range(0, len(self.households), FAMILIES)]
        return [Slice(month, tuple(group)) for month in months(self.year) for group in groups]

    def write(self, piece: Slice) -> int:
        """Write what of a slice is not there yet."""
        with transaction.atomic():
            sessions = sessions_of(self.year, piece.month)
            if not sessions.all:
                return 0
            written = done(piece.households, sessions)
            baskets = [self._basket(one, sessions, piece.month) for one in piece.households if one.pk not in written]
            kept = [one for one in baskets if one.lines]
            self._settle(kept, piece.month)
            return sum(len(one.booked) for one in kept)

    def register(self, household: Household) -> Register:
        """The household's register over the year, loaded once."""
        if household.pk not in self._registers:
            first, last = self.year.past.starts_on, self.year.past.ends_on
            self._registers[household.pk] = load_register(household, at=moment(last), first=first, last=last)
        return self._registers[household.pk]

    def _basket(self, household: Household, sessions: Sessions, month: date) -> Basket:
        basket = Basket(household, self.register(household))
        at = ordered_at(month)
        asked = list(wanted(basket.register, sessions))
        basket.booked = [place(household, child, one, at, -n) for n, (child, one) in enumerate(asked, start=1)]
        basket.left = given_up(household, self.year, month)
        basket.lines = priced_lines(basket.register, [*basket.booked, *basket.left])
        if basket.left and in_credit(basket.lines):
            basket.left, basket.lines = [], priced_lines(basket.register, basket.booked)
        return basket

    def _settle(self, baskets: Sequence[Basket], month: date) -> None:
        at = ordered_at(month)
        owed = due([one.household for one in baskets], at)
        for basket in baskets:
            basket.orders = self._orders(basket, owed, month)
        orders = [order for basket in baskets for order in basket.orders]
        open_past(orders)
        for basket in baskets:
            _book(basket, at)
        settle_past(orders, [one for basket in baskets for one in self._invoices(basket, month)])

    def _orders(self, basket: Basket, owed: Dues, month: date) -> list[PastOrder]:
        """One order a régie, as the recap makes them."""
        by_office: dict[RevenueOffice, list[QuoteLine]] = defaultdict(list)
        for line in basket.lines:
            by_office[line.activity.revenue_office].append(line)
        how = self._payment(basket.household, month, ordered_at(month))
        return [
            PastOrder(basket.household, office, [charge_of(line) for line in lines], ordered_at(month), how,
                      owed.get((basket.household.pk, office.pk), ()))
            for office, lines in sorted(by_office.items(), key=lambda found: found[0].pk)
        ]  # fmt: skip

    def _invoices(self, basket: Basket, month: date) -> Iterator[PastInvoice]:
        """The month's deferred lines, invoiced in the first days of the next month."""
        last = next_month(month) - timedelta(days=1)
        issued = moment(last + timedelta(days=3), hour=9)
        for order in basket.orders:
            if any(line.deferred for line in order.charges):
                paid = None if habits.leaves_unpaid(basket.household, month) else issued + timedelta(days=9)
                how = self._payment(basket.household, month, paid) if paid else None
                yield PastInvoice(basket.household, order.revenue_office, (month, last), issued,
                                  last + timedelta(days=25), [order], how)  # fmt: skip

    def _payment(self, household: Household, month: date, at: datetime) -> PastPayment:
        means = habits.means_of(household)
        details = {"receipt_book": f"{habits.number(household.reference, month) % 200 + 1}"}
        if means == "cheque":
            details |= {"cheque_number": f"{habits.number(household.reference, at) % 10**7:07d}",
                        "bank": habits.bank_of(household), "drawer": household.name}  # fmt: skip
        if means == "demo":
            refused = habits.fails_once(household, month)
            return PastPayment(means, at + timedelta(minutes=4), email=household.email, refused_before=refused)
        return PastPayment(means, at + timedelta(minutes=4), by=self.clerk, details=details)


def _book(basket: Basket, at: datetime) -> None:
    """Write the places, confirmed and ticked, tied to their order; and those given up."""
    carried = {line.subject: (order, line) for order in basket.orders for line in order.charges}
    stand_ins = {}
    for booking in basket.booked:
        order, spec = carried[booking.subject]
        if not spec.deferred:
            freeze_booking(basket.register, booking, spec)
        stand_ins[booking.subject] = booking
        _confirm(booking, order)
    Reservation.objects.bulk_create(basket.booked, 500)
    for order in basket.orders:
        order.charges = [
            replace(spec, subject=stand_ins[spec.subject].subject) if spec.subject in stand_ins else spec
            for spec in order.charges
        ]
    _cancel(basket, carried, at)


def _confirm(booking: Reservation, order: PastOrder) -> None:
    child, session = booking.child, booking.session
    booking.pk, booking.status, booking.held_until, booking.order = None, Status.CONFIRMED, None, order.row
    booking.booked_by = order.payment.by if order.payment else None
    immediate = session.unit.activity.is_immediate
    if immediate and habits.gives_up(child, session.unit.slug, session.starts_on):
        return  # not ticked: it may be cancelled before its day
    absent = habits.is_absent(child, session.unit.slug, session.starts_on)
    booking.presence = Presence.ABSENT if absent else Presence.PRESENT
    if absent:
        booking.absence_reason = Reservation.Absence.UNJUSTIFIED
    elif session.unit.slug == "soir":
        booking.left_at = EVENING


def _cancel(basket: Basket, carried: dict, at: datetime) -> None:
    for booking in basket.left:
        order, _spec = carried.get(booking.subject, (None, None))
        Reservation.objects.filter(pk=booking.pk).update(
            status=Status.CANCELLED, cancellation=booking.cancellation, cancelled_at=at,
            **({"order": order.row} if order else {}),
        )  # fmt: skip
