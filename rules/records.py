"""Stored explanations: a price's reasons as JSON, replayed years later from what they hold alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rules.lines import Components, Priced
from rules.notation import (
    Json,
    fact_from_json,
    fact_to_json,
    outcome_from_json,
    outcome_to_json,
    rounding_from_json,
    rounding_to_json,
    value_from_json,
    value_to_json,
)
from rules.operations import Operation
from rules.traces import Fired, Reason, replay

VERSION = 1


def record(before: Priced | None, after: Priced | None, *, edition: Json | None = None) -> Json:
    """The explanation of a difference: the reasons of the subject in both worlds, with the edition they come from."""
    return {
        "version": VERSION,
        "edition": edition or {},
        "avant": _side_to_json(before),
        "apres": _side_to_json(after),
    }


def replay_record(stored: Json) -> Decimal:
    """The amount of the difference, in euros, recomputed from the stored reasons without any table."""
    return _replay_side(stored["apres"]) - _replay_side(stored["avant"])


def reasons_of(stored: Json, side: str = "apres") -> tuple[Reason, ...]:
    """The reasons stored for one side, ``avant`` or ``apres``, to be shown."""
    return tuple(_reason_from_json(reason) for reason in (stored.get(side) or {}).get("raisons", ()))


def _side_to_json(priced: Priced | None) -> Json | None:
    if priced is None:
        return None
    return {
        "ajustement": bool(priced.members),
        "montant": str(priced.amount or Decimal(0)),
        "raisons": [_reason_to_json(reason) for reason in priced.reasons],
    }


def _replay_side(side: Json | None) -> Decimal:
    if side is None:
        return Decimal(0)
    reasons: Sequence[Reason] = [_reason_from_json(reason) for reason in side["raisons"]]
    return replay(reasons, adjustment=side["ajustement"])


def _reason_to_json(reason: Reason) -> Json:
    return {
        "etape": reason.step,
        "niveau": reason.level,
        "operation": reason.operation.value,
        "table": reason.table,
        "lignes": [
            {
                "numero": row.number,
                "libelle": row.label,
                "resultat": outcome_to_json(row.outcome),
            }
            for row in reason.fired
        ],
        "criteres": [{**fact_to_json(fact), "valeur": value_to_json(value)} for fact, value in reason.asked],
        "ecrit": reason.writes,
        "sur": list(reason.on),
        "arrondi": rounding_to_json(reason.rounding),
        "avant": _components_to_json(reason.before),
        "apres": _components_to_json(reason.after),
    }


def _reason_from_json(data: Json) -> Reason:
    fired = tuple(Fired(row["numero"], row["libelle"], outcome_from_json(row["resultat"])) for row in data["lignes"])
    facts = [fact_from_json(fact) for fact in data["criteres"]]
    values = [
        value_from_json(fact.kind, stored["valeur"]) for fact, stored in zip(facts, data["criteres"], strict=True)
    ]
    return Reason(
        data["etape"], data["niveau"], Operation(data["operation"]), data["table"], fired,
        tuple(zip(facts, values, strict=True)), data["ecrit"], tuple(data["sur"]),
        rounding_from_json(data["arrondi"]), _components_from_json(data["avant"]), _components_from_json(data["apres"]),
    )  # fmt: skip


def _components_to_json(components: Components | None) -> dict[str, str] | None:
    return None if components is None else {name: str(amount) for name, amount in components.items()}


def _components_from_json(data: dict[str, Any] | None) -> Components | None:
    return None if data is None else {name: Decimal(amount) for name, amount in data.items()}
