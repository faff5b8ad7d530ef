"""What must be true whatever died: the books, the places and the messages say what the bank says, once."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from families.models import Household, Message
from payments.ledger import balance
from payments.models import Alert, LedgerEntry, Order, Payment, PaymentEvent
from payments.money import total
from reservations.models import Reservation
from reservations.self_check import check_everything
from tests.faults.banks import Demonstration

Status = Reservation.Status


def wrongs(at: datetime, *, ended: bool) -> list[str]:
    """Every sentence is a fault; `ended` once the parent has paid or every delay has passed."""
    bank = Demonstration(None)
    checks = [books(bank, at), payments(bank), _orders(), _places(), _receipts(ended), _people()]
    found = [wrong for check in checks for wrong in check]
    return found + ([*_nothing_waits()] if ended else [])


def books(bank, at: datetime) -> Iterator[str]:
    for finding in check_everything(at=at):
        yield f"{finding.code}: {finding.message}"
    entered = -total(LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT))
    if entered != bank.taken():
        yield f"the bank took {bank.taken()}, the ledger was credited {entered}"
    owed = sum(order.charges_total for order in Order.objects.filter(status=Order.PAID))
    for family in Household.objects.filter(ledger_entries__isnull=False).distinct():
        if balance(family, on=timezone.localdate(at)) != owed - entered:
            yield f"{family}: the balance is not what was ordered less what was paid"


def payments(bank) -> Iterator[str]:
    for payment in Payment.objects.all():
        paid, credits = bank.said(payment.reference) == "PAID", payment.entries.filter(kind=LedgerEntry.CREDIT).count()
        if (payment.status == Payment.PAID, credits) != (paid, int(paid)):
            yield f"{payment}: {bank.said(payment.reference)} at the bank, {payment.status} here, {credits} credits"


def _orders() -> Iterator[str]:
    for order in Order.objects.filter(is_adjustment=False):
        paid = order.payments.paid().exists() or (order.left_due and order.left_due == order.amount_due)
        if bool(paid) != (order.status == Order.PAID):
            yield f"{order}: {order.status}, and paid is {paid}"


def _places() -> Iterator[str]:
    """What a paid order held is confirmed, what it gave up is cancelled; nothing else is."""
    for booking in Reservation.objects.select_related("order"):
        settled = booking.order is not None and booking.order.status == Order.PAID
        if booking.is_pending and settled:
            yield f"{booking}: {booking.status} though its order is paid"
        if booking.status == Status.CANCELLED and not settled:
            yield f"{booking}: cancelled though nothing was paid"
        if (
            booking.status == Status.CONFIRMED
            and not Order.objects.filter(status=Order.PAID, charges__subject=booking.subject).exists()
        ):
            yield f"{booking}: confirmed though nothing was paid"


def _receipts(ended: bool) -> Iterator[str]:
    """One receipt a payment, in the end sent; after a death between the mail server and our writing, twice alike."""
    paid = Payment.objects.paid()
    if Message.objects.filter(kind="payment-receipt").count() != paid.count():
        yield "not one receipt a payment"
    for payment in paid:
        message = Message.objects.filter(key=f"receipt:{payment.reference}").first()
        if message is None:
            yield f"{payment}: it has no receipt"
        elif ended and message.status != Message.Status.SENT:
            yield f"{payment}: its receipt was not sent"
        elif ended and (len(set(_left(payment))) != 1 or len(_left(payment)) > 2):
            yield f"{payment}: its receipt left as {_left(payment)}"


def _left(payment: Payment) -> list[str]:
    """The Message-ID of each e-mail that left with the receipt of a payment."""
    return [mail["Message-ID"] for mail in outbox() if payment.reference in mail.get_content()]


def outbox() -> Iterator[EmailMessage]:
    """Every e-mail that left."""
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if part.strip():
                yield message_from_bytes(part, policy=policy.default)


def twice_sent() -> int:
    """How many receipts left twice."""
    return sum(len(_left(payment)) > 1 for payment in Payment.objects.paid())


def _people() -> Iterator[str]:
    """Nothing of this needs a clerk."""
    for alert in Alert.objects.all():
        yield f"a clerk is bothered: {alert}"


def _nothing_waits() -> Iterator[str]:
    for payment in Payment.objects.pending():
        if payment.expires_at <= timezone.now():
            yield f"{payment}: still pending"
    for booking in Reservation.objects.pending():
        yield f"{booking}: still {booking.status}"
    for order in Order.objects.open():
        yield f"{order}: still open"
    for event in PaymentEvent.objects.waiting():
        yield f"{event}: a notice nobody settled"
    for message in Message.objects.waiting().filter(channel=Message.Channel.EMAIL):
        yield f"{message}: still to send"
