"""A family told of its mandate, of a debit two weeks before, and of one its bank rejected."""

from __future__ import annotations

from datetime import datetime

from families.notices import notify
from payments.debits.accounts import masked
from payments.debits.message_kinds import DEBIT_PLANNED, DEBIT_REJECTED, MANDATE_SIGNED
from payments.models import DirectDebit, Mandate
from payments.money import written


def tell_mandate(mandate: Mandate, *, at: datetime) -> None:
    """Say which account may be debited, by whom, under which reference."""
    values = {"regie": mandate.revenue_office.name, "mandat": mandate.reference, "compte": masked(mandate.iban)}
    notify(MANDATE_SIGNED, values, at=at, household=mandate.household, key=f"mandate:{mandate.reference}")


def tell_debit(debit: DirectDebit, *, at: datetime) -> None:
    """Say what will be debited, when, under which mandate: the notice the scheme asks for."""
    office = debit.mandate.revenue_office
    values = _values(debit) | {
        "compte": masked(debit.mandate.iban),
        "mandat": debit.mandate.reference,
        "creancier": office.creditor_id,
    }
    notify(DEBIT_PLANNED, values, at=at, household=debit.mandate.household, key=f"debit:{debit.pk}")


def tell_rejected_debit(debit: DirectDebit, *, at: datetime) -> None:
    """Say that the bank refused a debit, why, and what to do."""
    values = _values(debit) | {"motif": debit.reject_reason}
    notify(DEBIT_REJECTED, values, at=at, household=debit.mandate.household, key=f"debit-rejected:{debit.pk}")


def _values(debit: DirectDebit) -> dict[str, object]:
    return {
        "facture": debit.invoice,
        "montant": written(debit.amount),
        "jour": f"{debit.debit_on:%d/%m/%Y}",
        "regie": debit.mandate.revenue_office.name,
    }
