"""Raising what a person must look at."""

from datetime import datetime

from django.utils.translation import gettext as _

from payments.adapters.base import Answer
from payments.models import Alert, Order, Payment
from payments.money import written


def raise_alert(
    kind: str, about: str, message: str, *, at: datetime, household=None, order=None, payment=None
) -> Alert:
    """Tell the régie: while an alert of this kind about this thing is open, another is not made."""
    subjects = {"household": household, "order": order, "payment": payment}
    alert, _created = Alert.objects.get_or_create(
        kind=kind, about=about, resolved_at=None, defaults={"message": message, "created_at": at, **subjects}
    )
    return alert


def tell_late_payment(payment: Payment, order: Order, *, at: datetime) -> None:
    """Money came for an order that no longer asked for it: it is a credit now."""
    if order.status == Order.PAID:
        message = _("Le paiement %(payment)s règle une deuxième fois la commande %(order)s : il est devenu un avoir.")
    else:
        message = _("Le paiement %(payment)s arrive après l’abandon de la commande %(order)s : il est devenu un avoir.")
    message = message % {"payment": payment.reference, "order": order.number}
    raise_alert(
        "late-payment", payment.reference, message, at=at, household=payment.household, order=order, payment=payment
    )


def tell_disputed(payment: Payment, answer: Answer, *, at: datetime) -> None:
    """A bank says another amount, or another visit, than ours: told once for the same words."""
    about = f"{payment.reference} {answer.amount} {answer.doubt or answer.external_id}"[:120]
    if Alert.objects.filter(kind="disputed-payment", about=about).exists():
        return
    message = _(
        "La banque annonce %(said)s pour %(payment)s, alors que %(asked)s étaient demandés (ou un autre numéro de "
        "transaction, une autre monnaie, un paiement d’essai). Rien n’a été encaissé dans le compte de la famille : "
        "vérifiez auprès de la banque."
    )
    message = message % {
        "said": written(answer.amount),
        "asked": written(payment.amount),
        "payment": payment.reference,
    }
    household, order = payment.household, payment.order
    raise_alert("disputed-payment", about, message, at=at, household=household, order=order, payment=payment)


def tell_refused_means(payment: Payment, label: str, why: str, *, at: datetime) -> None:
    """A means of payment refuses what the town set: families cannot pay by it until somebody sets it right."""
    message = _("Le moyen de paiement « %(means)s » refuse les paiements de « %(office)s » : %(why)s")
    office = payment.revenue_office
    words = message % {"means": label, "office": office.name, "why": why}
    raise_alert("refused-means", f"{office.code} {payment.adapter}"[:120], words, at=at)


def tell_contested(payment: Payment, answer: Answer, *, at: datetime) -> None:
    """The cardholder contests a payment with their bank: told once; the books move only when it is judged."""
    if Alert.objects.filter(kind="contested-payment", about=answer.contested[:120]).exists():
        return
    message = _(
        "Le payeur conteste auprès de sa banque le paiement %(payment)s de %(amount)s. Répondez au prestataire avec le "
        "reçu et les présences avant la date qu’il indique. Si la contestation est perdue, la somme redeviendra due."
    )
    message = message % {"payment": payment.reference, "amount": written(payment.amount)}
    household, order = payment.household, payment.order
    about = answer.contested[:120]
    raise_alert("contested-payment", about, message, at=at, household=household, order=order, payment=payment)
