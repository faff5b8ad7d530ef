"""An issued invoice undone: a credit note with its own number and its reason; the invoice is kept and says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import ledger, notices
from payments.errors import InvoiceError
from payments.locks import lock_household
from payments.models import CreditNote, DirectDebit, Invoice, LedgerEntry, NumberSeries, Payment
from payments.numbering import next_number


@transaction.atomic
def cancel_invoice(invoice: Invoice, *, reason: str, at: datetime, by=None) -> CreditNote:
    """Cancel an issued invoice: nothing of it is owed any more, what was paid of it is a credit, the family is told.

    Its lines may be invoiced again, by a corrective run, where the bookings still say they are owed.

    Raises:
        InvoiceError: no reason, not issued, in the family's favour, or being paid or debited.
    """
    lock_household(invoice.household_id)
    invoice = (
        Invoice.objects.select_for_update(of=("self",)).select_related("revenue_office", "household").get(pk=invoice.pk)
    )
    _refuse(invoice, reason)
    year = timezone.localtime(at).year
    note = CreditNote.objects.create(
        invoice=invoice,
        revenue_office=invoice.revenue_office,
        year=year,
        number=next_number(invoice.revenue_office, NumberSeries.CREDIT_NOTE, year),
        amount=invoice.total,
        reason=reason.strip()[:250],
        issued_at=at,
        issued_by=by,
    )
    Invoice.objects.filter(pk=invoice.pk).update(status=Invoice.CANCELLED)
    entries = LedgerEntry.objects.filter(invoice=invoice, kind=LedgerEntry.CHARGE)
    label = _("Avoir %(note)s : facture %(invoice)s annulée") % {"note": note, "invoice": invoice}
    ledger.reverse_all(list(entries.order_by("pk")), at=at, reason=label, by=by)
    notices.tell_cancelled_invoice(note, at=at)
    return note


def _refuse(invoice: Invoice, reason: str) -> None:
    """Say why this invoice may not be cancelled."""
    if not reason.strip():
        raise InvoiceError(_("Écrivez le motif : la famille le lira sur l’avoir."))
    if invoice.status != Invoice.ISSUED:
        raise InvoiceError(_("Seule une facture émise s’annule, et une seule fois."))
    if invoice.total <= 0:
        raise InvoiceError(_("Cette facture est en faveur de la famille : corrigez par une campagne corrective."))
    if invoice.payments.filter(status=Payment.PENDING).exists():
        raise InvoiceError(_("Un paiement de cette facture est en cours : attendez la réponse de la banque."))
    if invoice.debits.filter(status=DirectDebit.SENT).exists():
        raise InvoiceError(_("Cette facture est en cours de prélèvement : attendez le retour de la banque."))
