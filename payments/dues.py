"""« Restant dû » of a household at all its régies at once, in one query."""

from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum

from families.models import Household
from payments.models import DirectDebit, LedgerEntry, Order, Payment, RevenueOffice
from payments.money import ZERO, euros


def dues(household: Household, *, on: date) -> dict[RevenueOffice, Decimal]:
    """What joins the next payment at each régie where the household has an account, in euros: see `ledger.due`."""
    invoices = {"invoice__household": household, "invoice__due_on__lte": on}
    planned = DirectDebit.objects.filter(**invoices, status__in=[DirectDebit.PLANNED, DirectDebit.SENT])
    paying = Payment.objects.pending().filter(household=household, invoices__due_on__lte=on)
    waiting = Order.objects.filter(
        household=household, due_before__gt=0, pk__in=Payment.objects.pending().values("order")
    )
    offices = RevenueOffice.objects.annotate(
        owed=_sum(LedgerEntry.objects.of(household).whose_day_has_come(on)),
        ordered=_sum(waiting, "due_before"),
        paying=_sum(Payment.objects.filter(pk__in=paying.values("pk"))),
        planned=_sum(planned, office="invoice__revenue_office"),
    )
    return {office: _due(office) for office in offices.exclude(owed=None)}


def _sum(rows: QuerySet, amount: str = "amount", office: str = "revenue_office") -> Subquery:
    mine = rows.filter(**{office: OuterRef("pk")}).order_by().values(office)
    return Subquery(mine.annotate(s=Sum(amount)).values("s"), output_field=DecimalField())


def _due(office) -> Decimal:
    owed = euros(office.owed)
    covered = sum((euros(part) for part in (office.ordered, office.paying, office.planned) if part), ZERO)
    return owed if owed <= ZERO else owed - min(covered, owed)
