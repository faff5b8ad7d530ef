"""« Payer mes factures »: what a family may pay now, several invoices in one payment, in full or in part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Household
from payments.adapters.base import Adapter
from payments.adapters.registry import means_for, means_of
from payments.allocation import lines_left
from payments.errors import PaymentError
from payments.locks import lock_household
from payments.models import DirectDebit, Invoice, LedgerEntry, Payment, RevenueOffice
from payments.money import ZERO, euros, total
from payments.numbering import next_reference
from payments.orders import minimum_online
from payments.settlement import REFERENCE, Step, ask, leave, request_of

ATTEMPTS = 5  # of one choice of invoices, the same day: a script must not open bank pages without end


@dataclass(frozen=True)
class OpenInvoices:
    """The invoices a household may pay at one régie, the oldest due first, and the credit that lowers them (euros)."""

    office: RevenueOffice
    invoices: tuple[Invoice, ...]
    credit: Decimal

    @property
    def left(self) -> Decimal:
        return sum((one.left for one in self.payable), ZERO)

    @property
    def payable(self) -> tuple[Invoice, ...]:
        """Those no direct debit is about to pay."""
        return tuple(one for one in self.invoices if not one.debited_on)

    @property
    def to_pay(self) -> Decimal:
        """What is asked for all of them, in euros, the credit used."""
        return max(ZERO, self.left - self.credit)

    @property
    def minimum(self) -> Decimal:
        return minimum_online(self.office)

    @property
    def means(self) -> list[Adapter]:
        return means_for(self.office)


def open_invoices(household: Household) -> list[OpenInvoices]:
    """Give what a household may pay, régie by régie; one whose direct debit is planned says its day (`debited_on`)."""
    found: dict[RevenueOffice, list[Invoice]] = {}
    for invoice in unpaid(household):
        found.setdefault(invoice.revenue_office, []).append(invoice)
    return [OpenInvoices(office, tuple(mine), credit_of(household, office)) for office, mine in found.items()]


def unpaid(household: Household) -> list[Invoice]:
    """The issued invoices of a household with something left to pay, the oldest due first."""
    issued = Invoice.objects.issued().filter(household=household, total__gt=0).with_left().filter(left__gt=0)
    found = list(issued.select_related("revenue_office").order_by("revenue_office__number", "due_on", "pk"))
    debits = DirectDebit.objects.filter(invoice__in=found, status__in=[DirectDebit.PLANNED, DirectDebit.SENT])
    days = dict(debits.values_list("invoice", "debit_on"))
    for invoice in found:
        invoice.left, invoice.debited_on = euros(invoice.left), days.get(invoice.pk)
    return found


def credit_of(household: Household, office: RevenueOffice) -> Decimal:
    """Give the credit of a household at a régie that pays no line yet, in euros: it joins the next payment."""
    owed = sum((left for _charge, left, _day in lines_left(household, office) if left > 0), ZERO)
    return max(ZERO, owed - total(LedgerEntry.objects.of(household, office)))


def start_invoice_payment(
    *,
    invoices: Sequence[Invoice],
    amount: Decimal,
    adapter: str,
    urls: Mapping[str, str],
    email: str,
    at: datetime,
) -> Step:
    """Start to pay `amount` euros of some invoices of one household and régie; the parent then goes to the bank.

    Must not run inside a transaction. Payments under way on these invoices are asked about first, their pages closed.

    Raises:
        PaymentError: an invoice is paid or about to be, the amount or the means is not accepted, the bank is silent.
    """
    means = _accepted(invoices[0].revenue_office, adapter)
    for earlier in _under_way(invoices):
        known = ask(earlier, at=at, close=True)
        if known.status == Payment.PAID:
            return Step(urls["return_url"].replace(REFERENCE, known.reference), known)
    payment = _open_attempt(invoices, means, euros(amount), urls.get("cancel_url", ""), email, at)
    filled = {key: url.replace(REFERENCE, payment.reference) for key, url in urls.items()}
    return leave(means, payment, request_of(payment, filled, at), at)


def _accepted(office: RevenueOffice, adapter: str) -> Adapter:
    if adapter not in {means.name for means in means_for(office)}:
        raise PaymentError(_("Ce moyen de paiement n’est pas accepté ici. Choisissez-en un autre."))
    return means_of(office, adapter)


def _under_way(invoices: Sequence[Invoice]) -> list[Payment]:
    pending = Payment.objects.pending().filter(invoices__in=invoices)
    return list(pending.select_related("revenue_office").distinct().order_by("pk"))


@transaction.atomic(durable=True)
def _open_attempt(
    invoices: Sequence[Invoice], means: Adapter, amount: Decimal, back_url: str, email: str, at: datetime
) -> Payment:
    household, office = invoices[0].household_id, invoices[0].revenue_office
    lock_household(household)
    known = {one.pk: one for one in unpaid(Household(pk=household))}
    mine = [known[one.pk] for one in invoices if one.pk in known]
    _refuse(mine, invoices, means, amount, at)
    payment = Payment.objects.create(
        household_id=household,
        revenue_office=office,
        adapter=means.name,
        reference=next_reference(office, at),
        amount=amount,
        email=email,
        back_url=back_url,
        payload={"details": {}},
        created_at=at,
        expires_at=at + means.lifetime,
    )
    payment.invoices.set(mine)
    return payment


def _refuse(mine: Sequence[Invoice], asked: Sequence[Invoice], means: Adapter, amount: Decimal, at: datetime) -> None:
    """Say why these invoices may not be paid now."""
    office = asked[0].revenue_office
    if len(mine) != len(asked) or any(one.revenue_office_id != office.pk for one in mine):
        raise PaymentError(_("Une de ces factures est déjà payée ou annulée. Voici celles qui restent à payer."))
    if any(one.debited_on for one in mine):
        raise PaymentError(
            _("Une de ces factures va être prélevée sur votre compte : ne la payez pas une seconde fois.")
        )
    if not 0 < amount <= sum(one.left for one in mine):
        raise PaymentError(_("Le montant doit être compris entre 0,01 € et ce qui reste à payer."))
    if amount < max(means.minimum, minimum_online(office)):
        raise PaymentError(_("Ce montant est trop petit pour être payé en ligne. Choisissez une somme plus grande."))
    if _tried(mine, at) >= ATTEMPTS:
        raise PaymentError(_("Trop de paiements ont été tentés aujourd’hui pour ces factures. Réessayez demain."))


def _tried(mine: Sequence[Invoice], at: datetime) -> int:
    attempts = Payment.objects.filter(invoices__in=mine, created_at__date=at.date()).exclude(status=Payment.PAID)
    return attempts.distinct().count()
