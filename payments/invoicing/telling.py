"""Families told of their invoices, and the PDFs made: apart from the run, a few at each turn, each once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from payments.invoicing.pdf import pdf_of
from payments.models import Invoice, InvoiceRun
from payments.notices import tell_invoice

MESSAGES, FILES = 500, 20  # at most, each minute


def tell_waiting(*, at: datetime, limit: int = MESSAGES) -> int:
    """Tell families of the invoices of runs, the oldest first, one message an invoice; gives their number."""
    waiting = Invoice.objects.issued().filter(run__isnull=False, told_at=None).order_by("issued_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    return sum(_tell(key, at) for key in keys)


@transaction.atomic
def _tell(key: int, at: datetime) -> int:
    mine = Invoice.objects.filter(pk=key, told_at=None)
    if not mine.update(told_at=at):
        return 0
    tell_invoice(Invoice.objects.select_related("household", "revenue_office").get(pk=key), at=at)
    return 1


def make_waiting_files(limit: int = FILES) -> int:
    """Make the PDFs of issued runs not made yet, the oldest first; gives their number."""
    waiting = Invoice.objects.issued().filter(run__status=InvoiceRun.ISSUED, pdf="").order_by("issued_at", "pk")
    found = list(waiting.select_related("household", "revenue_office")[:limit])
    for invoice in found:
        pdf_of(invoice)
    return len(found)
