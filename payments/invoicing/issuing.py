"""Issuing a run: numbers, lines and ledger, batch by batch; killed anywhere, it goes on without a gap or a double.

Each batch is one transaction: either its invoices have their numbers, their lines and their debts, or they are
drafts. The numbers come from the locked series, so those of a batch undone are given back with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import allocation
from payments.errors import InvoiceError
from payments.invoicing.drafts import announced, announced_totals
from payments.invoicing.parties import parties_of
from payments.ledger import charge_invoices
from payments.locks import lock_households
from payments.models import Charge, Invoice, InvoiceRun, LedgerEntry, NumberSeries, RunItem
from payments.money import ZERO, euros
from payments.numbering import numbers_of

BATCH = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Issued:
    """How many invoices a call issued, and how many drafts had changed and were set aside."""

    invoices: int
    stale: int


def issue_run(run: InvoiceRun, *, at: datetime, by=None, told: Progress = lambda done, total: None) -> Issued:
    """Issue every draft of a run, by batches of `BATCH`; called again after a cut, it issues the rest.

    `told` hears how many are done, of how many. A draft whose announced lines changed meanwhile is set aside
    (STALE), to be drafted again by the next run.

    Raises:
        InvoiceError: the run is still in preparation, was issued or discarded.
    """
    run = _start(run, at, by)
    keys = list(_drafted(run).order_by("household__name", "pk").values_list("pk", flat=True))
    issued = stale = 0
    for start in range(0, len(keys), BATCH):
        part = _issue_batch(run.pk, keys[start : start + BATCH], at, by)
        issued, stale = issued + part.invoices, stale + part.stale
        told(issued + stale, len(keys))
    InvoiceRun.objects.filter(pk=run.pk, status=InvoiceRun.ISSUING).update(status=InvoiceRun.ISSUED)
    return Issued(issued, stale)


@transaction.atomic
def mark_ready(run: InvoiceRun) -> None:
    """Every household was come to: the run may be looked at, then issued.

    Raises:
        InvoiceError: it is no longer in preparation.
    """
    found = InvoiceRun.objects.filter(pk=run.pk, status__in=[InvoiceRun.DRAFTING, InvoiceRun.READY])
    if not found.update(status=InvoiceRun.READY):
        raise InvoiceError(_("Cette campagne n’est plus en préparation : ses factures sont émises ou abandonnées."))


def _drafted(run: InvoiceRun):
    return run.items.filter(outcome=RunItem.DRAFTED, invoice__status=Invoice.DRAFT)


@transaction.atomic
def _start(run: InvoiceRun, at: datetime, by) -> InvoiceRun:
    run = InvoiceRun.objects.select_for_update().get(pk=run.pk)
    if run.status not in (InvoiceRun.READY, InvoiceRun.ISSUING):
        raise InvoiceError(_("Cette campagne n’est pas prête à être émise : préparez-la jusqu’au bout d’abord."))
    if run.status == InvoiceRun.READY:
        run.status, run.issued_at, run.issued_by = InvoiceRun.ISSUING, at, by
        run.save(update_fields=["status", "issued_at", "issued_by"])
    return run


@transaction.atomic(durable=True)
def _issue_batch(run_key: int, keys: Sequence[int], at: datetime, by) -> Issued:
    households = RunItem.objects.filter(pk__in=keys).values_list("household", flat=True)
    lock_households(list(households))
    run = InvoiceRun.objects.select_for_update(of=("self",)).select_related("revenue_office").get(pk=run_key)
    items = list(_drafted(run).filter(pk__in=keys).select_related("invoice", "household").order_by("household__name"))
    if run.status != InvoiceRun.ISSUING or not items:
        return Issued(0, 0)
    kept, stale = _apart(run, items)
    creditors = _in_credit(run, kept)
    _number(run, kept, at, by)
    charge_invoices([item.invoice_id for item in kept], at=at, by=by)
    for item in kept:
        if item.household_id in creditors or item.total < 0:
            lines = list(item.invoice.charges.values_list("pk", flat=True))
            allocation.match(item.household, run.revenue_office, at=at, first=lines)
    return Issued(len(kept), len(stale))


def _apart(run: InvoiceRun, items: Sequence[RunItem]) -> tuple[list[RunItem], list[RunItem]]:
    """The drafts that still say what families were told, and those that no longer do, thrown away."""
    told = announced_totals(run, [item.household_id for item in items])
    lines = Charge.objects.filter(invoice__in=[item.invoice_id for item in items]).order_by()
    own = {key: euros(amount) for key, amount in lines.values_list("invoice").annotate(s=Sum("amount"))}
    fresh, stale = [], []
    for item in items:
        now = told.get(item.household_id, ZERO) + own.get(item.invoice_id, ZERO)
        (fresh if now == item.total else stale).append(item)
    _throw_away(stale)
    return fresh, stale


def _throw_away(stale: Sequence[RunItem]) -> None:
    invoices = [item.invoice_id for item in stale]
    RunItem.objects.filter(pk__in=[item.pk for item in stale]).update(outcome=RunItem.STALE, invoice=None)
    Charge.objects.filter(invoice__in=invoices).delete()
    Invoice.objects.filter(pk__in=invoices).delete()


def _in_credit(run: InvoiceRun, items: Sequence[RunItem]) -> set[int]:
    """The households whose account at this régie is in their favour: their credit pays the new invoice."""
    entries = LedgerEntry.objects.filter(
        revenue_office=run.revenue_office_id, household__in=[item.household_id for item in items]
    )
    sums: Sequence[tuple[int, Decimal]] = entries.order_by().values_list("household").annotate(s=Sum("amount"))
    return {household for household, amount in sums if amount < 0}


def _number(run: InvoiceRun, items: Sequence[RunItem], at: datetime, by) -> None:
    """Tie the announced lines to their drafts, then give the drafts their numbers: from here they never change."""
    if not items:
        return
    invoices = [item.invoice for item in items]
    mine = Invoice.objects.filter(pk__in=[one.pk for one in invoices], household=OuterRef("household"))
    waiting = announced(run).filter(household__in=[item.household_id for item in items])
    waiting.update(invoice_id=Subquery(mine.values("pk")[:1]))
    year = timezone.localtime(at).year
    numbers = numbers_of(run.revenue_office, NumberSeries.INVOICE, len(items), year)
    for item, number in zip(items, numbers, strict=True):
        one = item.invoice
        one.status, one.number, one.year, one.issued_at, one.issued_by = Invoice.ISSUED, number, year, at, by
        one.parties = parties_of(run.revenue_office, item.household)
    Invoice.objects.bulk_update(invoices, ["status", "number", "year", "issued_at", "issued_by", "parties"], BATCH)


def progress_of(run: InvoiceRun) -> tuple[int, int]:
    """Give how far a run is: households come to, or invoices issued once it is being issued; and of how many."""
    if run.status in (InvoiceRun.ISSUING, InvoiceRun.ISSUED):
        drafted = Q(outcome__in=[RunItem.DRAFTED, RunItem.STALE])
        issued = run.items.filter(drafted).exclude(invoice__status=Invoice.DRAFT).count()
        return issued, run.items.filter(drafted).count()
    return run.items.count(), run.expected
