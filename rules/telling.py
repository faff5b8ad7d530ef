"""A price told to the person who pays it: each reason as a few French words, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.lines import Components
from rules.notation import Json
from rules.operations import Operation
from rules.outcomes import CENT, Keep, euros_words, words
from rules.records import reasons_of
from rules.traces import Reason


@dataclass(frozen=True, slots=True)
class Told:
    """One step in words: what it looked at, the row that answered, what the price is after it."""

    step: str
    criteria: tuple[str, ...]
    row: str
    decision: str
    rounding: str
    result: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole price in words: the edition it comes from, the steps, and the price before the change if any."""

    edition: str
    council_decision: str
    steps: tuple[Told, ...]
    was: str = ""
    now: str = ""


def explain(stored: Json) -> Explanation:
    """The explanation of a stored record (see ``rules.records``), ready to be shown."""
    edition = stored.get("edition") or {}
    side = "apres" if stored.get("apres") else "avant"
    before, after = stored.get("avant"), stored.get("apres")
    return Explanation(
        edition=str(edition.get("titre", "")),
        council_decision=str(edition.get("deliberation", "")),
        steps=tell(reasons_of(stored, side)),
        was=euros_words(Decimal(before["montant"])) if before else "",
        now=euros_words(Decimal(after["montant"])) if after else "",
    )


def tell(reasons: Sequence[Reason], *, silent: bool = False) -> tuple[Told, ...]:
    """Each reason in words; the rows provided for without effect are left out unless ``silent`` ones are wanted."""
    return tuple(_told(reason) for reason in reasons if silent or not _silent(reason))


def _silent(reason: Reason) -> bool:
    return bool(reason.fired) and all(isinstance(row.outcome, Keep) for row in reason.fired)


def _told(reason: Reason) -> Told:
    rounded = reason.rounding is not None and _needed_rounding(reason)
    return Told(
        step=reason.step,
        criteria=tuple(f"{fact.title} : {fact.label_of(value)}" for fact, value in reason.asked),
        row=", ".join(row.label or f"ligne {row.number}" for row in reason.fired if reason.table),
        decision=_decision(reason),
        rounding=reason.rounding.words if rounded and reason.rounding else "",
        result="" if reason.after is None else euros_words(_sum(reason.after)),
    )


def _decision(reason: Reason) -> str:
    if reason.operation is Operation.QUANTITY:
        return " × ".join(
            [
                "",
                *(words(row.outcome).removesuffix(",00\u00a0€") for row in reason.fired),
            ]
        ).strip()
    return ", ".join(words(row.outcome) for row in reason.fired)


def _needed_rounding(reason: Reason) -> bool:
    bare = Reason(
        reason.step, reason.level, reason.operation, reason.table, reason.fired, reason.asked, reason.writes,
        reason.on, None, reason.before, reason.after,
    ).again(reason.before)  # fmt: skip
    return bare is not None and any(amount != amount.quantize(CENT) for amount in bare.values())


def _sum(components: Components) -> Decimal:
    return sum(components.values(), Decimal("0.00"))
