"""What an answer of a bank speaks for, and which word wins over which."""

from decimal import Decimal

from payments.adapters.base import Answer, Status
from payments.models import Payment
from payments.money import euros

RANK = {status: rank for rank, status in enumerate(["PENDING", "ABANDONED", "REFUSED", "DISPUTED", "PAID"])}


def verdict(amount: Decimal, external_id: str, answer: Answer) -> str:
    """Give the status an answer speaks for, from what we asked and what it says (pure)."""
    other_amount = euros(answer.amount) != amount
    other_visit = bool(external_id and answer.external_id) and external_id != answer.external_id
    if answer.status is Status.PAID and (other_amount or other_visit or answer.doubt):
        return Payment.DISPUTED
    return answer.status.value
