"""The receipt: what was paid, by which means, and which lines it settles."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from payments.adapters.registry import adapters
from payments.models import Payment
from payments.money import ZERO, euros


@dataclass(frozen=True)
class ReceiptLine:
    """One line the payment settles: `amount` is its price, `paid` the part this payment pays, in euros."""

    day: date
    label: str
    amount: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Receipt:
    """A receipt as a person reads it; `lines` then what is left as a credit add up to the amount."""

    payment: Payment
    means: str
    details: tuple[tuple[str, str], ...]
    lines: tuple[ReceiptLine, ...]
    announced: tuple
    left_as_credit: Decimal


def receipt_of(payment: Payment) -> Receipt:
    """Give the receipt of a settled payment, oldest day first."""
    parts = (
        payment.allocations.order_by()
        .values_list("charge__day", "charge__label", "charge__amount", "charge_id")
        .annotate(paid=Sum("amount"))
        .order_by("charge__day", "charge_id")
    )
    lines = tuple(
        ReceiptLine(day, label, euros(amount), euros(paid)) for day, label, amount, _id, paid in parts if euros(paid)
    )
    return Receipt(
        payment=payment,
        means=means_label(payment.adapter),
        details=_details(payment),
        lines=lines,
        announced=tuple(payment.order.charges.deferred()) if payment.order else (),
        left_as_credit=payment.amount - sum((line.paid for line in lines), ZERO),
    )


def means_label(name: str) -> str:
    """Give what a person reads for a means of payment, even one the town no longer has."""
    known = adapters().get(name)
    return str(known.label) if known else name


def _details(payment: Payment) -> tuple[tuple[str, str], ...]:
    """What the clerk wrote down, with its label."""
    asks = getattr(adapters().get(payment.adapter), "asks", {})
    answers = payment.payload.get("answer", {})
    return tuple((str(label), answers[key]) for key, label in asks.items() if answers.get(key))
