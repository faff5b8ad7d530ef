"""The bank's file of direct debits: pain.008.001.02, checked against its schema before it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from sepaxml import SepaDD

from payments.models import DebitBatch, DirectDebit

SCHEMA = "pain.008.001.02"


class _File(SepaDD):
    """A file whose message carries our own reference, so that the bank and the régie speak of the same one."""

    def __init__(self, reference: str, config: dict) -> None:
        self._reference = reference
        super().__init__(config, schema=SCHEMA, clean=True)

    def _create_header(self) -> None:
        self.msg_id = self._reference
        super()._create_header()


def debit_file(batch: DebitBatch, debits: Sequence[DirectDebit]) -> bytes:
    """Give the file of these debits, valid against its schema.

    Raises:
        sepaxml.validation.ValidationError: a text the bank would refuse.
    """
    office = batch.revenue_office
    config = {"name": office.legal_name, "IBAN": office.debit_iban, "batch": True, "creditor_id": office.creditor_id,
              "currency": "EUR", "instrument": "CORE", "BIC": office.debit_bic}  # fmt: skip
    file = _File(batch.reference, config)
    for debit in debits:
        file.add_payment(_payment(debit))
    return file.export(validate=True)


def _payment(debit: DirectDebit) -> dict:
    mandate = debit.mandate
    first = not mandate.debits.filter(status__in=[DirectDebit.SENT, DirectDebit.PAID]).exclude(pk=debit.pk).exists()
    payment = {
        "name": mandate.account_holder,
        "IBAN": mandate.iban,
        "mandate_id": mandate.reference,
        "mandate_date": mandate.signed_on,
        "collection_date": debit.debit_on,
        "amount": int(debit.amount * 100),
        "type": "FRST" if first else "RCUR",
        "description": f"Facture {debit.invoice}",
        "endtoend_id": f"F{debit.invoice.year}-{debit.invoice.number}-P{debit.pk}",
    }
    return payment | ({"BIC": mandate.bic} if mandate.bic else {})
