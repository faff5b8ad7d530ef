"""What a bank answers, as the plain values a row keeps, and back."""

from decimal import Decimal
from typing import Any

from payments.adapters.base import Answer, Refunded, Status


def plain(answer: Answer) -> dict[str, Any]:
    """Give an answer as JSON takes it: amounts are texts."""
    refunds = [{**vars(one), "amount": str(one.amount)} for one in answer.refunds]
    return {**vars(answer), "raw": dict(answer.raw), "amount": str(answer.amount), "refunds": refunds}


def answer_of(kept: dict[str, Any]) -> Answer:
    """Give back the answer that `plain` was given."""
    refunds = tuple(Refunded(**{**one, "amount": Decimal(one["amount"])}) for one in kept["refunds"])
    amount, status = Decimal(kept["amount"]), Status(kept["status"])
    return Answer(**{**kept, "status": status, "amount": amount, "refunds": refunds})
