"""What a family is told about its money, in words and figures it can keep: each a Message, sent by the queue."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.french import month_in_words
from families.notices import notify
from payments.message_kinds import ADJUSTED, CREDIT, INVOICE, INVOICE_CANCELLED, RECEIPT, REFUND, REMINDER
from payments.models import CreditNote, Invoice, Order, Payment, Refund
from payments.money import written
from payments.receipts import Receipt, ReceiptLine, ReceiptPart, receipt_of


def send_receipt(payment: Payment, *, at: datetime) -> None:
    """Send the receipt of a settled payment, in the transaction that settles it."""
    receipt = receipt_of(payment)
    values = {"montant": written(receipt.total), "recu": receipt_text(receipt)}
    key = f"receipt:{payment.reference}"
    notify(RECEIPT, values, at=at, household=payment.household, recipient=payment.email, key=key)


def tell_credit(payment: Payment, *, at: datetime) -> None:
    """Say that a payment came for an order that no longer asked for it: the money is kept as a credit."""
    values = {"montant": written(payment.amount), "reference": payment.reference}
    notify(CREDIT, values, at=at, household=payment.household, key=f"credit:{payment.reference}")


def tell_refund(refund: Refund, *, at: datetime) -> None:
    """Say that money went back, by which way, and why."""
    payment = refund.payment
    values = {"montant": written(refund.amount), "reference": payment.reference, "motif": refund.reason}
    notify(REFUND, values, at=at, household=payment.household, key=f"refund:{refund.reference}")


def tell_adjustment(order: Order, *, at: datetime) -> None:
    """Say what changed on the account, why, and what it means for the next payment."""
    lines = "\n".join(f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.amount)}" for line in order.charges.all())
    values = {"motif": order.reason, "lignes": lines, "effet": _effect(order.charges_total)}
    notify(ADJUSTED, values, at=at, household=order.household, key=f"adjusted:{order.number}")


def tell_invoice(invoice: Invoice, *, at: datetime) -> None:
    """Say that an invoice is there: how much, until when, and where it is read and paid."""
    due = _("à payer avant le %(day)s") % {"day": f"{invoice.due_on:%d/%m/%Y}"}
    values = {
        "mois": month_in_words(invoice.period_start),
        "montant": written(invoice.total),
        "facture": invoice,
        "echeance": _("en votre faveur : déduits de votre prochain paiement") if invoice.gives_back else due,
        "lien": address_of_invoice(invoice),
        "regie": invoice.revenue_office.name,
    }
    notify(INVOICE, values, at=at, household=invoice.household, key=f"invoice:{invoice.pk}")


def tell_cancelled_invoice(note: CreditNote, *, at: datetime) -> None:
    """Say that an invoice is cancelled, by which credit note, and why."""
    invoice = note.invoice
    values = {
        "facture": invoice,
        "montant": written(invoice.total),
        "avoir": note,
        "motif": note.reason,
        "lien": address_of_invoice(invoice),
    }
    notify(INVOICE_CANCELLED, values, at=at, household=invoice.household, key=f"invoice-cancelled:{invoice.pk}")


def remind_invoice(invoice: Invoice, left: Decimal, *, is_last: bool, stage: int, at: datetime) -> None:
    """Say that an invoice is late, what is left of it in euros, and what comes next."""
    values = {
        "facture": invoice,
        "reste": written(left),
        "echeance": f"{invoice.due_on:%d/%m/%Y}",
        "suite": _("Sans paiement de votre part, elle sera transmise au comptable public.") if is_last else "",
        "lien": address_of_invoice(invoice),
        "regie": invoice.revenue_office.name,
    }
    notify(REMINDER, values, at=at, household=invoice.household, key=f"invoice-reminder:{invoice.pk}:{stage}")


def address_of_invoice(invoice: Invoice) -> str:
    """Give where an invoice is read and paid, as a letter or a QR code says it."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('payments:invoice', args=[invoice.pk])}"


def _effect(total: Decimal) -> str:
    if total > 0:
        said = _("%(amount)s s’ajoutent à votre restant dû et rejoindront votre prochain paiement.")
    elif total < 0:
        said = _("%(amount)s sont portés en avoir et seront déduits de votre prochain paiement.")
    else:
        return _("Le solde de votre compte ne change pas.")
    return said % {"amount": written(abs(total))}


def receipt_text(receipt: Receipt) -> str:
    """Write a receipt as plain text."""
    head = [receipt.payment.revenue_office.legal_name, *(line for part in receipt.parts for line in _part_text(part))]
    if len(receipt.parts) > 1:
        head.append(_("Total réglé : %(amount)s") % {"amount": written(receipt.total)})
    return "\n".join([*head, "", *map(_line_text, receipt.lines), *_after_lines(receipt)])


def _part_text(part: ReceiptPart) -> list[str]:
    payment = part.payment
    return [
        _("Reçu n° %(number)s") % {"number": payment.receipt_number},
        _("Référence de la dette : %(reference)s") % {"reference": payment.reference},
        _("Montant : %(amount)s") % {"amount": written(payment.amount)},
        _("Moyen de paiement : %(means)s") % {"means": part.means},
        *(f"{label} : {value}" for label, value in part.details),
    ]


def _line_text(line: ReceiptLine) -> str:
    said = f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.paid)}"
    return f"{said} ({_('1 ticket')} : {line.ticket})" if line.ticket else said


def _after_lines(receipt: Receipt) -> list[str]:
    after = [
        _("%(kind)s : il en reste %(left)d.") % {"kind": one.kind, "left": one.left} for one in receipt.tickets_left
    ]
    if receipt.left_as_credit:
        after += ["", _("Reste en avoir sur votre compte : %s") % written(receipt.left_as_credit)]
    if receipt.announced:
        after += ["", _("Réservé en même temps, facturé plus tard :")]
        after += [f"- {line.day:%d/%m/%Y} · {line.label} : {written(line.amount)}" for line in receipt.announced]
    return after
