"""What a family is told about its money, in words and figures it can keep: each a Message, sent by the queue."""

from datetime import datetime

from django.utils.translation import gettext as _

from families.notices import post_message
from payments.models import Order, Payment
from payments.money import written
from payments.receipts import Receipt, receipt_of


def send_receipt(payment: Payment, *, at: datetime) -> None:
    """Send the receipt of a settled payment, in the transaction that settles it."""
    subject = _("Reçu de votre paiement de %(amount)s") % {"amount": written(payment.amount)}
    post_message(
        kind="payment-receipt",
        subject=subject,
        body=receipt_text(receipt_of(payment)),
        at=at,
        household=payment.household,
        recipient=payment.email,
        key=f"receipt:{payment.reference}",
    )


def tell_credit(payment: Payment, *, at: datetime) -> None:
    """Say that a payment came for an order that no longer asked for it: the money is kept as a credit."""
    body = _(
        "Votre paiement de %(amount)s (référence %(reference)s) nous est bien parvenu, mais la commande qu’il devait "
        "régler n’attendait plus de paiement. Rien n’est perdu : cette somme est un avoir sur votre compte et sera "
        "déduite de votre prochain paiement. Vérifiez vos réservations sur le planning et réservez à nouveau les jours "
        "qui manquent."
    ) % {"amount": written(payment.amount), "reference": payment.reference}
    subject = _("Votre paiement est devenu un avoir")
    key = f"credit:{payment.reference}"
    post_message(kind="payment-became-credit", subject=subject, body=body, at=at, household=payment.household, key=key)


def tell_adjustment(order: Order, *, at: datetime) -> None:
    """Say what changed on the account, why, and what it means for the next payment."""
    lines = "\n".join(f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.amount)}" for line in order.charges.all())
    if order.charges_total > 0:
        effect = _("%(amount)s s’ajoutent à votre restant dû et rejoindront votre prochain paiement.")
    elif order.charges_total < 0:
        effect = _("%(amount)s sont portés en avoir et seront déduits de votre prochain paiement.")
    else:
        effect = _("Le solde de votre compte ne change pas.")
    effect = effect % {"amount": written(abs(order.charges_total))} if order.charges_total else effect
    body = _("Votre compte a été régularisé.\nMotif : %(reason)s\n\n%(lines)s\n\n%(effect)s") % {
        "reason": order.reason,
        "lines": lines,
        "effect": effect,
    }
    subject = _("Régularisation de votre compte")
    post_message(
        kind="account-adjusted",
        subject=subject,
        body=body,
        at=at,
        household=order.household,
        key=f"adjusted:{order.number}",
    )


def receipt_text(receipt: Receipt) -> str:
    """Write a receipt as plain text."""
    payment = receipt.payment
    head = [
        payment.revenue_office.legal_name,
        _("Reçu n° %(number)s") % {"number": payment.receipt_number},
        _("Référence de la dette : %(reference)s") % {"reference": payment.reference},
        _("Montant : %(amount)s") % {"amount": written(payment.amount)},
        _("Moyen de paiement : %(means)s") % {"means": receipt.means},
        *(f"{label} : {value}" for label, value in receipt.details),
        "",
    ]
    lines = [f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.paid)}" for line in receipt.lines]
    return "\n".join([*head, *lines, *_after_lines(receipt)])


def _after_lines(receipt: Receipt) -> list[str]:
    after = []
    if receipt.left_as_credit:
        after += ["", _("Reste en avoir sur votre compte : %s") % written(receipt.left_as_credit)]
    if receipt.announced:
        after += ["", _("Réservé en même temps, facturé plus tard :")]
        after += [f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.amount)}" for line in receipt.announced]
    return after
