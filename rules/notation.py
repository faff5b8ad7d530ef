"""Règlements as plain JSON values and back: what the database stores and what a file carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from rules.cutoffs import Cutoff, cutoff_from_json, cutoff_to_json
from rules.facts import Choice, Fact, Kind, Value
from rules.outcomes import (
    Allow,
    Amount,
    Factor,
    Keep,
    Named,
    Outcome,
    Percent,
    PerStarted,
    PriceOf,
    Rate,
    Refuse,
    Rounding,
    RoundingMode,
)
from rules.tables import Between, Cell, Is, Test

Json = dict[str, Any]

OUTCOMES: dict[str, type[Any]] = {
    "montant": Amount,
    "taux": Rate,
    "par-tranche-commencee": PerStarted,
    "facteur": Factor,
    "prix-de": PriceOf,
    "pourcentage": Percent,
    "nom": Named,
    "sans-effet": Keep,
    "autoriser": Allow,
    "refuser": Refuse,
    "date-limite": Cutoff,
}
UNREAD = "texte"  # what a draft holds where its clerk wrote something that is neither a condition nor a result
KINDS = {outcome: kind for kind, outcome in OUTCOMES.items()}


class NotationError(ValueError):
    """A text that is not a règlement; the message says where and what to write, in French."""


# Values ------------------------------------------------------------------------------------------


def value_to_json(value: Value) -> Any:
    """A value as JSON: numbers as text (no float ever), dates and hours in ISO form."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def value_from_json(kind: Kind, data: Any) -> Value:
    """The value a JSON text holds for a fact of this kind. Raises NotationError."""
    if data is None:
        return None
    try:
        return _READERS[kind](data)
    except (ValueError, InvalidOperation, TypeError):
        raise NotationError(f"« {data} » n'est pas une valeur de type {kind.value}.") from None


def _boolean(data: Any) -> bool:
    if not isinstance(data, bool):
        raise TypeError(data)
    return data


_READERS: dict[Kind, Callable[[Any], Value]] = {
    Kind.NUMBER: lambda data: Decimal(str(data)),
    Kind.DATE: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: str,
}


# Cells -------------------------------------------------------------------------------------------


def cell_to_json(cell: Cell) -> Json:
    """A cell: ``{}`` for « — », else its tests and whether they are negated."""
    found: Json = {"tests": [_test_to_json(test) for test in cell.tests]} if cell.tests else {}
    return found | ({"sauf": True} if cell.negated else {})


def cell_from_json(column: Fact, data: Json) -> Cell:
    """The cell a JSON value describes for this column. Raises NotationError."""
    _refuse_unread(data)
    return Cell(
        tuple(_test_from_json(column, test) for test in data.get("tests", ())),
        bool(data.get("sauf", False)),
    )


def _refuse_unread(data: Json) -> None:
    """A draft keeps what a clerk typed and nobody understood: it decides nothing until it is mended."""
    if UNREAD in data:
        raise NotationError(f"« {data[UNREAD]} » n'est pas compris.")


def _test_to_json(test: Test) -> Json:
    if isinstance(test, Is):
        return {"vaut": value_to_json(test.value)}
    bounds = {"de": value_to_json(test.low), "a": value_to_json(test.high)}
    closed = {"de-compris": test.low_closed, "a-compris": test.high_closed}
    return {**bounds, **closed}


def _test_from_json(column: Fact, data: Json) -> Test:
    if "vaut" in data:
        return Is(value_from_json(column.kind, data["vaut"]))
    low, high = (value_from_json(column.kind, data.get(bound)) for bound in ("de", "a"))
    return Between(
        low,
        high,
        bool(data.get("de-compris", True)),
        bool(data.get("a-compris", False)),
    )


# Facts -------------------------------------------------------------------------------------------


def fact_to_json(fact: Fact) -> Json:
    """A column or a fact read, as a trace stores it: enough to show it and to replay it."""
    choices = [{"slug": choice.slug, "label": choice.label} for choice in fact.choices]
    return {
        "nom": fact.name,
        "type": fact.kind.value,
        "libelle": fact.label,
        "pas": str(fact.grain),
        "unite": fact.unit,
    } | ({"choix": choices} if choices else {})


