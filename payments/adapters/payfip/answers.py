"""What PayFiP's detail of a payment means for us: pure functions over plain dictionaries."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from payments.adapters.base import Answer, BankUnavailable, Status
from payments.adapters.payfip.debts import Account

Told = Mapping[str, str | None]

RESULTS = {
    "P": Status.PAID,  # by card
    "V": Status.PAID,  # by direct debit
    "A": Status.ABANDONED,
    "R": Status.REFUSED,
    "Z": Status.REFUSED,  # direct debit
}


def answer_of(idop: str, detail: Told, account: Account) -> Answer:
    """Give what a detail says of the visit `idop`, as the régie of `account` understands it.

    Raises:
        BankUnavailable: it lacks what an answer is made of.
    """
    reference, cents, status = (
        detail.get("refdet"),
        detail.get("montant") or "",
        RESULTS.get(detail.get("resultrans") or ""),
    )
    if not reference or status is None or not (cents.isascii() and cents.isdigit()):
        raise BankUnavailable("the detail of a payment is not whole")
    return Answer(
        external_id=detail.get("idOp") or idop,
        reference=reference,
        status=status,
        amount=Decimal(cents) / 100,
        raw=_kept(detail),
        doubt=_doubt(detail, account),
    )


def open_answer(idop: str) -> Answer:
    """Give what P5 says: it is not over, and PayFiP does not say of which debt."""
    return Answer(idop, "", Status.PENDING, Decimal("0.00"), {"result": "P5"})


def paid_at(day: str, hour: str) -> str:
    """Give « 31/12/2026 19:04 », Paris time, from ddmmyyyy and hhmm; "" where it is not a moment."""
    with suppress(ValueError):
        return datetime.strptime(f"{day}{hour}", "%d%m%Y%H%M").strftime("%d/%m/%Y %H:%M")
    return ""


def _kept(detail: Told) -> dict[str, str]:
    """What the régie may need to find it again at the DGFiP."""
    kept = {
        "result": detail.get("resultrans") or "",
        "moment": paid_at(detail.get("dattrans") or "", detail.get("heurtrans") or ""),
        "authorisation": f"n° {detail['numauto']}" if detail.get("numauto") else "",
    }
    return {key: value for key, value in kept.items() if value}


def _doubt(detail: Told, account: Account) -> str:
    """Why money announced cannot be this régie's, or not real where ours is."""
    if detail.get("numcli") != account.numcli:
        return "account"
    return "" if (detail.get("saisie") or account.saisie) == account.saisie else "mode"
