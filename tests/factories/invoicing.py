"""A run of invoices for tests: announced lines, drafts, issued; the numbers that matter are given by the test."""

from datetime import UTC, date, datetime
from decimal import Decimal

from payments.invoicing.drafts import Draft, open_run, write_drafts
from payments.invoicing.issuing import Issued, issue_run, mark_ready
from payments.models import Invoice, InvoiceRun
from payments.orders import confirm_without_payment, open_order
from tests.factories import payments as make

MAY = date(2026, 5, 1)
IN_JUNE = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


def announce(household, office, *amounts: str, day: date = date(2026, 5, 12), subject: str = "", at=make.AT):
    """Lines of those amounts that a family read as « facturé plus tard »."""
    lines = [make.line(amount, subject, day=day, deferred=True, accounting_code="7067") for amount in amounts]
    order = open_order(household=household, revenue_office=office, charges=lines, due=Decimal("0.00"), at=at)
    return confirm_without_payment(order, at=at)


def run_of(office, *drafts: Draft, month: date = MAY, at=IN_JUNE, **fields) -> InvoiceRun:
    """A run ready to be issued, with those drafts."""
    run = open_run(office, month, at=at, **fields)
    write_drafts(run, drafts, at=at)
    mark_ready(run)
    run.refresh_from_db()
    return run


def issued(office, *households, at=IN_JUNE, **fields) -> list[Invoice]:
    """The invoices of what was announced to those households."""
    run = run_of(office, *(Draft(one.pk) for one in households), at=at, **fields)
    done: Issued = issue_run(run, at=at)
    assert done.stale == 0
    return list(run.invoices.select_related("revenue_office", "household").order_by("number"))
