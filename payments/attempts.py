"""An attempt to pay: why it may not start, and what a means of payment is told of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from payments.adapters.base import Adapter, AdapterError, BankRefuses, PaymentRequest, Unfit
from payments.adapters.registry import credentials_of
from payments.alerts import tell_refused_means
from payments.errors import PaymentError
from payments.models import Order, Payment
from payments.orders import left_to_pay, minimum_online

ATTEMPTS = 3  # a bank page each: the hold of the places ends, so the attempts must too


def refuse_attempt(order: Order, means: Adapter, amount: Decimal) -> None:
    """Say why this attempt may not start.

    Raises:
        PaymentError: the order is not open, the amount is not one to pay here, or three attempts were made.
    """
    if order.status != Order.OPEN:
        raise PaymentError(_("Cette commande n’attend plus de paiement. Revenez à votre récapitulatif."))
    if not 0 < amount <= left_to_pay(order):
        raise PaymentError(_("Le montant à encaisser doit être compris entre 0,01 € et ce qui reste à payer."))
    if means.at_counter:
        return
    if amount < max(means.minimum, minimum_online(order.revenue_office)):
        raise PaymentError(
            _("Ce montant est trop petit pour être payé en ligne : il rejoindra votre prochain paiement.")
        )
    if order.payments.exclude(status=Payment.PAID).count() >= ATTEMPTS:
        raise PaymentError(
            _("Trois paiements ont déjà été tentés. Revenez à votre récapitulatif et validez-le à nouveau.")
        )


def why_not_left(payment: Payment, means: Adapter, error: AdapterError, *, at: datetime) -> str:
    """Give what a family reads where a bank opened no page; the régie is told of what it must set right."""
    if isinstance(error, Unfit):
        return str(error)
    if isinstance(error, BankRefuses):
        tell_refused_means(payment, str(means.label), str(error), at=at)
        return _(
            "Ce moyen de paiement ne fonctionne pas en ce moment : la mairie en est prévenue. Rien n’a été payé. "
            "Choisissez un autre moyen, ou réessayez plus tard."
        )
    return _("Le service de paiement ne répond pas. Rien n’a été payé : réessayez dans quelques minutes.")


def request_of(payment: Payment, urls: Mapping[str, str], at: datetime) -> PaymentRequest:
    """Give what a means of payment is told of an attempt."""
    office = payment.revenue_office
    return PaymentRequest(
        reference=payment.reference,
        amount=payment.amount,
        email=payment.email,
        purpose=f"{office.name} {payment.documents}",
        creditor=office.legal_name,
        accountant=office.accountant,
        credentials=credentials_of(office),
        at=at,
        statement=office.statement_label,
        details=payment.payload["details"],
        **urls,
    )
