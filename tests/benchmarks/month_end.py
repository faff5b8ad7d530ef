"""Ten thousand households and their month, or fewer: what issuing them costs, against inserting the same rows."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter

from families.models import Household
from payments.invoicing.drafts import Draft, open_run, write_drafts
from payments.invoicing.issuing import issue_run, mark_ready
from payments.models import Charge, Invoice, LedgerEntry, RevenueOffice
from payments.orders import ChargeSpec
from tests.factories import payments as make

MAY, AT = date(2026, 5, 1), datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
LINES, ROWS = 20, 500
WHY = {
    "edition": {"titre": "Tarifs 2026", "deliberation": "2026-41"},
    "apres": {"montant": "2.50", "raisons": [{"etape": "prix de base", "ligne": "tranche 2, de 450 à 899,99 €"}] * 3},
}


def households(number: int, prefix: str) -> list[int]:
    rows = [Household(reference=f"{prefix}{n:06}", name=f"Famille {n:06}") for n in range(number)]
    return [one.pk for one in Household.objects.bulk_create(rows, ROWS)]


def specs(household: int) -> list[ChargeSpec]:
    return [
        ChargeSpec(
            subject=f"reservation:{household}-{n}", day=date(2026, 5, 1 + n), label="Sarah - Garderie - Soir",
            amount=Decimal("2.50"), component="prix", edition="12", why=WHY, deferred=True, basis="constaté",
            accounting_code="7067",
        )
        for n in range(LINES)
    ]  # fmt: skip


def issued(office: RevenueOffice, keys: list[int]) -> float:
    """Seconds to draft and issue the invoices of these households: numbers, lines, explanations, ledger."""
    start = perf_counter()
    run = open_run(office, MAY, at=AT)
    for place in range(0, len(keys), 50):
        write_drafts(run, [Draft(key, specs(key)) for key in keys[place : place + 50]], at=AT)
    mark_ready(run)
    issue_run(run, at=AT)
    return perf_counter() - start


def inserted(office: RevenueOffice, keys: list[int]) -> float:
    """Seconds to insert as many invoices, lines and entries, by bulk inserts alone, guards on."""
    start = perf_counter()
    for place in range(0, len(keys), 50):
        _insert(office, keys[place : place + 50])
    return perf_counter() - start


def _insert(office: RevenueOffice, keys: list[int]) -> None:
    invoices = Invoice.objects.bulk_create(
        [
            Invoice(household_id=key, revenue_office=office, year=2026, period_start=MAY, period_end=date(2026, 5, 31),
                    due_on=date(2026, 7, 2), total=Decimal("50.00"), created_at=AT)
            for key in keys
        ],
        ROWS,
    )  # fmt: skip
    charges = Charge.objects.bulk_create(
        [
            Charge(household_id=one.household_id, revenue_office=office, invoice=one, subject=spec.subject,
                   day=spec.day, label=spec.label, amount=spec.amount, component=spec.component,
                   edition=spec.edition, why=spec.why, basis=spec.basis,
                   deferred=True, invoice_month=MAY, accounting_code="7067", recorded_at=AT)
            for one in invoices
            for spec in specs(one.household_id)
        ],
        ROWS,
    )  # fmt: skip
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(household_id=one.household_id, revenue_office=office, kind=LedgerEntry.CHARGE,
                        amount=one.amount, due_on=date(2026, 7, 2), label=one.label,
                        charge=one, invoice=one.invoice, recorded_at=AT)
            for one in charges
        ],
        ROWS,
    )  # fmt: skip


def measure(number: int) -> dict[str, float]:
    """Give the seconds of both, their ratio, and the most memory this process took, in megabytes."""
    ours = issued(make.revenue_office(), households(number, "N"))
    plain = inserted(make.revenue_office(), households(number, "P"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ours": ours, "plain": plain, "ratio": ours / plain, "peak_mb": peak}
