"""The household's account: the only writers of the ledger, and the sums everybody reads.

Laws: the balance is the sum of the entries; a payment credits once; an entry never changes, another answers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import Household
from payments import allocation
from payments.errors import LedgerError
from payments.models import Charge, DirectDebit, Invoice, LedgerEntry, Order, Payment, RevenueOffice
from payments.money import ZERO, euros, total


def charge(charge: Charge, *, at: datetime, by=None, due_on: date | None = None) -> LedgerEntry:
    """Write that a line is owed, in euros, from `due_on` (the day of `at` unless told)."""
    return LedgerEntry.objects.create(
        household_id=charge.household_id,
        revenue_office_id=charge.revenue_office_id,
        kind=LedgerEntry.CHARGE,
        amount=charge.amount,
        due_on=due_on or timezone.localdate(at),
        label=charge.label,
        charge=charge,
        order_id=charge.order_id,
        invoice_id=charge.invoice_id,
        recorded_at=at,
        recorded_by=by,
    )


def charge_invoices(invoices: Sequence[int], *, at: datetime, by=None) -> None:
    """Write that every line of these invoices is owed from their due day, in one statement however many they are.

    Must run under the locks of their households, before anything else reads their accounts.
    """
    if not invoices:
        return
    marks = ", ".join(["%s"] * len(invoices))
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_ledgerentry (household_id, revenue_office_id, kind, amount, due_on, label, order_id,"  # noqa: S608
            " invoice_id, charge_id, recorded_at, recorded_by_id)"
            " SELECT c.household_id, c.revenue_office_id, 'CHARGE', c.amount, i.due_on, c.label, c.order_id,"
            " c.invoice_id, c.id, %s, %s FROM payments_charge c JOIN payments_invoice i ON i.id = c.invoice_id"
            f" WHERE i.id IN ({marks}) ORDER BY i.number, c.day, c.id",
            [when, by.pk if by else None, *invoices],
        )


def credit(payment: Payment, *, at: datetime, by=None) -> LedgerEntry:
    """Write that a settled payment lowers what is owed; the database allows it once a payment."""
    return LedgerEntry.objects.create(
        household_id=payment.household_id,
        revenue_office_id=payment.revenue_office_id,
        kind=LedgerEntry.CREDIT,
        amount=-payment.amount,
        due_on=timezone.localdate(at),
        label=_("Paiement %(reference)s") % {"reference": payment.reference},
        payment=payment,
        order_id=payment.order_id,
        recorded_at=at,
        recorded_by=by,
    )


def refund(payment: Payment, amount: Decimal, *, at: datetime, label: str, by=None) -> LedgerEntry:
    """Write that `amount` euros of a payment went back: lines it paid are owed again, the latest first.

    Must run under the household's lock; the database refuses more than the payment is worth.
    """
    entry = LedgerEntry.objects.create(
        household_id=payment.household_id,
        revenue_office_id=payment.revenue_office_id,
        kind=LedgerEntry.REFUND,
        amount=amount,
        due_on=timezone.localdate(at),
        label=label,
        payment=payment,
        order_id=payment.order_id,
        recorded_at=at,
        recorded_by=by,
    )
    allocation.take_back(payment, at=at)
    allocation.match(payment.household, payment.revenue_office, at=at)
    return entry


def reverse(entry: LedgerEntry, *, at: datetime, reason: str, by=None) -> LedgerEntry:
    """Write the exact opposite of an entry, once; what was allocated to it is freed and pays other lines.

    Must run under the household's lock.

    Raises:
        LedgerError: the entry is itself a reversal, or already reversed.
    """
    return reverse_all([entry], at=at, reason=reason, by=by)[0]


def reverse_all(entries: Sequence[LedgerEntry], *, at: datetime, reason: str, by=None) -> list[LedgerEntry]:
    """Write the opposites of some entries of one account, on the same terms, and match its money once."""
    if any(one.kind == LedgerEntry.REVERSAL for one in entries) or _reversed(entries).exists():
        raise LedgerError(_("Cette écriture est déjà annulée : consultez l’historique du compte."))
    for entry in entries:
        allocation.free(entry, at=at)
    opposites = LedgerEntry.objects.bulk_create([_opposite(one, at, reason, by) for one in entries])
    if entries:
        allocation.match(entries[0].household, entries[0].revenue_office, at=at)
    return opposites


def _reversed(entries: Sequence[LedgerEntry]) -> QuerySet:
    return LedgerEntry.objects.filter(reverses__in=[one.pk for one in entries])


def _opposite(entry: LedgerEntry, at: datetime, reason: str, by) -> LedgerEntry:
    return LedgerEntry(
        household_id=entry.household_id,
        revenue_office_id=entry.revenue_office_id,
        kind=LedgerEntry.REVERSAL,
        amount=-entry.amount,
        due_on=timezone.localdate(at),
        label=reason[:250],
        reverses=entry,
        charge_id=entry.charge_id,
        payment_id=entry.payment_id,
        order_id=entry.order_id,
        invoice_id=entry.invoice_id,
        recorded_at=at,
        recorded_by=by,
    )


def balance(household: Household, revenue_office: RevenueOffice | None = None, *, on: date) -> Decimal:
    """Give the household's account at the end of day `on`, in euros: > 0 owed (restant dû), < 0 credit (avoir)."""
    entries = LedgerEntry.objects.of(household, revenue_office)
    return total(entries.filter(recorded_at__lt=end_of(on)))


