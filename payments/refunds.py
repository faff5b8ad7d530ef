"""Giving money back: asked under a reference of ours, written once however often the bank says it.

Laws: Σ refunds of a payment ≤ what it still is worth; a refund done has one ledger entry; what the bank gave back of
its own, or took after a dispute, is written the same way.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from payments import ledger, notices
from payments.adapters.base import AdapterError, BankRefuses, Refunded, RefundRequest, Refunds
from payments.adapters.registry import means_of
from payments.alerts import raise_alert
from payments.errors import PaymentError
from payments.locks import lock_household
from payments.models import Payment, Refund
from payments.money import ZERO, euros, total, written

INSISTENCE = timedelta(hours=23)  # a bank remembers the reference of a request for a day


def can_refund(payment: Payment) -> bool:
    """Whether money of this payment can go back by the way it came."""
    try:
        means = means_of(payment.revenue_office, payment.adapter)
    except KeyError:
        return False
    return payment.status == Payment.PAID and isinstance(means, Refunds) and refundable(payment) > 0


def refundable(payment: Payment) -> Decimal:
    """Give what can still go back, in euros: what the payment is worth in the books, less what is being given back."""
    worth = -total(payment.entries.all())
    return max(ZERO, worth - total(payment.refunds.pending()))


def refund(payment: Payment, *, amount: Decimal, reason: str, by, at: datetime, known: int | None = None) -> Refund:
    """Give back part or all of a payment; the request is committed before the bank is asked.

    Must not run inside a transaction. A silent bank leaves the refund PENDING: it is asked for again. `known` is how
    many refunds of this payment its author had seen: another one since, and nothing is asked.

    Raises:
        PaymentError: the means cannot, or that much is not there to give back.
    """
    if not can_refund(payment):
        raise PaymentError(_("Ce paiement ne peut pas être remboursé par le moyen qui l’a encaissé."))
    return pursue(_wish(payment, euros(amount), reason, by, at, known), at=at)


@transaction.atomic(durable=True)
def _wish(payment: Payment, amount: Decimal, reason: str, by, at: datetime, known: int | None) -> Refund:
    lock_household(payment.household_id)
    if known is not None and payment.refunds.count() != known:
        raise PaymentError(_("Un autre remboursement vient d’être demandé : lisez-le ci-dessous avant de recommencer."))
    left = refundable(payment)
    if not 0 < amount <= left:
        raise PaymentError(_("Le montant à rembourser doit être compris entre 0,01 € et %s.") % written(left))
    return _written(payment, amount, reason=reason[:250], requested_by=by, requested_at=at)


def pursue(refund: Refund, *, at: datetime) -> Refund:
    """Ask the bank for a refund that waits, as often as needed: it gives back once."""
    payment = refund.payment
    request = RefundRequest(payment.external_id, refund.reference, refund.amount)
    try:
        done = means_of(payment.revenue_office, payment.adapter).refund(request)
    except BankRefuses as refused:
        _refuse(refund, str(refused), at)
    except (AdapterError, KeyError):
        pass
    else:
        with transaction.atomic():
            lock_household(payment.household_id)
            write_refunds(payment, [done], at=at)
    refund.refresh_from_db()
    return refund


@transaction.atomic
def _refuse(refund: Refund, why: str, at: datetime) -> None:
    """Say that the bank will not, unless it has done so meanwhile."""
    lock_household(refund.payment.household_id)
    if Refund.objects.pending().filter(pk=refund.pk).update(status=Refund.REFUSED):
        message = _("Le remboursement %(refund)s de %(amount)s est refusé par le prestataire : %(why)s")
        values = {"refund": refund.reference, "amount": written(refund.amount), "why": why[:200]}
        _alert("refund-refused", refund.reference, message % values, refund.payment, at)


def write_refunds(payment: Payment, refunds: Iterable[Refunded], *, at: datetime) -> None:
    """Write what went back of a payment, each sum once. Must run under the household's lock."""
    for said in refunds:
        known = _known(payment, said)
        if said.has_failed:
            _undo(known, at)
        elif known is None or known.status == Refund.PENDING:
            _write(payment, known, said, at)


def _known(payment: Payment, said: Refunded) -> Refund | None:
    ours = Q(reference=said.reference, external_id="") if said.reference else Q()
    same = Q(external_id=said.external_id)
    return payment.refunds.filter(same | ours if ours else same).first()


def _write(payment: Payment, known: Refund | None, said: Refunded, at: datetime) -> None:
    """One sum that left: the ledger owes it again, the family and the régie are told."""
    if said.amount > -total(payment.entries.all()):
        return _tell_excess(payment, said, at)
    reason = _("Contestation perdue") if said.is_lost else _("Remboursement fait chez le prestataire")
    done = known or _written(payment, said.amount, reason=reason, requested_at=at)
    label = _("Remboursement du paiement %s") % payment.reference
    done.entry = ledger.refund(payment, said.amount, at=at, label=label, by=done.requested_by)
    done.status, done.settled_at, done.external_id, done.amount = Refund.DONE, at, said.external_id, said.amount
    done.save(update_fields=["entry", "status", "settled_at", "external_id", "amount"])
    if said.is_lost:
        message = _("La contestation du paiement %(payment)s est perdue : %(amount)s sont de nouveau dus.")
        values = {"payment": payment.reference, "amount": written(said.amount)}
        return _alert("dispute-lost", said.external_id[:120], message % values, payment, at)
    return notices.tell_refund(done, at=at)


def _undo(known: Refund | None, at: datetime) -> None:
    """A refund the bank could not deliver: the money is ours again, and a person sees to it."""
    if known is None or known.status not in (Refund.PENDING, Refund.DONE):
        return
    if known.status == Refund.DONE:
        ledger.reverse(known.entry, at=at, reason=_("Remboursement revenu sur notre compte"))
    known.status = Refund.FAILED if known.entry_id else Refund.REFUSED
    known.save(update_fields=["status"])
    message = _("Le remboursement %s n’a pas pu être versé au payeur. Convenez d’un autre moyen avec la famille.")
    _alert("refund-failed", known.reference, message % known.reference, known.payment, at)


def _tell_excess(payment: Payment, said: Refunded, at: datetime) -> None:
    message = _(
        "Le prestataire annonce un remboursement de %(amount)s sur le paiement %(payment)s, plus que ce qui reste de "
        "ce paiement dans le compte. Rien n’a été écrit : vérifiez chez le prestataire."
    ) % {"amount": written(said.amount), "payment": payment.reference}
    _alert("refund-excess", said.external_id[:120], message, payment, at)


def _written(payment: Payment, amount: Decimal, **fields) -> Refund:
    reference = f"{payment.reference}r{payment.refunds.count() + 1}"
    return Refund.objects.create(payment=payment, reference=reference, amount=amount, **fields)


def _alert(kind: str, about: str, message: str, payment: Payment, at: datetime) -> None:
    raise_alert(kind, about, message, at=at, household=payment.household, order=payment.order, payment=payment)
