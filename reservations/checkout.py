"""From the recap to the bank: the basket is priced again under the lock, and only what was shown is ordered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Household
from payments.adapters.registry import adapter_named
from payments.alerts import raise_alert
from payments.ledger import already_charged
from payments.locks import lock_household
from payments.models import Order, RevenueOffice
from payments.orders import ChargeSpec, confirm_without_payment, open_order
from payments.settlement import Step, start_payment
from reservations.basket import drop_open_orders
from reservations.models import Reservation
from reservations.quotes import Quote, QuoteLine, quote

MARGIN = timedelta(minutes=10)


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

    Raises PaymentError where the means is not accepted or the attempts are used up.
    """
    until = at + adapter_named(adapter).lifetime + MARGIN
    order.reservations.pending().filter(held_until__lt=until).update(held_until=until)
    return start_payment(order=order, adapter=adapter, email=email, at=at, by=by, details=details, **urls)


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
    bookings = [line.booking for line in lines if line.booking and line.booking.status != Reservation.Status.CONFIRMED]
    mine = [booking for booking in bookings if booking.status in (Reservation.Status.HELD, Reservation.Status.LEAVING)]
    Reservation.objects.filter(pk__in=[booking.pk for booking in mine]).update(order=order)
    for late in (True, False):
        keys = [booking.pk for booking in mine if booking.late is late]
        Reservation.objects.filter(pk__in=keys, status=Reservation.Status.HELD).update(late=late)


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
                _("%(subject)s : le règlement donne %(expected)s €, le compte porte %(found)s €. Vérifiez la ligne.")
                % {"subject": subject, "expected": expected, "found": found},
                at=at,
                household=now.household,
            )
