"""Unpaid invoices: a first reminder, a last one, then they are for the public accountant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments.locks import lock_household
from payments.models import DirectDebit, Invoice, InvoiceReminder, Payment, RevenueOffice
from payments.money import euros
from payments.notices import remind_invoice


def remind(*, at: datetime) -> int:
    """Send the reminders whose day has come, one an invoice at a time and each stage once; gives their number."""
    today = timezone.localdate(at)
    return sum(_remind(invoice, stage, at) for invoice, stage in list(to_remind(today)))


def to_remind(on: date) -> Iterator[tuple[Invoice, int]]:
    """The late invoices and the stage they have reached, the later stage where both were missed."""
    for office in RevenueOffice.objects.all():
        seen: set[int] = set()
        for stage, days in (
            (InvoiceReminder.LAST, office.last_reminder),
            (InvoiceReminder.FIRST, office.first_reminder),
        ):
            if days:
                for invoice in late(office, on - timedelta(days=days)):
                    if invoice.pk not in seen and not invoice.reminders.filter(stage__gte=stage).exists():
                        seen.add(invoice.pk)
                        yield invoice, stage


def late(office: RevenueOffice, due_by: date):
    """The issued invoices of a régie due by a day, with something left that no payment or debit is about to pay."""
    covered = DirectDebit.objects.filter(status__in=[DirectDebit.PLANNED, DirectDebit.SENT]).values("invoice")
    paying = Payment.objects.pending().exclude(invoices=None).values("invoices")
    issued = Invoice.objects.issued().filter(revenue_office=office, due_on__lte=due_by, total__gt=0)
    unpaid = issued.exclude(pk__in=covered).exclude(pk__in=paying).with_left().filter(left__gt=0)
    return unpaid.select_related("household", "revenue_office").order_by("due_on", "pk")


@transaction.atomic
def _remind(invoice: Invoice, stage: int, at: datetime) -> int:
    lock_household(invoice.household_id)
    now = Invoice.objects.with_left().filter(pk=invoice.pk, left__gt=0).first()
    if now is None or invoice.reminders.filter(stage__gte=stage).exists():
        return 0
    left = euros(now.left)
    InvoiceReminder.objects.create(invoice=invoice, stage=stage, left=left, sent_at=at)
    remind_invoice(invoice, left, is_last=stage == InvoiceReminder.LAST, stage=stage, at=at)
    return 1
