"""The books, added up again from their documents: what must be true whatever happened.

Every check gives findings a régisseur can read; the `self_check` command of the upper rooms runs them all.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from payments import guards
from payments.counter_check import COUNTER_CHECKS
from payments.findings import Finding
from payments.models import Allocation, Charge, CreditNote, Invoice, LedgerEntry, NumberSeries, Order, Payment
from payments.money import ZERO, euros, written


def check_ledger() -> list[Finding]:
    """Run every check of this room; an empty list means the books agree with their documents, to the cent."""
    return [finding for check in CHECKS for finding in check()]


def _sum_of(rows: QuerySet, field: str, amount: str = "amount") -> Subquery:
    """Σ of `amount` over the rows whose `field` is the outer row."""
    sums = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(s=Sum(amount)).values("s")
    return Subquery(sums)


def _differs(found: Decimal | None, expected: Decimal) -> bool:
    return euros(found or ZERO) != euros(expected)


def lost_guards() -> Iterator[Finding]:
    for name in guards.missing():
        yield Finding("guard-missing", _("La base a perdu la protection « %s » : relancez migrate.") % name)


def account_balances() -> Iterator[Finding]:
    """Each account re-added: settled lines − settled payments, corrected by reversals and refunds."""
    documents: dict[tuple[int, int], Decimal] = {}
    corrections = LedgerEntry.objects.filter(kind__in=[LedgerEntry.REVERSAL, LedgerEntry.REFUND])
    owed = Charge.objects.filter(
        Q(deferred=False, order__status=Order.PAID) | Q(invoice__status__in=[Invoice.ISSUED, Invoice.CANCELLED])
    )
    for rows, sign in ((owed, 1), (Payment.objects.paid(), -1), (corrections, 1)):
        for account, amount in _by_account(rows).items():
            documents[account] = documents.get(account, ZERO) + sign * amount
    entries = _by_account(LedgerEntry.objects.all())
    for account in sorted(documents.keys() | entries.keys()):
        wanted, found = documents.get(account, ZERO), entries.get(account, ZERO)
        if wanted != found:
            message = _("Compte du foyer %(household)s : le grand livre dit %(found)s, les pièces disent %(wanted)s.")
            values = {"household": account[0], "found": written(found), "wanted": written(wanted)}
            yield Finding("balance-differs", message % values)


def _by_account(rows: QuerySet) -> dict[tuple[int, int], Decimal]:
    sums = rows.order_by().values_list("household_id", "revenue_office_id").annotate(s=Sum("amount"))
    return {(household, office): euros(amount) for household, office, amount in sums}


def order_totals() -> Iterator[Finding]:
    """Each order is the sum of its immediate lines, and what it asked follows from it."""
    lines = _sum_of(Charge.objects.filter(deferred=False), "order")
    for order in Order.objects.annotate(lines=lines).iterator():
        if _differs(order.lines, order.charges_total):
            yield Finding(
                "order-total-differs", _("Commande %s : son total n’est pas celui de ses lignes.") % order, order
            )
        if order.amount_due != max(ZERO, order.charges_total + order.due_before):
            yield Finding("order-due-differs", _("Commande %s : le montant à payer est faux.") % order, order)


def order_settlements() -> Iterator[Finding]:
    """A settled order was paid or left due; an open one was not."""
    orders = Order.objects.exclude(status=Order.VOID).annotate(paid=_sum_of(Payment.objects.paid(), "order"))
    for order in orders.iterator():
        left = order.amount_due - euros(order.paid or ZERO) - order.left_due
        if order.status == Order.PAID and left > 0:
            yield Finding("order-settled-unpaid", _("Commande %s : réglée sans avoir été payée.") % order, order)
        if order.status == Order.OPEN and left <= 0 < order.amount_due:
            yield Finding("order-paid-still-open", _("Commande %s : payée mais encore ouverte.") % order, order)


def payment_credits() -> Iterator[Finding]:
    """A settled payment has its one credit; nothing else has one."""
    credits = LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT)
    for payment in Payment.objects.annotate(credit=_sum_of(credits, "payment")).iterator():
        expected = -payment.amount if payment.status == Payment.PAID else ZERO
        if _differs(payment.credit, expected):
            yield Finding("payment-credit-differs", _("Paiement %s : mal porté au compte.") % payment, payment)


def charge_debts() -> Iterator[Finding]:
    """A line that counts is in the ledger for its amount; one that does not is absent."""
    debts = LedgerEntry.objects.filter(kind=LedgerEntry.CHARGE)
    charges = Charge.objects.annotate(
        debt=_sum_of(debts, "charge"), order_status=F("order__status"), invoice_status=F("invoice__status")
    )
    for charge in charges.iterator():
        settled = not charge.deferred and charge.order_status == Order.PAID
        invoiced = charge.invoice_status in (Invoice.ISSUED, Invoice.CANCELLED)
        if _differs(charge.debt, charge.amount if settled or invoiced else ZERO):
            yield Finding("charge-debt-differs", _("Ligne « %s » : mal portée au compte.") % charge, charge)


def carried_charges() -> Iterator[Finding]:
    """Every line is carried by an order or an invoice, of the same household and régie."""
    for charge in Charge.objects.filter(order=None, invoice=None):
        yield Finding("charge-carried-by-nothing", _("Ligne « %s » : ni commande ni facture.") % charge, charge)
    strangers = ~Q(order__household=F("household")) | ~Q(order__revenue_office=F("revenue_office"))
    for charge in Charge.objects.filter(strangers, order__isnull=False):
        yield Finding(
            "charge-of-another-account", _("Ligne « %s » : d’un autre compte que sa commande.") % charge, charge
        )


def allocation_bounds() -> Iterator[Finding]:
    """No payment pays more than itself, no line receives more than its amount."""
    used = _sum_of(Allocation.objects.all(), "payment")
    for payment in Payment.objects.annotate(used=used).exclude(used=None).iterator():
        if euros(payment.used) > payment.amount or payment.status != Payment.PAID:
            yield Finding(
                "payment-overallocated", _("Paiement %s : affecté au-delà de son montant.") % payment, payment
            )
    received = _sum_of(Allocation.objects.all(), "charge")
    for charge in Charge.objects.annotate(received=received).exclude(received=None).iterator():
        sum_, amount = euros(charge.received), charge.amount
        if sum_ * amount < 0 or abs(sum_) > abs(amount):
            yield Finding("charge-overallocated", _("Ligne « %s » : payée au-delà de son montant.") % charge, charge)


def invoices() -> Iterator[Finding]:
    """An issued invoice is the sum of its lines; numbers follow each other without a gap."""
    issued = Invoice.objects.exclude(status=Invoice.DRAFT).select_related("revenue_office")
    for invoice in issued.annotate(lines=_sum_of(Charge.objects.all(), "invoice")).iterator():
        if _differs(invoice.lines, invoice.total):
            yield Finding(
                "invoice-total-differs", _("Facture %s : son total n’est pas celui de ses lignes.") % invoice, invoice
            )
    for series in NumberSeries.objects.filter(kind=NumberSeries.INVOICE).select_related("revenue_office"):
        numbers = issued.filter(revenue_office=series.revenue_office, year=series.year).values_list("number", flat=True)
        if sorted(numbers) != list(range(1, series.last + 1)):
            yield Finding("invoice-numbers-gap", _("%s : la numérotation a un trou.") % series, series)


def credit_notes() -> Iterator[Finding]:
    """A cancelled invoice has its one credit note, of its total; their numbers follow each other without a gap."""
    cancelled = Invoice.objects.filter(status=Invoice.CANCELLED).annotate(undone=_sum_of(CreditNote.objects, "invoice"))
    for invoice in cancelled.select_related("revenue_office"):
        if _differs(invoice.undone, invoice.total):
            yield Finding(
                "credit-note-differs", _("Facture %s : annulée sans un avoir de son total.") % invoice, invoice
            )
    for series in NumberSeries.objects.filter(kind=NumberSeries.CREDIT_NOTE).select_related("revenue_office"):
        mine = CreditNote.objects.filter(revenue_office=series.revenue_office, year=series.year)
        if sorted(mine.values_list("number", flat=True)) != list(range(1, series.last + 1)):
            yield Finding("credit-note-numbers-gap", _("%s : la numérotation a un trou.") % series, series)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    lost_guards,
    account_balances,
    order_totals,
    order_settlements,
    payment_credits,
    charge_debts,
    carried_charges,
    allocation_bounds,
    invoices,
    credit_notes,
    *COUNTER_CHECKS,
)
