"""A régie, lines and orders for tests: the numbers that matter are given by the test."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from families.models import Household, User
from payments import ledger
from payments.adapters.base import Answer, Status
from payments.models import Charge, Invoice, NumberSeries, Order, Payment, RevenueOffice, TicketKind
from payments.orders import ChargeSpec, open_order, post_adjustment
from payments.settlement import Step, start_payment

AT = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
URLS = {
    "return_url": "https://portail.test/paiement/retour/REFERENCE/",
    "notify_url": "https://portail.test/paiement/notification/demo/",
    "cancel_url": "/recapitulatif/",
}

_numbers = count(1)


def household(**fields) -> Household:
    n = next(_numbers)
    return Household.objects.create(**{"reference": f"F{n:05d}", "name": f"Famille {n}", **fields})


def clerk(**fields) -> User:
    return User.objects.create_user(username=f"agent{next(_numbers)}", is_staff=True, **fields)


def revenue_office(**fields) -> RevenueOffice:
    n = next(_numbers)
    values = {
        "code": f"cantine-{n}",
        "number": 200 + n,
        "name": "Régie cantine et garderie",
        "legal_name": "Commune de Rivesource",
        "accountant": "SGC de Rivesource CANTINE-GARDERIE",
        "adapters": ["demo", "cash", "cheque"],
    }
    return RevenueOffice.objects.create(**{**values, **fields})


def ticket_kind(office, **fields) -> TicketKind:
    return TicketKind.objects.create(
        **{"revenue_office": office, "slug": "cantine", "name": "Ticket cantine", **fields}
    )


def line(amount: str, subject: str = "", **fields) -> ChargeSpec:
    """A line of that many euros: a meal of 6 June 2026 unless told."""
    values = {
        "subject": subject or f"reservation:{next(_numbers)}",
        "day": date(2026, 6, 8),
        "label": "Sarah - Cantine - Repas",
        "amount": Decimal(amount),
        "component": "repas",
        "edition": "tarifs-2026",
        "why": {"steps": [["prix de base", amount]]},
        "deferred": False,
        "basis": "à l'unité",
    }
    return ChargeSpec(**{**values, **fields})


def order(household, office, *amounts: str, due: str = "0.00", at=AT) -> Order:
    """An open order of immediate lines of those amounts."""
    lines = [line(amount) for amount in amounts]
    return open_order(household=household, revenue_office=office, charges=lines, due=Decimal(due), at=at)


def attempt(order: Order, adapter: str = "demo", *, at=AT, email="parent@example.org", **fields) -> Step:
    """An attempt to pay an order."""
    return start_payment(order=order, adapter=adapter, email=email, at=at, **{**URLS, **fields})


def answer(payment: Payment, status: str = "PAID", amount: str | None = None) -> Answer:
    """What the bank would say of a payment."""
    said = payment.amount if amount is None else Decimal(amount)
    return Answer(payment.external_id, payment.reference, Status(status), said)


def later(**delta) -> datetime:
    """A moment after `AT`."""
    return AT + timedelta(**delta)


def issued_invoice(household, office, *amounts: str, number: int = 1, due_on: date = date(2026, 7, 31)) -> Invoice:
    """An issued invoice of lines of those amounts, in the ledger."""
    invoice = Invoice.objects.create(
        household=household,
        revenue_office=office,
        year=2026,
        period_start=date(2026, 6, 1),
        period_end=date(2026, 6, 30),
        due_on=due_on,
        created_at=AT,
    )
    lines = [invoice_line(invoice, amount) for amount in amounts]
    invoice.number, invoice.status, invoice.issued_at = number, Invoice.ISSUED, AT
    invoice.total = sum((charge.amount for charge in lines), Decimal("0.00"))
    invoice.save()
    NumberSeries.objects.update_or_create(
        revenue_office=office, kind=NumberSeries.INVOICE, year=2026, defaults={"last": number}
    )
    for charge in lines:
        ledger.charge(charge, at=AT, due_on=due_on)
    return invoice


def invoice_line(invoice: Invoice, amount: str, subject: str = "") -> Charge:
    return Charge.objects.create(
        household=invoice.household,
        revenue_office=invoice.revenue_office,
        invoice=invoice,
        subject=subject or f"reservation:{next(_numbers)}",
        day=date(2026, 6, 8),
        label="Sarah - Garderie - Soir",
        amount=Decimal(amount),
        recorded_at=AT,
    )


def adjustment(
    household, office, by, *amounts: str, subject: str = "", reason: str = "Pointage corrigé", at=AT
) -> Order:
    """A difference nobody ordered, of lines of those amounts, settled at once."""
    lines = [line(amount, subject) for amount in amounts]
    return post_adjustment(household=household, revenue_office=office, charges=lines, at=at, by=by, reason=reason)
