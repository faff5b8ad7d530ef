"""Debits: announced to families two weeks before, sent to the bank in one file, paid, or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import ledger
from payments.adapters.base import Answer, Status
from payments.alerts import raise_alert
from payments.debits.files import debit_file
from payments.debits.mandates import takes_debits
from payments.debits.notices import tell_debit, tell_rejected_debit
from payments.errors import DebitError
from payments.locks import lock_household, lock_households
from payments.models import DebitBatch, DirectDebit, Invoice, LedgerEntry, Mandate, NumberSeries, Payment, RevenueOffice
from payments.money import euros
from payments.numbering import next_number, next_reference
from payments.settlement import settle

NOTICE = timedelta(days=14)  # SEPA core scheme: the payer is told two weeks before
ADAPTER = "debit"


def to_debit(office: RevenueOffice, by: date) -> list[tuple[Invoice, Mandate]]:
    """The unpaid invoices of a régie due by a day whose family has a mandate, and no living debit or payment."""
    mandates = {one.household_id: one for one in Mandate.objects.filter(revenue_office=office, status=Mandate.ACTIVE)}
    living = DirectDebit.objects.exclude(status=DirectDebit.REJECTED).values("invoice")
    paying = Payment.objects.pending().exclude(invoices=None).values("invoices")
    due = Invoice.objects.issued().filter(revenue_office=office, household__in=mandates, due_on__lte=by, total__gt=0)
    unpaid = due.exclude(pk__in=living).exclude(pk__in=paying).with_left().filter(left__gt=0)
    return [(one, mandates[one.household_id]) for one in unpaid.select_related("household").order_by("pk")]


@transaction.atomic
def plan(office: RevenueOffice, debit_on: date, *, at: datetime) -> list[DirectDebit]:
    """Plan the debits of a day and tell each family: how much, when, under which mandate. Planned twice, told once.

    Raises:
        DebitError: the régie does not debit, or the day comes too soon for families to be told.
    """
    if not takes_debits(office):
        raise DebitError(_("Écrivez d’abord l’identifiant créancier (ICS) et l’IBAN de la régie."))
    earliest = timezone.localdate(at) + NOTICE
    if debit_on < earliest:
        raise DebitError(
            _("Les familles sont prévenues quatorze jours avant : choisissez le %s ou après.") % f"{earliest:%d/%m/%Y}"
        )
    found = to_debit(office, debit_on)
    lock_households([invoice.household_id for invoice, _mandate in found])
    debits = [
        DirectDebit.objects.create(mandate=mandate, invoice=invoice, amount=euros(invoice.left), debit_on=debit_on)
        for invoice, mandate in to_debit(office, debit_on)
    ]
    for debit in debits:
        tell_debit(debit, at=at)
    return debits


@transaction.atomic
def send(office: RevenueOffice, debit_on: date, *, at: datetime, by=None) -> DebitBatch:
    """Make the bank's file (pain.008) of what is planned for a day; from here those debits are sent.

    Raises:
        DebitError: nothing is planned for that day.
    """
    debits = list(
        DirectDebit.objects.select_for_update(of=("self",))
        .filter(mandate__revenue_office=office, debit_on=debit_on, status=DirectDebit.PLANNED)
        .select_related("mandate__household", "invoice__revenue_office")
        .order_by("pk")
    )
    if not debits:
        raise DebitError(_("Aucun prélèvement n’est prévu ce jour-là."))
    year = timezone.localtime(at).year
    batch = DebitBatch.objects.create(
        revenue_office=office,
        reference=f"PRLV-{office.number}-{year}-{next_number(office, NumberSeries.DEBITS, year):04d}",
        debit_on=debit_on,
        created_at=at,
        created_by=by,
    )
    content = debit_file(batch, debits)
    batch.file.save(f"{batch.reference}.xml", ContentFile(content))
    DirectDebit.objects.filter(pk__in=[one.pk for one in debits]).update(status=DirectDebit.SENT, batch=batch)
    return batch


def collect(batch: DebitBatch, *, at: datetime) -> int:
    """The bank paid a file: each debit still sent becomes a settled payment; called twice, each is paid once."""
    return sum(
        _collect(key, at) for key in list(batch.debits.filter(status=DirectDebit.SENT).values_list("pk", flat=True))
    )


@transaction.atomic
def _collect(key: int, at: datetime) -> int:
    household = DirectDebit.objects.values_list("mandate__household", flat=True).get(pk=key)
    lock_household(household)
    debit = DirectDebit.objects.select_related("mandate__revenue_office", "invoice").get(pk=key)
    if debit.status != DirectDebit.SENT:
        return 0
    office = debit.mandate.revenue_office
    reference = next_reference(office, at)
    payment = Payment.objects.create(
        household_id=household,
        revenue_office=office,
        adapter=ADAPTER,
        reference=reference,
        external_id=f"{ADAPTER}-{debit.pk}",
        amount=debit.amount,
        created_at=at,
        expires_at=at,
        payload={"details": {}},
    )
    payment.invoices.set([debit.invoice])
    settle(
        Answer(payment.external_id, reference, Status.PAID, debit.amount, {"mandat": debit.mandate.reference}), at=at
    )
    debit.status, debit.payment = DirectDebit.PAID, payment
    debit.save(update_fields=["status", "payment"])
    return 1


@transaction.atomic
def reject(debit: DirectDebit, *, reason: str, at: datetime, by=None) -> DirectDebit:
    """The bank rejects a debit, before or after it was paid: what it paid is owed again, the family and the régie told.

    Raises:
        DebitError: it was never sent, was already rejected, or no reason is given.
    """
    lock_household(debit.mandate.household_id)
    debit = (
        DirectDebit.objects.select_for_update(of=("self",))
        .select_related("mandate", "invoice", "payment")
        .get(pk=debit.pk)
    )
    if debit.status not in (DirectDebit.SENT, DirectDebit.PAID) or not reason.strip():
        raise DebitError(_("Seul un prélèvement transmis ou payé se rejette, avec le motif de la banque."))
    if debit.payment:
        credit = LedgerEntry.objects.get(payment=debit.payment, kind=LedgerEntry.CREDIT)
        label = _("Prélèvement rejeté : %s") % reason
        ledger.reverse(credit, at=at, reason=label, by=by)
    debit.status, debit.reject_reason = DirectDebit.REJECTED, reason.strip()[:120]
    debit.save(update_fields=["status", "reject_reason"])
    tell_rejected_debit(debit, at=at)
    message = _("Le prélèvement de la facture %(invoice)s est rejeté : %(reason)s. La somme est de nouveau due.")
    values = {"invoice": debit.invoice, "reason": debit.reject_reason}
    raise_alert("rejected-debit", f"prélèvement {debit.pk}", message % values, at=at, household=debit.mandate.household)
    return debit


def planned_days(office: RevenueOffice) -> Sequence[tuple[date, int]]:
    """The days with debits planned and not sent, and how many."""
    planned = DirectDebit.objects.filter(mandate__revenue_office=office, status=DirectDebit.PLANNED)
    days = list(planned.order_by("debit_on").values_list("debit_on", flat=True))
    return [(day, days.count(day)) for day in sorted(set(days))]
