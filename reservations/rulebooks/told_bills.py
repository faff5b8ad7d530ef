"""A bill told in JSON: each amount with the steps that made it, what a change costs, what refuses it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reservations.pricing.bills import Difference, Objection
from rules.lines import Bill, Priced
from rules.notation import Json
from rules.telling import Told, tell


def bill_told(bill: Bill) -> Json:
    """The whole bill: the total, each line, each adjustment of a group. Amounts are texts, in euros."""
    return {
        "total": euros(bill.total),
        "lignes": [_priced(one) for one in bill.lines],
        "ajustements": [_priced(one) for one in bill.adjustments],
    }


def _priced(one: Priced) -> Json:
    return {
        "sujet": one.subject,
        "jour": one.day.isoformat(),
        "montant": None if one.amount is None else euros(one.amount),
        "composantes": {name: euros(amount) for name, amount in (one.components or {}).items()},
        "parts": [{"debiteur": debtor, "montant": euros(amount)} for debtor, amount in one.shares],
        "refus": one.refusal,
        "sans-prix": one.unpriced,
        **({"membres": list(one.members)} if one.members else {}),
        "raisons": [
            {**_told(told), "lignes": [row.number for row in reason.fired]}
            for reason, told in zip(one.reasons, tell(one.reasons, silent=True), strict=True)
        ],
    }


def _told(told: Told) -> Json:
    return {
        "etape": told.step, "criteres": list(told.criteria), "tranche": told.row, "decision": told.decision,
        "arrondi": told.rounding, "prix": told.result,
    }  # fmt: skip


def differences_told(gaps: tuple[Difference, ...], refusals: tuple[Objection, ...]) -> Json:
    """What changing the world costs, subject by subject, and what refuses the change."""
    return {
        "total": euros(sum((gap.amount for gap in gaps), Decimal("0.00"))),
        "differences": [
            {"sujet": gap.subject, "jour": gap.day.isoformat(), "montant": euros(gap.amount)} for gap in gaps
        ],
        "refus": [{"sujet": one.subject, "motif": one.sentence, "lignes": list(one.members)} for one in refusals],
    }


def euros(amount: Decimal) -> str:
    """An amount as a text with two decimals or more: ``3.60``."""
    return f"{amount:.2f}" if amount == amount.quantize(Decimal("0.01")) else str(amount)


def value_told(value: Any) -> Any:
    """A value as JSON: a number stays exact as a text."""
    return str(value) if isinstance(value, Decimal) else value
