"""Drafts of a run: what each household owes, written batch by batch, taken up again where a run was cut.

A draft carries only the lines nobody had announced; those the family already read stay on their order until the
invoice is issued. So a draft is thrown away and made again without a trace on the account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.errors import InvoiceError
from payments.models import Charge, Invoice, InvoiceRun, Order, RevenueOffice, RunItem
from payments.money import ZERO, euros
from payments.orders import ChargeSpec

BATCH = 500
DAYS_TO_PAY = 30


@dataclass(frozen=True)
class Remark:
    """Something a clerk must know of a draft; one that `blocks` keeps the household's invoice from being issued."""

    kind: str
    says: str
    blocks: bool = False


@dataclass(frozen=True)
class Draft:
    """What a run found for a household: the lines nobody announced, in euros, and what is to be said of them."""

    household: int
    lines: Sequence[ChargeSpec] = ()
    remarks: Sequence[Remark] = field(default=())


@transaction.atomic
def open_run(
    revenue_office: RevenueOffice, month: date, *, at: datetime, by=None, due_on: date | None = None
) -> InvoiceRun:
    """Open the run of a régie for everything up to the end of a month.

    Raises:
        InvoiceError: another run of this régie is open, or the month is not over.
    """
    month = month.replace(day=1)
    if end_of_month(month) >= timezone.localdate(at):
        raise InvoiceError(_("Ce mois n’est pas terminé : facturez-le à partir du premier du mois suivant."))
    RevenueOffice.objects.select_for_update().get(pk=revenue_office.pk)
    if InvoiceRun.objects.filter(revenue_office=revenue_office, status__in=_OPEN).exists():
        raise InvoiceError(_("Une campagne de cette régie est déjà ouverte. Émettez-la ou abandonnez-la d’abord."))
    due = due_on or timezone.localdate(at) + timedelta(days=DAYS_TO_PAY)
    return InvoiceRun.objects.create(
        revenue_office=revenue_office, month=month, due_on=due, created_at=at, created_by=by
    )


_OPEN = [InvoiceRun.DRAFTING, InvoiceRun.READY, InvoiceRun.ISSUING]


def end_of_month(month: date) -> date:
    """Give the last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def announced(run: InvoiceRun) -> QuerySet[Charge]:
    """The lines families already read as « facturé plus tard », up to the month of a run, on no invoice yet."""
    return Charge.objects.filter(
        revenue_office=run.revenue_office_id,
        deferred=True,
        order__status=Order.PAID,
        invoice=None,
        invoice_month__lte=run.month,
    )


def still_to_draft(run: InvoiceRun, households: QuerySet) -> QuerySet:
    """Those of these households the run has not come to yet, in the order of their keys: where a cut run goes on."""
    return households.exclude(pk__in=run.items.values("household")).order_by("pk")


@transaction.atomic
def write_drafts(run: InvoiceRun, drafts: Sequence[Draft], *, at: datetime) -> list[RunItem]:
    """Write what a run found for some households, all or nothing.

    Raises:
        InvoiceError: the run is being issued, or was.
        IntegrityError: the run already has one of these households.
    """
    run = _drafting(run)
    waiting = announced_totals(run, [draft.household for draft in drafts])
    items = [_item(run, draft, waiting.get(draft.household)) for draft in drafts]
    made = [(item, draft) for item, draft in zip(items, drafts, strict=True) if item.outcome == RunItem.DRAFTED]
    for item, _draft in made:
        item.invoice = _invoice(run, item, at)
    Invoice.objects.bulk_create([item.invoice for item, _draft in made], BATCH)
    lines = [_line(run, item, spec, at) for item, draft in made for spec in draft.lines]
    Charge.objects.bulk_create(lines, BATCH)
    return RunItem.objects.bulk_create(items, BATCH)


def announced_totals(run: InvoiceRun, households: Sequence[int]) -> dict[int, Decimal]:
    """Give what each of these households was told, in euros; those who were told nothing are absent."""
    sums = announced(run).filter(household__in=households).order_by().values_list("household").annotate(s=Sum("amount"))
    return {household: euros(amount) for household, amount in sums}


@transaction.atomic
def drop_drafts(run: InvoiceRun, *, only: Q | None = None) -> int:
    """Throw away the drafts of a run (or some of its items), so that they are made again; gives their number.

    Raises:
        InvoiceError: the run is being issued, or was.
    """
    run = _drafting(run)
    items = run.items.filter(only) if only is not None else run.items.all()
    keys = list(items.values_list("pk", "invoice"))
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        RunItem.objects.filter(pk__in=[item for item, _invoice in part]).delete()
        invoices = [invoice for _item, invoice in part if invoice]
        Charge.objects.filter(invoice__in=invoices).delete()
        Invoice.objects.filter(pk__in=invoices).delete()
    InvoiceRun.objects.filter(pk=run.pk).update(status=InvoiceRun.DRAFTING)
    return len(keys)


@transaction.atomic
def discard_run(run: InvoiceRun) -> None:
    """Give up a run none of whose invoices is issued; nothing of it stays on the accounts.

    Raises:
        InvoiceError: it is being issued, or was.
    """
    drop_drafts(run)
    InvoiceRun.objects.filter(pk=run.pk).update(status=InvoiceRun.DISCARDED)


def _drafting(run: InvoiceRun) -> InvoiceRun:
    run = InvoiceRun.objects.select_for_update(of=("self",)).select_related("revenue_office").get(pk=run.pk)
    if run.status not in (InvoiceRun.DRAFTING, InvoiceRun.READY):
        raise InvoiceError(_("Cette campagne n’est plus en préparation : ses factures sont émises ou abandonnées."))
    return run


def _item(run: InvoiceRun, draft: Draft, waiting: Decimal | None) -> RunItem:
    total = sum((spec.amount for spec in draft.lines), waiting or ZERO)
    remarks = [{"kind": one.kind, "says": one.says, "blocks": one.blocks} for one in draft.remarks]
    outcome = _outcome(run, draft, total, has_lines=bool(draft.lines) or waiting is not None)
    return RunItem(run=run, household_id=draft.household, outcome=outcome, total=total, remarks=remarks)


def _outcome(run: InvoiceRun, draft: Draft, total: Decimal, *, has_lines: bool) -> str:
    """A sum under the régie's minimum, either way, waits for the next invoice; so does nothing at all."""
    if any(remark.blocks for remark in draft.remarks):
        return RunItem.BLOCKED
    if not has_lines:
        return RunItem.NOTHING
    is_small = total == 0 or abs(total) < run.revenue_office.minimum_invoice
    return RunItem.CARRIED if is_small else RunItem.DRAFTED


def _invoice(run: InvoiceRun, item: RunItem, at: datetime) -> Invoice:
    return Invoice(
        household_id=item.household_id,
        revenue_office=run.revenue_office,
        run=run,
        year=timezone.localtime(at).year,
        period_start=run.month,
        period_end=end_of_month(run.month),
        due_on=run.due_on,
        total=item.total,
        created_at=at,
    )


def _line(run: InvoiceRun, item: RunItem, spec: ChargeSpec, at: datetime) -> Charge:
    return Charge(
        household_id=item.household_id,
        revenue_office_id=run.revenue_office_id,
        invoice=item.invoice,
        subject=spec.subject,
        day=spec.day,
        label=spec.label,
        amount=euros(spec.amount),
        component=spec.component,
        edition=spec.edition,
        why=spec.why,
        basis=spec.basis,
        deferred=True,
        invoice_month=run.month,
        accounting_code=spec.accounting_code,
        recorded_at=at,
    )
