"""What Stripe's objects mean for us: pure functions over plain dictionaries."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from payments.adapters.base import Answer, Refunded, Status

Told = Mapping[str, Any]

# Events that carry the visit itself, as it ended.
ABOUT_A_SESSION = frozenset(
    {"checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_succeeded"}
)
# Events that carry something else: the visit is asked for.
TO_ASK_ABOUT = frozenset(
    {
        "checkout.session.async_payment_failed", "payment_intent.payment_failed", "charge.refunded", "refund.created",
        "refund.updated", "refund.failed", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    }
)  # fmt: skip
DEBT = re.compile(r"[0-9]{8}x[0-9]+x[0-9]+")
WON = {"won", "warning_closed", "prevented"}


def cents(amount: Decimal) -> int:
    """Give an amount in euros with two places as whole cents."""
    return int(amount * 100)


def is_ours(session: Told) -> bool:
    """Whether a visit is to pay a debt of ours: the account may serve other sites too."""
    return bool(DEBT.fullmatch(session.get("client_reference_id") or ""))


def intent_of(told: Told) -> str:
    """Give the identifier of the card payment an object speaks of, or "" """
    return (told["id"] if told["object"] == "payment_intent" else told.get("payment_intent")) or ""


def answer_of(session: Told, *, live: bool, refunds: Iterable[Told] = (), disputes: Iterable[Told] = ()) -> Answer:
    """Give what a visit says, with what went back since; `live` is whether our key is of the real thing."""
    disputes = list(disputes)
    back = [_refunded(one) for one in refunds] + [_lost(one) for one in disputes if one["status"] == "lost"]
    under_way = [one["id"] for one in disputes if one["status"] != "lost" and one["status"] not in WON]
    return Answer(
        external_id=session["id"],
        reference=session["client_reference_id"],
        status=status_of(session),
        amount=Decimal(session["amount_total"] or 0) / 100,
        raw={"session": session["status"] or "", "payment": session["payment_status"]},
        doubt=_doubt(session, live),
        contested=under_way[0] if under_way else "",
        refunds=tuple(back),
    )


def status_of(session: Told) -> Status:
    """Give how a visit stands: paid, refused for now, closed unpaid, or still open."""
    intent = session.get("payment_intent")
    if session["payment_status"] == "paid":
        return Status.PAID
    if session["status"] == "expired":
        return Status.ABANDONED
    if isinstance(intent, Mapping) and intent.get("last_payment_error"):
        return Status.REFUSED
    return Status.PENDING


def _doubt(session: Told, live: bool) -> str:
    if session["currency"] != "eur":
        return "currency"
    return "" if session["livemode"] is live else "mode"


def _refunded(refund: Told) -> Refunded:
    failed = refund["status"] in ("failed", "canceled")
    reference = (refund.get("metadata") or {}).get("reference", "")
    return Refunded(refund["id"], Decimal(refund["amount"]) / 100, reference, has_failed=failed)


def _lost(dispute: Told) -> Refunded:
    return Refunded(dispute["id"], Decimal(dispute["amount"]) / 100, is_lost=True)
