"""From the recap to the bank: the basket is priced again under the lock, and only what was shown is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.models import Household
from payments.adapters.registry import adapter_named
from payments.alerts import raise_alert
from payments.desk import Taking, collect
from payments.ledger import already_charged
from payments.locks import lock_household
from payments.models import Order, Payment, RevenueOffice
from payments.orders import ChargeSpec, confirm_without_payment, open_order
from payments.settlement import Step, give_up, start_payment
from reservations.booking.basket import drop_open_orders
from reservations.booking.confirming import taken_over
from reservations.booking.rebooking import pairs_among
from reservations.checkout.quotes import Quote, QuoteLine, quote
from reservations.days.planning import lock_sessions
from reservations.errors import BookingError
from reservations.models import Reservation

MARGIN = timedelta(minutes=10)
HOLD_ENDED = _(
    "Vos places n'étaient plus retenues : le délai est passé. Rien n'a été payé."
    " Réservez de nouveau depuis votre planning."
)


def checkout(*, household: Household, digest: str, at: datetime, by=None) -> Order | Quote:
    """Open the order of the next régie for exactly what ``digest`` names.

    Another digest, or a complaint: nothing is taken, and the quote as it is now is given back to be shown.
    """
    drop_open_orders(household, at=at)
    with transaction.atomic():
        lock_household(household)
        now = quote(household, at=at)
        office = now.next_office
        if office is None or now.digest != digest or now.complaints:
            return now
        _check_past(now, office, at)
        lines = [line for section in now.of(office) for line in section.lines]
        order = open_order(
            household=household,
            revenue_office=office,
            charges=[charge_of(line) for line in lines],
            due=now.due_of(office),
            at=at,
            by=by,
        )
        _attach(order, lines)
        return order


def confirm(order: Order, *, at: datetime) -> Order:
    """« Confirmer »: settle an order that asks nothing of a bank."""
    return confirm_without_payment(order, at=at)


def open_bank_page(
    order: Order, *, adapter: str, urls: Mapping[str, str], email: str, at: datetime, by=None, details=None
) -> Step:
    """Keep the places until the bank's page has had its time, then start the payment.

    Raises:
        PaymentError: the means is not accepted, or the attempts are used up.
        BookingError: the hold has ended; the order is given up and the recap must be shown again.
    """
    if not _keep_places(order, at + adapter_named(adapter).lifetime + MARGIN, at):
        give_up(order, at=at, reason=gettext("Le récapitulatif a expiré."))
        raise BookingError(HOLD_ENDED)
    return start_payment(order=order, adapter=adapter, email=email, at=at, by=by, details=details, **urls)


@transaction.atomic
def collect_at_desk(order: Order, taking: Taking, *, email: str, at: datetime, by) -> Payment:
    """Take all that a family hands over at the desk, while its places are still held; gives the last payment.

    Raises:
        MoneyError: the sums, a means or a ticket are refused; nothing was taken.
        BookingError: the hold has ended; the recap must be shown again.
    """
    if not _keep_places(order, at + MARGIN, at):
        raise BookingError(HOLD_ENDED)
    return collect(order, taking, email=email, at=at, by=by)


@transaction.atomic
def _keep_places(order: Order, until: datetime, at: datetime) -> bool:
    """Hold the places of an order until a moment; False where one of them is no longer held."""
    lock_household(order.household)
    bookings = list(order.reservations.pending())
    lock_sessions(booking.session_id for booking in bookings)
    others = pairs_among(bookings).values()  # a place that only changes hours is the child's already
    held = [one for one in bookings if one.status == Reservation.Status.HELD and one not in others]
    if any(booking.held_until <= at for booking in bookings if booking.held_until) or taken_over(held, at=at):
        return False
    order.reservations.pending().filter(held_until__lt=until).update(held_until=until)
    return True


def charge_of(line: QuoteLine) -> ChargeSpec:
    """A line of the recap as what is owed."""
    return ChargeSpec(
        subject=line.subject,
        day=line.day,
        label=line.element,
        amount=line.cost,
        component=line.component,
        edition=line.edition,
        why=line.record,
        deferred=not line.activity.is_immediate,
        basis=line.basis,
        accounting_code=line.activity.accounting_code,
    )


def _attach(order: Order, lines: list[QuoteLine]) -> None:
    """Tie the bookings of the basket to their order, late or in time as they were priced."""
    pending = [line.booking for line in lines if line.booking and line.booking.is_pending]
    for booking in pending:
        booking.order = order
    Reservation.objects.bulk_update(pending, ["order", "late", "cancellation"])


def _check_past(now: Quote, office: RevenueOffice, at: datetime) -> None:
    """What the world before says must be what was charged; a mismatch is for a person, never for the basket."""
    subjects = [line.subject for section in now.of(office) if section.immediate for line in section.lines]
    charged = already_charged(now.household, subjects, office)
    for subject in subjects:
        expected, found = now.priced_before.get(subject, Decimal(0)), charged.get(subject, Decimal(0))
        if expected != found:
            raise_alert(
                "monde-et-compte",
                subject,
                gettext(
                    "%(subject)s : le règlement donne %(expected)s €, le compte porte %(found)s €. Vérifiez la ligne."
                )
                % {"subject": subject, "expected": expected, "found": found},
                at=at,
                household=now.household,
            )
