"""An invoice as a person reads it: who, to whom, each line with its reason, what is left to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string

from payments.invoicing.parties import parties_of
from payments.models import Allocation, Charge, CreditNote, DirectDebit, Invoice, Payment
from payments.money import ZERO, euros
from payments.notices import address_of_invoice


@dataclass(frozen=True)
class InvoiceLine:
    """One line of an invoice: its price in euros and, in words, why it is so."""

    charge: Charge

    @cached_property
    def why(self) -> Any:
        """The reasons of the price, by whoever knows how to tell them: payments never reads them."""
        return explain(self.charge.why)


@dataclass(frozen=True)
class InvoicePart:
    """The lines of one accounting code, and their sum in euros."""

    code: str
    lines: tuple[InvoiceLine, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.charge.amount for line in self.lines), ZERO)


@dataclass(frozen=True)
class InvoiceDocument:
    """An invoice ready to be shown: amounts in euros; `left` is zero once it is paid or cancelled."""

    invoice: Invoice
    parties: dict[str, dict[str, str]]
    lines: tuple[InvoiceLine, ...]
    left: Decimal
    payments: tuple[tuple[Payment, Decimal], ...]
    credit_note: CreditNote | None
    debit: DirectDebit | None

    @property
    def paid(self) -> Decimal:
        return self.invoice.total - self.left

    @property
    def parts(self) -> tuple[InvoicePart, ...]:
        codes = sorted({line.charge.accounting_code for line in self.lines})
        return tuple(
            InvoicePart(code, tuple(line for line in self.lines if line.charge.accounting_code == code))
            for code in codes
        )

    @property
    def address(self) -> str:
        """Where it is paid, as a QR code says it."""
        return address_of_invoice(self.invoice)


def explain(why: dict) -> Any:
    """Give a stored explanation in words, by the function `CHARGE_EXPLANATION` names; None where there is nothing."""
    if not why or not settings.CHARGE_EXPLANATION:
        return None
    try:
        return import_string(settings.CHARGE_EXPLANATION)(why)
    except (KeyError, TypeError, ValueError):  # an explanation of another software's takeover
        return None


def document_of(invoice: Invoice) -> InvoiceDocument:
    """Give an invoice with its lines by day, what was paid of it and how."""
    charges = list(invoice.charges.order_by("day", "label", "pk"))
    parts = Allocation.objects.filter(charge__in=charges).order_by()
    paid = euros(parts.aggregate(s=Sum("amount"))["s"] or ZERO)
    return InvoiceDocument(
        invoice=invoice,
        parties=invoice.parties or parties_of(invoice.revenue_office, invoice.household),
        lines=tuple(map(InvoiceLine, charges)),
        left=invoice.total - paid if invoice.status == Invoice.ISSUED else ZERO,
        payments=_payments(charges),
        credit_note=invoice.credit_notes.order_by("pk").first(),
        debit=invoice.debits.exclude(status=DirectDebit.REJECTED).first(),
    )


def _payments(charges: Sequence[Charge]) -> tuple[tuple[Payment, Decimal], ...]:
    """Each payment that pays some of these lines, and how much of them, in euros, oldest first."""
    sums = dict(
        Allocation.objects.filter(charge__in=charges).order_by().values_list("payment").annotate(s=Sum("amount"))
    )
    found = Payment.objects.filter(pk__in=[key for key, amount in sums.items() if amount]).order_by("settled_at", "pk")
    return tuple((payment, euros(sums[payment.pk])) for payment in found)
