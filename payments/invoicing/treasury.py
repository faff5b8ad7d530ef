"""The file for the public accountant's software: one row an invoice and accounting code, in a documented CSV."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone
from tablib import Dataset

from payments.models import Charge, Invoice
from payments.money import euros
from payments.office.exports import CALCULATES

COLUMNS = (
    "regie", "exercice", "facture", "nature", "date_emission", "date_echeance", "periode", "foyer", "nom", "adresse",
    "code_postal_ville", "imputation", "montant", "reste_a_payer_facture", "etat",
)  # fmt: skip


def treasury_file(invoices: QuerySet[Invoice]) -> bytes:
    """Give the rows of these invoices; the amounts of one invoice add up to its total, in euros with a comma."""
    rows = Dataset(headers=COLUMNS)
    found = (
        invoices.with_left().select_related("revenue_office", "household").order_by("revenue_office", "year", "number")
    )
    sums = _by_code(found)
    for invoice in found:
        for code, amount in sums.get(invoice.pk, ()):
            rows.append([_safe(cell) for cell in _row(invoice, code, amount)])
    return rows.export("csv", delimiter=";").encode("utf-8-sig")


def _by_code(invoices: QuerySet[Invoice]) -> dict[int, list[tuple[str, Decimal]]]:
    sums = Charge.objects.filter(invoice__in=invoices.values("pk")).order_by("invoice", "accounting_code")
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for invoice, code, amount in sums.values_list("invoice", "accounting_code").annotate(s=Sum("amount")):
        found.setdefault(invoice, []).append((code, euros(amount)))
    return found


def _row(invoice: Invoice, code: str, amount: Decimal) -> Iterable[str]:
    who = invoice.parties.get("destinataire", {})
    return (
        invoice.revenue_office.code,
        str(invoice.year),
        str(invoice),
        "avoir" if invoice.gives_back else "facture",
        f"{timezone.localdate(invoice.issued_at):%d/%m/%Y}",
        f"{invoice.due_on:%d/%m/%Y}",
        f"{invoice.period_start:%Y-%m}",
        who.get("reference", invoice.household.reference),
        who.get("nom", invoice.household.name),
        who.get("adresse", ""),
        who.get("ville", ""),
        code,
        _figures(amount),
        _figures(euros(invoice.left)),
        str(invoice.get_status_display()),
    )


def _figures(amount: Decimal) -> str:
    return str(amount).replace(".", ",")


def _safe(cell: str) -> str:
    """A text a spreadsheet would work out is quoted; a figure below zero is a figure."""
    is_figure = cell.lstrip("-").replace(",", "").isdigit()
    return f"'{cell}" if cell.startswith(CALCULATES) and not is_figure else cell
