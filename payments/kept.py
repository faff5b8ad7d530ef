"""The notices thanked and not settled yet: one at a time in the order they came, tried again ever later.

Their row is the queue. Each is settled in a transaction of its own that also says so: whoever dies leaves it waiting,
or settled. Several may settle at once: a notice in hand is left to who has it. A bank is asked outside any transaction.
"""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from payments.adapters.base import Adapter, Answer, OfNoConcern, Status, UnknownPayment
from payments.adapters.registry import adapter_named, means_of
from payments.alerts import raise_alert
from payments.models import Payment, PaymentEvent, RevenueOffice
from payments.money import written
from payments.plain_answers import answer_of
from payments.settlement import UnknownDebt, settle_kept

# After a failure a notice waits, then ever longer; the last wait is repeated for as long as it fails.
DELAYS = (*(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 28800)), timedelta(days=1))
PERSISTENT = 3  # failures after which a person is told
BATCH = 200
NOT_OURS, FORGOTTEN, UNKNOWN = "not ours", "unknown to the bank", "unknown debt"  # as statuses are: not shown

log = logging.getLogger(__name__)


def settle_waiting(*, at: datetime) -> int:
    """Settle the notices that wait; gives how many were tried. One that fails does not stop the others."""
    events = list(PaymentEvent.objects.due(at).order_by("pk")[:BATCH])
    for event in events:
        try:
            _settle(event, at)
        except Exception as error:
            log.exception("notice %s is not settled", event.pk)
            _put_off(event, error, at)
    return len(events)


def _settle(event: PaymentEvent, at: datetime) -> None:
    """Ask its bank where the notice only names a visit, and settle; what is not ours ends there."""
    alike = [event] if event.answer is not None else list(PaymentEvent.objects.naming_like(event))
    if event not in alike:
        return  # settled with another that named the same visit
    try:
        answer = answer_of(event.answer) if event.answer is not None else _means(event).check(event.about)
        for one in alike:
            if answer.reference:
                settle_kept(one, answer, at=at)
            else:  # told before its end is known: the timer asks again
                one.end(answer.status, at=at)
    except UnknownDebt:
        _tell_unknown(event.adapter, answer, at)
        event.end(UNKNOWN, at=at)
    except OfNoConcern:
        event.end(NOT_OURS, at=at)
    except UnknownPayment:
        _forget(event, at)


def _means(event: PaymentEvent) -> Adapter:
    """The means to ask, as the régie that is owed uses it, or whose keys signed."""
    payment = Payment.objects.filter(adapter=event.adapter, external_id=event.about).select_related("revenue_office")
    if found := payment.first():
        return means_of(found.revenue_office, event.adapter)
    signed = event.keys and RevenueOffice.objects.filter(credentials=event.keys).first()
    return means_of(signed, event.adapter) if signed else adapter_named(event.adapter)


def _forget(event: PaymentEvent, at: datetime) -> None:
    """The bank does not know that visit: of a stranger's notice nothing is kept."""
    if event.keys or Payment.objects.filter(adapter=event.adapter, external_id=event.about).exists():
        event.end(FORGOTTEN, at=at)
    else:
        event.delete()


def _put_off(event: PaymentEvent, error: Exception, at: datetime) -> None:
    """Write when a notice is tried again; a person is told of one that keeps failing."""
    event.attempts += 1
    event.try_after = at + DELAYS[min(event.attempts, len(DELAYS)) - 1]
    event.outcome = type(error).__name__
    PaymentEvent.objects.waiting().filter(pk=event.pk).update(
        attempts=event.attempts, try_after=event.try_after, outcome=event.outcome
    )
    if event.attempts >= PERSISTENT:
        message = _(
            "Un avis du moyen de paiement « %(adapter)s » pour %(about)s ne peut pas être traité (%(tries)d essais) : "
            "le journal technique dit pourquoi. Il est gardé et sera essayé à nouveau."
        )
        values = {"adapter": event.adapter, "about": event.about, "tries": event.attempts}
        raise_alert("unsettled-notice", str(event.pk), message % values, at=at)


def _tell_unknown(adapter: str, answer: Answer, at: datetime) -> None:
    """Money somebody paid for a debt we never gave: a person must look."""
    if answer.status is Status.PAID:
        message = _(
            "Le moyen de paiement « %(adapter)s » annonce %(amount)s pour la référence %(reference)s, inconnue ici."
        )
        values = {"adapter": adapter, "amount": written(answer.amount), "reference": answer.reference}
        raise_alert("unknown-debt", answer.reference[:120], message % values, at=at)
