"""Nobody came back from the bank: ask again, until the answer is final."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from payments.alerts import raise_alert
from payments.models import Payment, Refund
from payments.refunds import INSISTENCE, pursue
from payments.settlement import ask

EAGERNESS = timedelta(hours=1)  # how long a payment not known is asked about at each round; then ever more rarely
RAREST = timedelta(days=7)
AFTERTHOUGHT = timedelta(hours=1)  # how long after its page closed a bank may still change its mind

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reconciled:
    """How many payments were asked about, found paid, still pending, and not understood."""

    asked: int = 0
    paid: int = 0
    pending: int = 0
    failed: int = 0


def to_ask(at: datetime) -> QuerySet[Payment]:
    """Payments whose end is not known, and refused or abandoned ones the bank may still reconsider."""
    reconsidered = Q(status__in=[Payment.REFUSED, Payment.ABANDONED], expires_at__gt=at - AFTERTHOUGHT)
    waiting = Q(status=Payment.PENDING) & (Q(ask_after=None) | Q(ask_after__lte=at))
    return Payment.objects.filter(waiting | (reconsidered & ~Q(external_id=""))).order_by("created_at")


def delay(age: timedelta) -> timedelta:
    """Give how long a payment of that age, whose end is still not known, is left in peace: a quarter of it (pure)."""
    return timedelta(0) if age < EAGERNESS else min(age / 4, RAREST)


def reconcile(*, at: datetime) -> Reconciled:
    """Ask about every unfinished payment; one that fails does not stop the others, and a person is told."""
    statuses = [_ask_or_tell(payment, at) for payment in to_ask(at)]
    pursue_refunds(at)
    return Reconciled(
        len(statuses), statuses.count(Payment.PAID), statuses.count(Payment.PENDING), statuses.count("failed")
    )


def pursue_refunds(at: datetime) -> None:
    """See to the refunds no bank has confirmed: look for each there, then ask again; after a day, tell a person."""
    for waiting in Refund.objects.pending().select_related("payment__revenue_office", "payment__household"):
        ask(waiting.payment, at=at)
        waiting.refresh_from_db()
        if waiting.status == Refund.PENDING and waiting.requested_at > at - INSISTENCE:
            pursue(waiting, at=at)
        elif waiting.status == Refund.PENDING:
            message = _("Le remboursement %s n’est pas confirmé : vérifiez chez le prestataire s’il a été fait.")
            raise_alert("refund-unconfirmed", waiting.reference, message % waiting, at=at, payment=waiting.payment)


def _ask_or_tell(payment: Payment, at: datetime) -> str:
    try:
        asked = ask(payment, at=at)
        if asked.status == Payment.PENDING:
            Payment.objects.filter(pk=payment.pk).update(ask_after=at + delay(at - payment.created_at))
        return asked.status
    except Exception:
        log.exception("payment %s cannot be reconciled", payment.reference)
        message = _("Le paiement %(reference)s ne peut pas être rapproché : le journal technique dit pourquoi.")
        raise_alert(
            "unreconciled-payment",
            payment.reference,
            message % {"reference": payment.reference},
            at=at,
            household=payment.household,
            payment=payment,
        )
        return "failed"