def due(household: Household, revenue_office: RevenueOffice, *, on: date) -> Decimal:
    """Give « restant dû » on day `on`, in euros: what joins the next payment.

    Entries whose day has come, less what a pending payment or direct debit already covers; a credit counts in
    full, so the sum may be negative. What is covered never turns a debt into a credit.
    """
    entries = LedgerEntry.objects.of(household, revenue_office)
    owed = total(entries.whose_day_has_come(on))
    if owed <= ZERO:
        return owed
    covered = _covered_by_orders(household, revenue_office) + _covered_by_invoice_means(household, revenue_office, on)
    return owed - min(covered, max(owed, ZERO))


def already_charged(
    household: Household, subjects: Iterable[str] | None = None, revenue_office: RevenueOffice | None = None
) -> dict[str, Decimal]:
    """Give what each subject was charged, in euros: settled orders' immediate lines, and issued, uncancelled invoices.

    A deferred line announced by an order counts only once its invoice is issued.
    """
    charges = Charge.objects.charged().filter(household=household)
    if subjects is not None:
        charges = charges.filter(subject__in=list(subjects))
    if revenue_office is not None:
        charges = charges.filter(revenue_office=revenue_office)
    sums = charges.order_by().values("subject").annotate(total=Sum("amount")).values_list("subject", "total")
    return {subject: euros(amount) for subject, amount in sums}


@dataclass(frozen=True)
class StatementLine:
    """One movement a family reads: what, how much (+ owed, − paid, euros), and the balance after it."""

    at: datetime
    label: str
    amount: Decimal
    balance: Decimal
    revenue_office: RevenueOffice
    order: Order | None
    payment: Payment | None
    has_receipt: bool = False
    invoice: Invoice | None = None

    @property
    def owed(self) -> Decimal | None:
        """What this movement adds to the account, if it does."""
        return self.amount if self.amount >= 0 else None

    @property
    def paid(self) -> Decimal | None:
        """What this movement takes off the account, if it does."""
        return -self.amount if self.amount < 0 else None


def statement(
    household: Household, revenue_office: RevenueOffice | None = None, *, on: date | None = None
) -> tuple[StatementLine, ...]:
    """Give « historique de mon compte », oldest first: each document with the balance after it.

    Law: the last balance is the sum of all amounts. `on` stops at the end of a day.
    """
    entries = LedgerEntry.objects.of(household, revenue_office).select_related(
        "revenue_office", "order", "invoice__revenue_office", "payment", "charge"
    )
    entries = entries if on is None else entries.filter(recorded_at__lt=end_of(on))
    lines, balance_after = [], ZERO
    for _key, group in groupby(entries.order_by("recorded_at", "kind", "id"), key=_movement):
        movement = list(group)
        amount = sum((entry.amount for entry in movement), ZERO)
        balance_after += amount
        lines.append(_statement_line(movement[0], amount, balance_after))
    return tuple(lines)


def _movement(entry: LedgerEntry) -> tuple:
    """Entries of one document at one moment are one line of the statement; what is owed comes before what is paid."""
    together = entry.kind == LedgerEntry.CHARGE or (entry.kind == LedgerEntry.REVERSAL and entry.invoice_id)
    document = (_carrier(entry), entry.invoice_id) if together else (entry.pk, None)
    return entry.recorded_at, entry.kind, entry.revenue_office_id, *document


def _carrier(entry: LedgerEntry) -> int | None:
    """The order of a line, unless an invoice carries it: lines announced by many orders are one invoice."""
    return None if entry.invoice_id else entry.order_id


def _statement_line(entry: LedgerEntry, amount: Decimal, balance_after: Decimal) -> StatementLine:
    return StatementLine(
        at=entry.recorded_at,
        label=_statement_label(entry),
        amount=amount,
        balance=balance_after,
        revenue_office=entry.revenue_office,
        order=entry.order,
        payment=entry.payment,
        has_receipt=entry.kind == LedgerEntry.CREDIT,
        invoice=entry.invoice if entry.kind == LedgerEntry.CHARGE else None,
    )


def _statement_label(entry: LedgerEntry) -> str:
    if entry.kind != LedgerEntry.CHARGE:
        return entry.label
    if entry.invoice:
        return _("Facture %(number)s") % {"number": entry.invoice}
    if entry.order.is_adjustment:
        return _("Régularisation : %(reason)s") % {"reason": entry.order.reason}
    return _("Commande %(number)s") % {"number": entry.order.number}


def end_of(day: date) -> datetime:
    """Give the first moment after a local day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _covered_by_orders(household: Household, revenue_office: RevenueOffice) -> Decimal:
    """What orders at the bank took of the restant dû: once an order, however many attempts."""
    waiting = Payment.objects.pending().values("order")
    return total(Order.objects.of(household, revenue_office).filter(pk__in=waiting, due_before__gt=0), "due_before")


def _covered_by_invoice_means(household: Household, revenue_office: RevenueOffice, on: date) -> Decimal:
    """What payments and direct debits under way take of invoices whose day has come."""
    payments = Payment.objects.of(household, revenue_office).pending().filter(invoices__due_on__lte=on)
    return total(_once(payments)) + total(
        DirectDebit.objects.filter(
            invoice__household=household,
            invoice__revenue_office=revenue_office,
            invoice__due_on__lte=on,
            status__in=[DirectDebit.PLANNED, DirectDebit.SENT],
        )
    )


def _once(payments: QuerySet) -> QuerySet:
    """A payment of three invoices is one amount."""
    return Payment.objects.filter(pk__in=payments.values("pk"))
