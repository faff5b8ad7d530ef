"""Nobody came back from the bank: ask again, until the answer is final."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from payments.alerts import raise_alert
from payments.models import Payment
from payments.settlement import ask

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
    return Payment.objects.filter(Q(status=Payment.PENDING) | (reconsidered & ~Q(external_id=""))).order_by(
        "created_at"
    )


def reconcile(*, at: datetime) -> Reconciled:
    """Ask about every unfinished payment; one that fails does not stop the others, and a person is told."""
    statuses = [_ask_or_tell(payment, at) for payment in to_ask(at)]
    return Reconciled(
        len(statuses), statuses.count(Payment.PAID), statuses.count(Payment.PENDING), statuses.count("failed")
    )


def _ask_or_tell(payment: Payment, at: datetime) -> str:
    try:
        return ask(payment, at=at).status
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
