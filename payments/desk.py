"""One settlement at the desk, by several means: tickets, titles, cheque, cash, taken together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from payments import allocation, notices, tickets
from payments.adapters.base import Answer, Counter
from payments.adapters.registry import adapter_named, means_for
from payments.errors import PaymentError
from payments.locks import lock_household
from payments.models import Charge, Order, Payment, TicketKind
from payments.money import ZERO, written
from payments.orders import left_to_pay, settle_order
from payments.settlement import record_attempt, request_of, settle

TICKETS = "tickets"
NOWHERE = {"return_url": "", "notify_url": "", "cancel_url": ""}  # nobody leaves the desk


@dataclass(frozen=True)
class Part:
    """One means the family hands over: for how many euros, whether its excess is kept, what the clerk wrote down."""

    means: str
    amount: Decimal
    keeps_excess: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taking:
    """All that is handed over for one order: parts in money or titles, and the lines that a ticket pays, by charge."""

    parts: tuple[Part, ...] = ()
    tickets: Mapping[int, TicketKind] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


def refuse_sum(asked: Decimal, parts: Sequence[Part]) -> str:
    """Say why these parts do not settle what is asked, in euros; nothing where they do (pure).

    Money is exact. A title is taken whole: above the sum, what it is worth more stays as a credit, but only where
    no title could be left out and no money was handed over besides.
    """
    given = sum((part.amount for part in parts), ZERO)
    if given < asked:
        return _("Il manque %(gap)s : complétez avec un autre moyen de paiement.") % {"gap": written(asked - given)}
    titles = [part.amount for part in parts if part.keeps_excess]
    excess = {"gap": written(given - asked)}
    if given > asked and len(titles) < len(parts):
        return _("Il y a %(gap)s de trop : diminuez les espèces ou le chèque.") % excess
    if titles and given - min(titles) >= asked:
        return _("Il y a un titre de trop : les autres suffisent. Rendez-le à la famille.")
    return ""


@transaction.atomic
def collect(order: Order, taking: Taking, *, email: str, at: datetime, by) -> Payment:
    """Take everything a family hands over for an order, settle it and write one receipt; gives its last payment.

    Tickets come first: each pays its line in full. What is left is exactly the other parts, titles aside.

    Raises:
        PaymentError: the order is not open, a means is not accepted, or the sums disagree.
        TicketError: a ticket may not pay its line, or the family has too few.
    """
    lock_household(order.household_id)
    order = Order.objects.select_for_update(of=("self",)).select_related("household", "revenue_office").get(pk=order.pk)
    if order.status != Order.OPEN:
        raise PaymentError(_("Cette commande n’attend plus de paiement. Revenez à votre récapitulatif."))
    used = _used(order, taking)
    worth = tickets.value_of([charge.amount for charge in used], order.charges_total) if used else ZERO
    refusal = refuse_sum(max(ZERO, left_to_pay(order) - worth), taking.parts)
    if refusal:
        raise PaymentError(refusal)
    parts = [*_ticket_part(used, worth), *(part for part in taking.parts if part.amount)]
    payments = [_take(order, part, used, taking.details, email, at, by) for part in parts]
    settle_order(order, at=at, by=by)
    notices.send_receipt(payments[-1], at=at)
    return payments[-1]


def _used(order: Order, taking: Taking) -> dict[Charge, TicketKind]:
    """The lines a ticket pays, once each may."""
    used = {charge: taking.tickets[charge.pk] for charge in Charge.objects.filter(pk__in=taking.tickets)}
    tickets.refuse_unpayable(order.household, order, used)
    return used


def _ticket_part(used: Mapping[Charge, TicketKind], worth: Decimal) -> list[Part]:
    return [Part(TICKETS, worth, details={"tickets": str(len(used))})] if used else []


def _take(order: Order, part: Part, used, details, email: str, at: datetime, by) -> Payment:
    """One payment, credited and in the till; tickets are used, and pay their own lines."""
    means = _means(order, part.means)
    payment = record_attempt(order, means, part.amount, email=email, at=at, by=by, details={**details, **part.details})
    if part.means == TICKETS:
        tickets.use(payment, used, at=at)
    answer = means.start(request_of(payment, NOWHERE, at))
    payment = settle(_answered(answer), at=at, alone=False)
    if part.means == TICKETS:
        allocation.assign(payment, used, at=at)
    return payment


def _means(order: Order, name: str) -> Counter:
    if name not in {one.name for one in means_for(order.revenue_office, at_counter=True)}:
        raise PaymentError(_("Ce moyen de paiement n’est pas accepté ici. Choisissez-en un autre."))
    return adapter_named(name)  # type: ignore[return-value]


def _answered(answer: object) -> Answer:
    """At the desk the money is there: nobody is sent to a page."""
    if not isinstance(answer, Answer):
        raise PaymentError(_("Ce moyen de paiement ne s’encaisse pas au guichet."))
    return answer
