"""A payment taken by mistake at the desk, undone by its exact opposite: the account, the till and the tickets."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import User
from payments import ledger, tickets, tills
from payments.errors import PaymentError
from payments.locks import lock_household
from payments.models import DepositLine, LedgerEntry, Payment, TillMovement


@transaction.atomic
def undo(payment: Payment, *, reason: str, at: datetime, by: User) -> LedgerEntry:
    """Undo what a clerk took: the sum is due again, the tickets are the family's again, the till no longer counts it.

    What was booked stays booked. A payment already on a deposit slip is no longer ours to undo.

    Raises:
        PaymentError: not a payment of the desk, already undone or handed over, or no reason.
    """
    household = lock_household(payment.household_id)
    payment = Payment.objects.select_for_update(of=("self",)).select_related("revenue_office").get(pk=payment.pk)
    payment.household = household
    _refuse(payment, reason)
    reversal = ledger.reverse(payment.entries.get(kind=LedgerEntry.CREDIT), at=at, reason=reason, by=by)
    tills.take_out(payment, reason=reason, at=at, by=by)
    tickets.give_back(payment, reason=reason, at=at, by=by)
    return reversal


def is_undone(payment: Payment) -> bool:
    """Whether a payment of the desk was undone."""
    return payment.till_movements.filter(kind=TillMovement.UNDONE).exists()


def _refuse(payment: Payment, reason: str) -> None:
    if not reason.strip():
        raise PaymentError(_("Écrivez pourquoi cet encaissement est annulé."))
    if payment.status != Payment.PAID or payment.received_by_id is None:
        raise PaymentError(_("Seul un encaissement du guichet s’annule ici."))
    if is_undone(payment):
        raise PaymentError(_("Cet encaissement est déjà annulé."))
    if DepositLine.objects.filter(payment=payment).exists():
        raise PaymentError(_("Cet encaissement est déjà sur un bordereau de remise : il ne s’annule plus au guichet."))
