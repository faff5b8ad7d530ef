"""The laws of money and of places, checked after each step of a story from the rows themselves."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from payments import ledger
from payments.models import Alert, Allocation, Charge, DemoBankPayment, LedgerEntry, Order, Payment
from reservations.models import Reservation, Session
from reservations.self_check import check_everything


def broken_laws(town, at: datetime, *, ended: bool) -> list[str]:
    """Every sentence is a law broken; `ended` once every delay has passed and the bank was asked."""
    checks = [_checked(at), _balances(town, at), _credits(), _allocations(), _places(at), _alerts()]
    checks += [_ended(at)] if ended else []
    return [broken for check in checks for broken in check]


def _checked(at: datetime) -> Iterator[str]:
    """The house's own check, prices against the account included."""
    for finding in check_everything(at=at):
        yield f"{finding.code}: {finding.message}"


def _balances(town, at: datetime) -> Iterator[str]:
    """The balance is the sum of the entries, and of the statement."""
    for family in town.families:
        entries = sum(LedgerEntry.objects.filter(household=family).values_list("amount", flat=True), Decimal(0))
        told = sum((line.amount for line in ledger.statement(family)), Decimal(0))
        if not entries == told == ledger.balance(family, on=timezone.localdate(at)):
            yield f"{family}: entries {entries}, statement {told}"


def _credits() -> Iterator[str]:
    """One credit a payment the bank, or the clerk, took; none for another."""
    for payment in Payment.objects.all():
        credits = payment.entries.filter(kind=LedgerEntry.CREDIT)
        if [one.amount for one in credits] != ([-payment.amount] if payment.status == Payment.PAID else []):
            yield f"{payment} {payment.status}: {credits.count()} credits"
        visit = DemoBankPayment.objects.filter(reference=payment.reference).first()
        if payment.status == Payment.PAID and visit and visit.state != "PAID":
            yield f"{payment}: paid here, {visit.state} at the bank"


def _allocations() -> Iterator[str]:
    """No payment pays more than itself, no line more than its amount, nor the other way."""
    for used in Allocation.objects.values("payment", "payment__amount").annotate(sum=Sum("amount")).order_by():
        if not 0 <= used["sum"] <= used["payment__amount"]:
            yield f"payment {used}"
    for paid in Allocation.objects.values("charge", "charge__amount").annotate(sum=Sum("amount")).order_by():
        low, high = sorted((Decimal(0), paid["charge__amount"]))
        if not low <= paid["sum"] <= high:
            yield f"charge {paid}"


def _places(at: datetime) -> Iterator[str]:
    """Never more children than places; a line of a settled order is charged once for what it is."""
    for session in Session.objects.exclude(capacity=None):
        taken = session.reservations.living(at).count()
        if taken > session.capacity:
            yield f"{session}: {taken} for {session.capacity}"
    for order in Order.objects.filter(status=Order.PAID):
        waiting = order.reservations.filter(status__in=[Reservation.Status.HELD, Reservation.Status.LEAVING])
        if waiting.exists():
            yield f"{order}: paid, and {waiting.count()} places wait"
    for order in Order.objects.filter(status=Order.VOID):
        if Charge.objects.filter(order=order, entries__isnull=False).exists():
            yield f"{order}: given up, and charged"


def _alerts() -> Iterator[str]:
    for alert in Alert.objects.filter(kind__in=["monde-et-compte", "unreconciled-payment"]):
        yield str(alert)


def _ended(at: datetime) -> Iterator[str]:
    for visit in DemoBankPayment.objects.filter(state="PAID"):
        payment = Payment.objects.get(reference=visit.reference)
        if payment.status not in (Payment.PAID, Payment.DISPUTED, Payment.REFUSED):
            yield f"{payment}: the bank took it, we say {payment.status}"
    for payment in Payment.objects.filter(status=Payment.PENDING):
        yield f"{payment}: pending for ever"
    for booking in Reservation.objects.pending():
        yield f"{booking}: {booking.status} for ever"
