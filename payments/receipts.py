"""The receipt: what was paid, by which means together, and which lines it settles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from payments.adapters.registry import adapters
from payments.models import Allocation, Payment, TicketKind, TicketMovement, TillMovement
from payments.money import ZERO, euros

WITHOUT_ADAPTER = {"debit": _("Prélèvement")}  # nobody chooses it to pay: the bank says it paid


@dataclass(frozen=True)
class ReceiptLine:
    """One line the settlement pays: `amount` is its price, `paid` the part paid here, in euros; the ticket it took."""

    day: date
    label: str
    amount: Decimal
    paid: Decimal
    ticket: str = ""


@dataclass(frozen=True)
class ReceiptPart:
    """One means of the settlement, with what the clerk wrote down of it, and why it was undone if it was."""

    payment: Payment
    means: str
    details: tuple[tuple[str, str], ...]
    undone: str = ""


@dataclass(frozen=True)
class TicketsLeft:
    """What a family had left of a kind once the settlement was made."""

    kind: str
    left: int


@dataclass(frozen=True)
class Receipt:
    """A receipt as a person reads it; `lines` then what is left as a credit add up to the total."""

    payment: Payment
    parts: tuple[ReceiptPart, ...]
    lines: tuple[ReceiptLine, ...]
    announced: tuple
    total: Decimal
    left_as_credit: Decimal
    tickets_left: tuple[TicketsLeft, ...] = ()

    @property
    def is_undone(self) -> bool:
        return all(part.undone for part in self.parts)


def receipt_of(payment: Payment) -> Receipt:
    """Give the receipt of a settled payment, with the means taken along with it at the desk; oldest day first."""
    together = taken_together(payment)
    lines = _lines(together)
    total = sum((one.amount for one in together), ZERO)
    return Receipt(
        payment=payment,
        parts=_parts(together),
        lines=lines,
        announced=tuple(payment.order.charges.deferred()) if payment.order else (),
        total=total,
        left_as_credit=total - sum((line.paid for line in lines), ZERO),
        tickets_left=_tickets_left(together),
    )


def taken_together(payment: Payment) -> list[Payment]:
    """The payments a clerk took in the same settlement of the same order, this one included."""
    if not payment.order_id or payment.received_by_id is None:
        return [payment]
    same = Payment.objects.paid().filter(order=payment.order_id, settled_at=payment.settled_at)
    return list(same.filter(received_by=payment.received_by_id).select_related("revenue_office").order_by("id"))


def means_label(name: str) -> str:
    """Give what a person reads for a means of payment, even one the town no longer has."""
    known = adapters().get(name)
    return str(known.label) if known else str(WITHOUT_ADAPTER.get(name, name))


def details_of(payment: Payment) -> tuple[tuple[str, str], ...]:
    """What the clerk wrote down, with its label."""
    asks = getattr(adapters().get(payment.adapter), "asks", {})
    answers = payment.payload.get("answer", {})
    return tuple((str(label), answers[key]) for key, label in asks.items() if answers.get(key))


def _lines(together: Sequence[Payment]) -> tuple[ReceiptLine, ...]:
    tickets = _tickets(together)
    parts = (
        Allocation.objects.filter(payment__in=together)
        .order_by()
        .values_list("charge__day", "charge__label", "charge__amount", "charge_id")
        .annotate(paid=Sum("amount"))
        .order_by("charge__day", "charge_id")
    )
    return tuple(
        ReceiptLine(day, label, euros(amount), euros(paid), tickets.get(key, ""))
        for day, label, amount, key, paid in parts
        if euros(paid)
    )


def _tickets(together: Sequence[Payment]) -> dict[int, str]:
    """The name of the ticket each line took."""
    if together[0].received_by_id is None:  # tickets and tills are of the desk alone
        return {}
    used = TicketMovement.objects.filter(payment__in=together, movement=TicketMovement.USED)
    return dict(used.values_list("charge_id", "kind__name"))


def _parts(together: Sequence[Payment]) -> tuple[ReceiptPart, ...]:
    reasons = {}
    if together[0].received_by_id is not None:
        undone = TillMovement.objects.filter(payment__in=together, kind=TillMovement.UNDONE)
        reasons = dict(undone.values_list("payment_id", "reason"))
    return tuple(
        ReceiptPart(one, means_label(one.adapter), details_of(one), reasons.get(one.pk, "")) for one in together
    )


def _tickets_left(together: Sequence[Payment]) -> tuple[TicketsLeft, ...]:
    if together[0].received_by_id is None:
        return ()
    used = TicketMovement.objects.filter(payment__in=together, movement=TicketMovement.USED)
    kinds = TicketKind.objects.filter(pk__in=used.values("kind"))
    payment = together[0]
    mine = TicketMovement.objects.filter(household=payment.household_id, recorded_at__lte=payment.settled_at)
    return tuple(
        TicketsLeft(kind.name, mine.filter(kind=kind).aggregate(s=Sum("quantity"))["s"] or 0) for kind in kinds
    )
