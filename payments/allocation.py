"""Which payment pays which line (lettrage): the order at hand first, then the oldest due.

Laws: for each payment Σ ≤ its amount; for each charge Σ has its sign and |Σ| ≤ |its amount|.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Subquery, Sum
from django.utils import timezone

from families.models import Household
from payments.models import Allocation, Charge, LedgerEntry, Payment, RevenueOffice
from payments.money import ZERO, euros


@dataclass(frozen=True)
class Debt:
    """A line still to pay, in euros."""

    charge: int
    left: Decimal


@dataclass(frozen=True)
class Fund:
    """Money that can pay: what a payment has left or, carried by a payment, what a credit line gives back."""

    payment: int
    left: Decimal
    credit_line: int | None = None


@dataclass(frozen=True)
class Part:
    """`amount` euros of `payment` on `charge`; negative frees."""

    payment: int
    charge: int
    amount: Decimal


def share_out(debts: Iterable[Debt], funds: Iterable[Fund]) -> tuple[Part, ...]:
    """Pay the debts in order with the funds in order, to the cent, until one side is used up."""
    parts: list[Part] = []
    supply, fund, left = iter(funds), None, ZERO
    for debt in debts:
        wanted = debt.left
        while wanted > 0:
            if left == 0:
                fund = next(supply, None)
                if fund is None:
                    return tuple(parts)
                left = fund.left
            taken = min(wanted, left)
            parts += _take(fund, debt, taken)
            wanted, left = wanted - taken, left - taken
    return tuple(parts)


def _take(fund: Fund, debt: Debt, amount: Decimal) -> list[Part]:
    paying = [Part(fund.payment, debt.charge, amount)]
    return [Part(fund.payment, fund.credit_line, -amount), *paying] if fund.credit_line else paying


def match(
    household: Household, revenue_office: RevenueOffice, *, at: datetime, first: Iterable[int] = ()
) -> tuple[Part, ...]:
    """Allocate all the money a household has left at a régie: to the charges `first`, then to the oldest due.

    Must run under the household's lock.
    """
    open_lines = _open_lines(household, revenue_office, timezone.localdate(at), set(first))
    debts = [Debt(charge, left) for charge, left in open_lines if left > 0]
    credits = [(charge, -left) for charge, left in open_lines if left < 0]
    parts = share_out(debts, _funds(household, revenue_office, credits)) if debts else ()
    _write(parts, at)
    return parts


def assign(payment: Payment, charges: Iterable[Charge], *, at: datetime) -> None:
    """Allocate a settled payment to these lines and no other, until it is used up: tickets pay their own lines."""
    debts = [Debt(charge.pk, left_of(charge)) for charge in charges]
    _write(share_out([debt for debt in debts if debt.left > 0], [Fund(payment.pk, payment.amount)]), at)


def lines_left(household: Household, revenue_office: RevenueOffice) -> list[tuple[int, Decimal, date]]:
    """Give each line in the ledger, what is left of it in euros (below zero: to give back), its due day; in order."""
    paid = Allocation.objects.filter(charge=OuterRef("charge")).order_by().values("charge").annotate(s=Sum("amount"))
    entries = (
        LedgerEntry.objects.of(household, revenue_office)
        .filter(kind=LedgerEntry.CHARGE, reversed_by=None)
        .annotate(paid=Subquery(paid.values("s")))
        .order_by("due_on", "charge__day", "charge_id")
        .values_list("charge_id", "amount", "paid", "due_on")
    )
    return [(charge, euros(amount - (sum_ or ZERO)), day) for charge, amount, sum_, day in entries]


def _open_lines(household, revenue_office, on, first: set[int]) -> list[tuple[int, Decimal]]:
    """The lines that may be paid or give back: those of `first`, then by the day they became due."""
    lines = lines_left(household, revenue_office)
    kept = [(charge, left) for charge, left, day in lines if left < 0 or day <= on or charge in first]
    return sorted(kept, key=lambda line: line[0] not in first)


def _funds(household, revenue_office, credits: list[tuple[int, Decimal]]) -> list[Fund]:
    """Payments with money left, oldest first; then credit lines, each carried by the latest payment."""
    payments = _money_left(household, revenue_office)
    carrier = [payment for payment, _left in payments][-1:]
    funds = [Fund(payment, left) for payment, left in payments if left > 0]
    return funds + [Fund(payment, left, line) for payment in carrier for line, left in credits]


def _money_left(household, revenue_office) -> list[tuple[int, Decimal]]:
    """What each settled payment is still worth (its entries, refunds and reversals included) and not allocated."""
    worth = LedgerEntry.objects.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(s=Sum("amount"))
    used = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(s=Sum("amount"))
    rows = (
        Payment.objects.of(household, revenue_office)
        .paid()
        .annotate(worth=Subquery(worth.values("s")), used=Subquery(used.values("s")))
        .order_by("settled_at", "id")
        .values_list("id", "worth", "used")
    )
    return [(payment, euros(-(worth_ or ZERO) - (used_ or ZERO))) for payment, worth_, used_ in rows]


def free(entry: LedgerEntry, *, at: datetime) -> None:
    """Give back everything allocated to the line or the payment of an entry about to be reversed."""
    side = {"charge": entry.charge_id} if entry.kind == LedgerEntry.CHARGE else {"payment": entry.payment_id}
    sums = (
        Allocation.objects.filter(**side)
        .order_by()
        .values("payment_id", "charge_id")
        .annotate(s=Sum("amount"))
        .order_by(F("s").desc())
    )
    _write([Part(row["payment_id"], row["charge_id"], -euros(row["s"])) for row in sums if euros(row["s"])], at)


def take_back(payment: Payment, *, at: datetime) -> None:
    """Free, the latest first, what a payment had paid beyond what it is still worth."""
    worth = -euros(payment.entries.aggregate(s=Sum("amount"))["s"] or ZERO)
    over = euros(payment.allocations.aggregate(s=Sum("amount"))["s"] or ZERO) - worth
    sums = payment.allocations.order_by().values("charge_id").annotate(s=Sum("amount"), last=Max("id"))
    parts = []
    for row in sums.filter(s__gt=0).order_by("-last"):
        taken = min(euros(row["s"]), over)
        if taken > 0:
            parts.append(Part(payment.pk, row["charge_id"], -taken))
            over -= taken
    _write(parts, at)


def left_of(charge: Charge) -> Decimal:
    """Give what is still to pay of one line, in euros (negative: still to give back)."""
    return euros(charge.amount - (charge.allocations.aggregate(s=Sum("amount"))["s"] or ZERO))


def _write(parts: Iterable[Part], at: datetime) -> None:
    Allocation.objects.bulk_create(
        [Allocation(payment_id=p.payment, charge_id=p.charge, amount=p.amount, recorded_at=at) for p in parts]
    )
