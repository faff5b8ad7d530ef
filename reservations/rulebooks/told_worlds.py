"""A world told in JSON: lines and their facts, without any database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from reservations.calendars import Days, keys_of, spans_of
from reservations.pricing.bills import WorldLine
from reservations.pricing.imagined import imagine, school_year_of
from reservations.rulebooks.told_calendars import ToldError, day_told, known_keys, moment_told
from rules.conditions import fact_called
from rules.cutoffs import Calendar
from rules.example_texts import ExampleError, read_lines
from rules.facts import Fact, FactError, Value, encode
from rules.lines import Line
from rules.notation import Json, NotationError, value_from_json

SMALLEST = Decimal("0.000001")
LINE_KEYS = ("sujet", "jour", "qui", "faits", "quantite", "reserve-le", "rang")


# Worlds ------------------------------------------------------------------------------------------


def world_told(
    data: Any,
    facts: Sequence[Fact],
    usual: Mapping[str, Any],
    on: date | None,
    days: Days,
    calendar: Calendar | None = None,
) -> list[WorldLine]:
    """The lines of a world: a list of objects, or of texts as in the examples of a règlement.

    ``calendar`` is that of their service, ``usual`` are facts of every line that does not give its own,
    ``on`` the day of a line without day.
    """
    if not isinstance(data, list):
        raise ToldError("lignes : une liste est attendue : [ … ].")
    served = calendar or Calendar()
    told = (_line(number, one, facts, usual, on, days) for number, one in enumerate(data, start=1))
    return [WorldLine(replace(line, calendar=served)) for line in told]


def _line(number: int, data: Any, facts: Sequence[Fact], usual: Mapping[str, Any], on: date | None, days: Days) -> Line:
    where = f"ligne {number}"
    told = _from_text(data, facts, where) if isinstance(data, str) else data
    if not isinstance(told, Mapping):
        raise ToldError(f"{where} : un objet ou un texte est attendu.")
    known_keys(told, LINE_KEYS, where)
    day = day_told(told["jour"], where) if told.get("jour") else on
    if day is None:
        raise ToldError(f"{where} : il manque « jour » (ou l'option --on).")
    who = tuple(map(str, told.get("qui") or ("foyer", "enfant")))
    given = facts_told({**usual, **(told.get("faits") or {})}, facts, where)
    known = {fact.name: None for fact in facts} | _of_the_day(day, who, days) | given
    keys = keys_of(who[0], who[-1], spans_of(day, days, school_year_of(day)))
    booked = told.get("reserve-le")
    return Line(
        subject=str(told.get("sujet") or f"ligne-{number}"), day=day, facts=known, keys=keys,
        quantity=Decimal(str(told.get("quantite", 1))), booked_at=moment_told(booked, where) if booked else None,
        rank=int(told.get("rang", number)), counted=known.get("annulation") is None,
    )  # fmt: skip


def _from_text(text: str, facts: Sequence[Fact], where: str) -> Json:
    try:
        return read_lines(text, facts)[0]
    except (ExampleError, FactError) as error:
        raise ToldError(f"{where} : {error}") from None


def _of_the_day(day: date, who: tuple[str, ...], days: Days) -> dict[str, Value]:
    """What the calendar and an ordinary booking say of a line."""
    return {
        **imagine(day, who).facts,
        "periode": "vacances" if days.in_holidays(day) else "scolaire",
        "jour_ferie": days.is_public_holiday(day),
    }


def facts_told(data: Mapping[str, Any], facts: Sequence[Fact], where: str) -> dict[str, Value]:
    """The facts an object gives, by name or by title. Raises ToldError."""
    found: dict[str, Value] = {}
    for said, value in data.items():
        try:
            fact = fact_called(said, list(reversed(facts)))
            found[fact.name] = value_from_json(fact.kind, value)
            encode(replace(fact, grain=SMALLEST), found[fact.name])  # each table then has the grain it chooses
        except (FactError, NotationError) as error:
            raise ToldError(f"{where}, « {said} » : {error}") from None
    return found
