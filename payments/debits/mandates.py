"""Mandates: signed by a family for a régie, kept as a PDF, revoked at any time."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from families.models import Household
from payments.debits.accounts import BIC, iban_is_right, plain
from payments.debits.notices import tell_mandate
from payments.errors import DebitError
from payments.invoicing.pdf import pdf_from
from payments.locks import lock_household
from payments.models import DirectDebit, Mandate, NumberSeries, RevenueOffice
from payments.numbering import next_number


def takes_debits(office: RevenueOffice) -> bool:
    """Can this régie debit accounts: has it its creditor identifier and its own account?"""
    return bool(office.creditor_id and office.debit_iban and office.debit_bic)


@transaction.atomic
def sign(
    household: Household, office: RevenueOffice, *, holder: str, iban: str, bic: str = "", signed_by, at: datetime
) -> Mandate:
    """Write the mandate a family signs, under a reference of its own (RUM); an earlier one is revoked.

    Raises:
        DebitError: the régie does not debit, the IBAN or the BIC is wrong.
    """
    iban, bic = plain(iban), plain(bic)
    if not takes_debits(office):
        raise DebitError(_("Cette régie ne prélève pas. Payez en ligne ou au guichet."))
    if not iban_is_right(iban) or (bic and not BIC.match(bic)):
        raise DebitError(
            _("Cet IBAN ou ce BIC n’est pas juste : recopiez-les depuis votre relevé d’identité bancaire.")
        )
    lock_household(household)
    for earlier in Mandate.objects.filter(household=household, revenue_office=office, status=Mandate.ACTIVE):
        revoke(earlier, at=at)
    mandate = Mandate.objects.create(
        household=household,
        revenue_office=office,
        reference=_reference(office),
        account_holder=holder,
        iban=iban,
        bic=bic,
        signed_on=timezone.localdate(at),
        signed_at=at,
        signed_by=signed_by,
    )
    mandate.pdf.save(f"mandat-{mandate.reference}.pdf", ContentFile(_paper(mandate)))
    tell_mandate(mandate, at=at)
    return mandate


@transaction.atomic
def revoke(mandate: Mandate, *, at: datetime) -> None:
    """End a mandate; debits planned and not sent yet are dropped. Revoking twice changes nothing."""
    lock_household(mandate.household_id)
    live = Mandate.objects.filter(pk=mandate.pk, status=Mandate.ACTIVE)
    if live.update(status=Mandate.REVOKED, revoked_on=timezone.localdate(at)):
        DirectDebit.objects.filter(mandate=mandate, status=DirectDebit.PLANNED).delete()


def _reference(office: RevenueOffice) -> str:
    """A unique mandate reference (RUM): régie and number, within the 35 characters of the standard."""
    return f"RUM-{office.number}-{next_number(office, NumberSeries.MANDATE):08d}"


def _paper(mandate: Mandate) -> bytes:
    return pdf_from(render_to_string("payments/debits/mandate_pdf.html", {"mandate": mandate}))