def fact_from_json(data: Json) -> Fact:
    """The fact a JSON value describes."""
    choices = tuple(Choice(choice["slug"], choice["label"]) for choice in data.get("choix", ()))
    return Fact(
        data["nom"],
        Kind(data["type"]),
        data.get("libelle", ""),
        Decimal(data.get("pas", "1")),
        choices,
        data.get("unite", ""),
    )


# Outcomes ----------------------------------------------------------------------------------------


def outcome_to_json(outcome: Outcome) -> Json:
    """An outcome: its kind, then its fields; absent fields keep their default."""
    if isinstance(outcome, Cutoff):
        return {"type": "date-limite", **cutoff_to_json(outcome)}
    if isinstance(outcome, Named):
        return {"type": "nom", **_named_to_json(outcome.value)}
    given = {field.name: getattr(outcome, field.name) for field in fields(outcome)}
    return {"type": KINDS[type(outcome)]} | {
        name: [list(pair) for pair in value] if isinstance(value, tuple) else value_to_json(value)
        for name, value in given.items()
        if value is not None
    }


def outcome_from_json(data: Json) -> Outcome:
    """The outcome a JSON value describes. Raises NotationError naming what is missing or unknown."""
    _refuse_unread(data)
    kind = data.get("type")
    if kind not in OUTCOMES:
        raise NotationError(f"« {kind} » n'est pas un résultat connu : {', '.join(OUTCOMES)}.")
    if kind == "date-limite":
        return cutoff_from_json({name: value for name, value in data.items() if name != "type"})
    if kind == "nom":
        return Named(value_from_json(Kind(data.get("kind", "choix")), data.get("value")))
    return _outcome(OUTCOMES[kind], kind, data)


def _outcome(outcome: type[Any], kind: str, data: Json) -> Outcome:
    known = {field.name: field.type for field in fields(outcome)}
    unknown = data.keys() - known.keys() - {"type"}
    if unknown:
        raise NotationError(f"« {kind} » ne connaît pas « {', '.join(sorted(unknown))} ».")
    try:
        built = outcome(**{name: _field(known[name], value) for name, value in data.items() if name != "type"})
    except (TypeError, ValueError, InvalidOperation) as error:
        raise NotationError(f"« {kind} » : il manque une valeur ou l'une n'est pas un nombre ({error}).") from None
    return built  # type: ignore[no-any-return]


def _field(annotation: Any, value: Any) -> Any:
    if "tuple" in str(annotation):
        return tuple((str(name), str(said)) for name, said in value)
    return Decimal(str(value)) if "Decimal" in str(annotation) and value is not None else value


def _named_to_json(value: Value) -> Json:
    return {"kind": _kind_of(value).value, "value": value_to_json(value)}


def _kind_of(value: Value) -> Kind:
    kinds: Sequence[tuple[type[Any] | tuple[type[Any], ...], Kind]] = (
        (bool, Kind.BOOLEAN),
        ((int, Decimal), Kind.NUMBER),
        (date, Kind.DATE),
        (time, Kind.TIME),
    )
    return next((kind for types, kind in kinds if isinstance(value, types)), Kind.CHOICE)


def rounding_to_json(rounding: Rounding | None) -> Json | None:
    """A rounding, or nothing where the step does not round."""
    if rounding is None:
        return None
    return {"mode": rounding.mode.value, "decimales": rounding.places} | (
        {"par": rounding.by} if rounding.by != 1 else {}
    )


def rounding_from_json(data: Mapping[str, Any] | None) -> Rounding | None:
    """The rounding a JSON value describes. Raises NotationError on an unknown mode."""
    if not data:
        return None
    try:
        return Rounding(RoundingMode(data["mode"]), int(data["decimales"]), max(1, int(data.get("par", 1))))
    except (KeyError, ValueError):
        modes = ", ".join(mode.value for mode in RoundingMode)
        raise NotationError(f"Un arrondi a un « mode » ({modes}) et des « decimales ».") from None
