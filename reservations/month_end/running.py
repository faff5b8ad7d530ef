"""Preparing and issuing a run: household by household, cut anywhere and taken up again, told as it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from families.models import Household
from payments.invoicing.drafts import Draft, announced, end_of_month, still_to_draft, write_drafts
from payments.invoicing.issuing import Issued, issue_run, mark_ready
from payments.models import Charge, Invoice, InvoiceRun
from reservations.models import Activity, Reservation
from reservations.month_end.gaps import draft_of, open_sheets, sheet_remarks, was_carried
from reservations.pricing.freezing import freeze_booking, freeze_what_was_asked
from reservations.pricing.register import load_register

BATCH = 50
Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    pass


def is_corrective(run: InvoiceRun) -> bool:
    """Was the month already issued once? Then the run reads the whole school year again, for what changed since."""
    same = InvoiceRun.objects.filter(revenue_office=run.revenue_office_id, month__gte=run.month)
    return same.filter(status=InvoiceRun.ISSUED).exclude(pk=run.pk).exists()


def concerned(run: InvoiceRun) -> QuerySet[Household]:
    """The households a run looks at: with a deferred line in the period, or something announced and not invoiced."""
    days = Q(session__starts_on__lte=end_of_month(run.month))
    if not is_corrective(run):
        days &= Q(session__starts_on__gte=run.month)
    lines = Reservation.objects.filter(
        days,
        session__unit__activity__revenue_office=run.revenue_office_id,
        session__unit__activity__payment_mode=Activity.Mode.DEFERRED,
    ).exclude(status=Reservation.Status.HELD)
    waiting = announced(run).values("household")
    return Household.objects.filter(Q(pk__in=lines.values("household")) | Q(pk__in=waiting))


def prepare(run: InvoiceRun, *, at: datetime, told: Progress = _silent) -> None:
    """Draft every household of a run that has no draft yet, by batches; called again after a cut, it goes on.

    Raises:
        InvoiceError: the run is being issued, or was.
    """
    households = concerned(run)
    InvoiceRun.objects.filter(pk=run.pk).update(expected=households.count())
    sheets, whole_year = open_sheets(run), is_corrective(run)
    while batch := list(still_to_draft(run, households)[:BATCH]):
        drafts = [_draft(run, one, sheets.get(one.pk, []), whole_year, at) for one in batch]
        try:
            write_drafts(run, drafts, at=at)
        except IntegrityError:
            continue  # somebody else prepares the same run: what is written is written
        told(run.items.count(), households.count())
    mark_ready(run)


def _draft(run: InvoiceRun, household: Household, sheets: list[Reservation], whole_year: bool, at: datetime) -> Draft:
    register = load_register(household, at=at, first=run.month, last=end_of_month(run.month))
    found = draft_of(register, run, whole_year=whole_year or was_carried(run, household.pk))
    return Draft(found.household, found.lines, [*found.remarks, *sheet_remarks(register, sheets)])


def issue(run: InvoiceRun, *, at: datetime, by=None, told: Progress = _silent) -> Issued:
    """Issue a run, then keep with each booking the facts it was invoiced with: the past no longer moves.

    Raises:
        InvoiceError: the run is not ready.
    """
    done = issue_run(run, at=at, by=by, told=told)
    freeze_invoiced(run, at=at)
    return done


def freeze_invoiced(run: InvoiceRun, *, at: datetime) -> int:
    """Freeze the bookings of the invoices of a run that are not frozen yet; gives their number. Goes on after a cut."""
    count = 0
    for invoice in Invoice.objects.issued().filter(run=run).select_related("household").order_by("pk").iterator():
        count += _freeze(invoice, at)
    return count


@transaction.atomic
def _freeze(invoice: Invoice, at: datetime) -> int:
    charges: dict[str, Charge] = {one.subject: one for one in invoice.charges.order_by("pk")}
    keys = [int(one.rpartition(":")[2]) for one in charges if one.startswith("reservation:")]
    related = Reservation.objects.select_related("session__unit", "session__group", "child", "variant")
    bookings = list(related.filter(pk__in=keys, frozen_edition=None))
    if not bookings:
        return 0
    days = [one.session.starts_on for one in bookings]
    register = load_register(invoice.household, at=at, first=min(days), last=max(days))
    for booking in bookings:
        charge = charges[booking.subject]
        freeze_booking(register, booking, charge)
        freeze_what_was_asked(booking, charge)
    return Reservation.objects.bulk_update(bookings, ["frozen", "frozen_edition"])
