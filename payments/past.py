"""A past written at once: orders settled long ago, invoices, payments, with the ledger and the lettrage they imply.

The rows are those that opening, paying and settling one by one would have left; they come in bulk, under the same
guards. For the demonstration's history, and for the take-over of a former software's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import Household, User
from payments.allocation import Debt, Fund, Part, share_out
from payments.models import Allocation, Charge, Invoice, LedgerEntry, NumberSeries, Order, Payment, RevenueOffice
from payments.money import ZERO
from payments.numbering import debt_reference, numbers_of, written_number
from payments.orders import ChargeSpec, charge_row

BATCH = 500


@dataclass(frozen=True)
class PastPayment:
    """How something was paid: the means, when, who took it at the desk, and whether a first attempt was refused."""

    adapter: str
    at: datetime
    by: User | None = None
    email: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    refused_before: bool = False


@dataclass
class PastOrder:
    """Lines accepted together at `at`; they and those already `due` are paid in full by `payment`, if anything is."""

    household: Household
    revenue_office: RevenueOffice
    charges: Sequence[ChargeSpec]
    at: datetime
    payment: PastPayment | None = None
    due: Sequence[Debt] = ()
    row: Order | None = None
    lines: list[Charge] = field(default_factory=list)

    @property
    def charges_total(self) -> Decimal:
        return sum((one.amount for one in self.charges if not one.deferred), ZERO)

    @property
    def due_before(self) -> Decimal:
        return sum((debt.left for debt in self.due), ZERO)

    @property
    def amount_due(self) -> Decimal:
        """What was asked, in euros."""
        return max(ZERO, self.charges_total + self.due_before)


@dataclass
class PastInvoice:
    """The deferred lines of some orders, issued together; paid in full by `payment`, or left due."""

    household: Household
    revenue_office: RevenueOffice
    period: tuple[date, date]
    issued_at: datetime
    due_on: date
    orders: Sequence[PastOrder]
    payment: PastPayment | None = None
    row: Invoice | None = None
    lines: list[Charge] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((one.amount for order in self.orders for one in order.charges if one.deferred), ZERO)


@transaction.atomic
def open_past(orders: Sequence[PastOrder]) -> None:
    """Write the orders, open; what they carry may now name them. Raises ValueError where one would leave a credit."""
    for one in orders:
        if one.charges_total + one.due_before < 0:
            raise ValueError(f"{one.household}: a past order leaves no credit")
    numbers = _numbers(orders, NumberSeries.ORDER, "C", lambda one: one.at)
    for one, number in zip(orders, numbers, strict=True):
        one.row = Order(
            number=number, household=one.household, revenue_office=one.revenue_office, opened_at=one.at,
            charges_total=one.charges_total, due_before=one.due_before, amount_due=one.amount_due, left_due=ZERO,
            opened_by=one.payment.by if one.payment else None,
        )  # fmt: skip
    Order.objects.bulk_create([one.row for one in orders if one.row], BATCH)


@transaction.atomic
def settle_past(orders: Sequence[PastOrder], invoices: Sequence[PastInvoice]) -> None:
    """Write the lines of opened orders, settle them, issue the invoices, and account for all of it."""
    _write_invoices(invoices)
    _write_charges(orders, invoices)
    for one in orders:
        assert one.row is not None
        one.row.status, one.row.settled_at = Order.PAID, one.payment.at if one.payment else one.at
    Order.objects.bulk_update([one.row for one in orders if one.row], ["status", "settled_at"], BATCH)
    _issue(invoices)
    _account(orders, invoices)


def _write_invoices(invoices: Sequence[PastInvoice]) -> None:
    for one in invoices:
        one.row = Invoice(
            household=one.household, revenue_office=one.revenue_office, due_on=one.due_on, created_at=one.issued_at,
            year=timezone.localtime(one.issued_at).year, period_start=one.period[0], period_end=one.period[1],
        )  # fmt: skip
    Invoice.objects.bulk_create([one.row for one in invoices if one.row], BATCH)


def _write_charges(orders: Sequence[PastOrder], invoices: Sequence[PastInvoice]) -> None:
    carrier = {id(order): invoice for invoice in invoices for order in invoice.orders}
    for one in orders:
        assert one.row is not None
        one.lines = [charge_row(one.row, spec, one.at) for spec in one.charges]
        invoice = carrier.get(id(one))
        for line in one.lines:
            if invoice and line.deferred:
                line.invoice = invoice.row
                invoice.lines.append(line)
    Charge.objects.bulk_create([line for one in orders for line in one.lines], BATCH)


def _issue(invoices: Sequence[PastInvoice]) -> None:
    for office, mine in groupby(invoices, key=lambda one: one.revenue_office):
        for year, those in groupby(mine, key=lambda one: timezone.localtime(one.issued_at).year):
            kept = list(those)
            for one, number in zip(kept, numbers_of(office, NumberSeries.INVOICE, len(kept), year), strict=True):
                assert one.row is not None
                one.row.status, one.row.number = Invoice.ISSUED, number
                one.row.total, one.row.issued_at = one.total, one.issued_at
    fields = ["status", "number", "total", "issued_at"]
    Invoice.objects.bulk_update([one.row for one in invoices if one.row], fields, BATCH)


# What was paid, and what the ledger and the lettrage say of it --------------------------------------


@dataclass(frozen=True)
class _Paid:
    """A payment and what it pays: its document, and its lines in their order, those below zero giving back."""

    document: PastOrder | PastInvoice
    how: PastPayment
    amount: Decimal
    lines: Sequence[Debt]


def _account(orders: Sequence[PastOrder], invoices: Sequence[PastInvoice]) -> None:
    paid = [*filter(None, map(_paid_order, orders)), *filter(None, map(_paid_invoice, invoices))]
    paid.sort(key=lambda one: one.how.at)
    payments = _write_payments(paid)
    debts = [_debt(line, _settled(one), one.payment) for one in orders for line in one.lines if not line.deferred]
    debts += [_debt(line, one.issued_at, None, one.due_on) for one in invoices for line in one.lines]
    LedgerEntry.objects.bulk_create([*debts, *map(_credit, payments)], BATCH)
    parts = [part for one, row in zip(paid, payments, strict=True) for part in _parts(one, row)]
    when = {row.pk: row.settled_at for row in payments}
    Allocation.objects.bulk_create(
        [Allocation(payment_id=one.payment, charge_id=one.charge, amount=one.amount, recorded_at=when[one.payment])
         for one in parts], BATCH,
    )  # fmt: skip


def _settled(order: PastOrder) -> datetime:
    return order.payment.at if order.payment else order.at


def _paid_order(order: PastOrder) -> _Paid | None:
    if order.payment is None or not order.amount_due:
        return None
    own = [Debt(line.pk, line.amount) for line in order.lines if not line.deferred]
    return _Paid(order, order.payment, order.amount_due, [*own, *order.due])


def _paid_invoice(invoice: PastInvoice) -> _Paid | None:
    if invoice.payment is None or not invoice.total:
        return None
    return _Paid(invoice, invoice.payment, invoice.total, [Debt(line.pk, line.amount) for line in invoice.lines])


def _parts(paid: _Paid, row: Payment) -> tuple[Part, ...]:
    """The lettrage of one payment: its own money, then what its credit lines give back."""
    owed = [line for line in paid.lines if line.left > 0]
    giving = [Fund(row.pk, -line.left, line.charge) for line in paid.lines if line.left < 0]
    return share_out(owed, [Fund(row.pk, paid.amount), *giving])


def _write_payments(paid: Sequence[_Paid]) -> list[Payment]:
    """The payments that arrived, each with its receipt, and the first attempts that were refused."""
    rows = [_payment(one, Payment.PAID) for one in paid]
    refused = [_payment(one, Payment.REFUSED) for one in paid if one.how.refused_before]
    for row, number in zip(rows, _numbers(paid, NumberSeries.RECEIPT, "Q", lambda one: one.how.at), strict=True):
        row.receipt_number = number
    _refer(sorted([*refused, *rows], key=lambda row: row.created_at))
    Payment.objects.bulk_create([*refused, *rows], BATCH)
    through = Payment.invoices.through
    through.objects.bulk_create(
        [through(payment=row, invoice=one.document.row) for one, row in zip(paid, rows, strict=True)
         if isinstance(one.document, PastInvoice)], BATCH,
    )  # fmt: skip
    return rows


def _payment(paid: _Paid, status: str) -> Payment:
    earlier = timedelta(minutes=10 if status == Payment.REFUSED else 3)
    order = paid.document.row if isinstance(paid.document, PastOrder) else None
    settled = paid.how.at if status == Payment.PAID else None
    return Payment(
        household=paid.document.household, revenue_office=paid.document.revenue_office, order=order,
        adapter=paid.how.adapter, amount=paid.amount, status=status, email=paid.how.email, settled_at=settled,
        created_at=paid.how.at - earlier, expires_at=paid.how.at, received_by=paid.how.by,
        payload={"details": dict(paid.how.details), "answer": dict(paid.how.details)},
    )  # fmt: skip


def _refer(rows: Sequence[Payment]) -> None:
    """Give each payment the next debt reference of its régie, and the name the means knows it by."""
    for office, mine in _by_office(rows).items():
        numbers = numbers_of(office, NumberSeries.PAYMENT, len(mine))
        for row, number in zip(mine, numbers, strict=True):
            year_end = date(timezone.localtime(row.created_at).year, 12, 31)
            row.reference = debt_reference(year_end, office.number, number)
            row.external_id = f"{row.adapter}-{row.reference}"


def _debt(line: Charge, at: datetime, how: PastPayment | None, due_on: date | None = None) -> LedgerEntry:
    return LedgerEntry(
        household_id=line.household_id, revenue_office_id=line.revenue_office_id, kind=LedgerEntry.CHARGE,
        amount=line.amount, due_on=due_on or timezone.localdate(at), label=line.label, charge=line,
        order_id=line.order_id, invoice_id=line.invoice_id, recorded_at=at, recorded_by=how.by if how else None,
    )  # fmt: skip


def _credit(payment: Payment) -> LedgerEntry:
    assert payment.settled_at is not None
    return LedgerEntry(
        household_id=payment.household_id, revenue_office_id=payment.revenue_office_id, kind=LedgerEntry.CREDIT,
        amount=-payment.amount, due_on=timezone.localdate(payment.settled_at), payment=payment,
        label=_("Paiement %(reference)s") % {"reference": payment.reference}, order_id=payment.order_id,
        recorded_at=payment.settled_at, recorded_by=payment.received_by,
    )  # fmt: skip


def _numbers(documents: Sequence[Any], kind: str, letter: str, moment) -> list[str]:
    """The numbers of these documents, in their order; one block of each series is taken."""
    places = defaultdict(list)
    for place, one in enumerate(documents):
        owner = one.document if isinstance(one, _Paid) else one
        places[owner.revenue_office, timezone.localtime(moment(one)).year].append(place)
    found = [""] * len(documents)
    for (office, year), mine in places.items():
        for place, number in zip(mine, numbers_of(office, kind, len(mine), year), strict=True):
            found[place] = written_number(office, letter, year, number)
    return found


def _by_office(rows: Iterable[Payment]) -> dict[RevenueOffice, list[Payment]]:
    found: dict[RevenueOffice, list[Payment]] = defaultdict(list)
    for row in rows:
        found[row.revenue_office].append(row)
    return found
