"""A calendar and a world told in JSON: days, lines and their facts, without any database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reservations.calendars import Days, keys_of, spans_of
from reservations.models import CalendarPeriod
from reservations.pricing.bills import WorldLine
from reservations.pricing.imagined import imagine, school_year_of
from rules.conditions import fact_called
from rules.cutoffs import PARIS, Calendar
from rules.example_texts import ExampleError, read_lines
from rules.facts import Fact, FactError, Value, encode
from rules.lines import Line
from rules.notation import Json, NotationError, value_from_json
from rules.typed import plainly

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PERIODS = {
    "vacances": CalendarPeriod.Kind.HOLIDAYS,
    "feries": CalendarPeriod.Kind.PUBLIC_HOLIDAY,
    "fermetures": CalendarPeriod.Kind.CLOSURE,
    "ponts": CalendarPeriod.Kind.BRIDGE,
    "greves": CalendarPeriod.Kind.STRIKE,
}
CALENDAR_KEYS = (*PERIODS, "jours-ouverture", "ouvert-en-periode-scolaire", "ouvert-en-vacances")
SMALLEST = Decimal("0.000001")
LINE_KEYS = ("sujet", "jour", "qui", "faits", "quantite", "reserve-le", "rang")


class ToldError(ValueError):
    """A calendar or a line nobody understands; the message says where and what to write, in French."""


# Calendars ---------------------------------------------------------------------------------------


def days_told(data: Mapping[str, Any]) -> Days:
    """The days of a calendar told as ``{"vacances": [{"nom", "du", "au"}], "feries": ["2026-05-01"], …}``."""
    _known(data, CALENDAR_KEYS, "calendrier")
    return Days([period for key, kind in PERIODS.items() for period in _periods(key, kind, data.get(key) or ())])


def calendar_told(data: Mapping[str, Any]) -> Calendar:
    """The calendar deadlines are counted on: the days of ``days_told`` and the weekdays the service opens."""
    days = days_told(data)

    def single(*kinds: str) -> frozenset[date]:
        return frozenset(days.single_days(*kinds))

    kind = CalendarPeriod.Kind
    return Calendar(
        public_holidays=single(kind.PUBLIC_HOLIDAY),
        school_holidays=tuple(days.holidays),
        closed_days=single(kind.CLOSURE, kind.BRIDGE),
        opening_weekdays=_weekdays(data.get("jours-ouverture", WEEKDAYS[:5])),
        strikes=single(kind.STRIKE),
        opens_in_term=bool(data.get("ouvert-en-periode-scolaire", True)),
        opens_in_holidays=bool(data.get("ouvert-en-vacances", False)),
    )


def _weekdays(data: Iterable[Any]) -> frozenset[int]:
    said = [plainly(str(day)) for day in data]
    unknown = [day for day in said if day not in WEEKDAYS]
    if unknown:
        raise ToldError(f"calendrier, jours-ouverture : « {unknown[0]} » n'est pas un jour de la semaine.")
    return frozenset(map(WEEKDAYS.index, said))


def _periods(key: str, kind: str, data: Iterable[Any]) -> list[CalendarPeriod]:
    found = []
    for number, one in enumerate(data, start=1):
        where = f"calendrier, {key}, {number}"
        said = one if isinstance(one, Mapping) else {"du": one}
        _known(said, ("nom", "du", "au"), where)
        first = day_told(said.get("du"), where)
        last = day_told(said.get("au") or said.get("du"), where)
        if last < first:
            raise ToldError(f"{where} : finit avant de commencer.")
        found.append(CalendarPeriod(kind=kind, label=str(said.get("nom", key)), starts_on=first, ends_on=last))
    return found


def day_told(said: Any, where: str) -> date:
    """The date « 2026-06-01 ». Raises ToldError."""
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise ToldError(f"{where} : « {said} » n'est pas une date : écrivez 2026-06-01.") from None


# Worlds ------------------------------------------------------------------------------------------


def world_told(
    data: Any, facts: Sequence[Fact], usual: Mapping[str, Any], on: date | None, days: Days
) -> list[WorldLine]:
    """The lines of a world: a list of objects, or of texts as in the examples of a règlement.

    ``usual`` are facts of every line that does not give its own, ``on`` the day of a line without day.
    """
    if not isinstance(data, list):
        raise ToldError("lignes : une liste est attendue : [ … ].")
    return [_line(number, one, facts, usual, on, days) for number, one in enumerate(data, start=1)]


def _line(
    number: int, data: Any, facts: Sequence[Fact], usual: Mapping[str, Any], on: date | None, days: Days
) -> WorldLine:
    where = f"ligne {number}"
    told = _from_text(data, facts, where) if isinstance(data, str) else data
    if not isinstance(told, Mapping):
        raise ToldError(f"{where} : un objet ou un texte est attendu.")
    _known(told, LINE_KEYS, where)
    day = day_told(told["jour"], where) if told.get("jour") else on
    if day is None:
        raise ToldError(f"{where} : il manque « jour » (ou l'option --on).")
    who = tuple(map(str, told.get("qui") or ("foyer", "enfant")))
    given = facts_told({**usual, **(told.get("faits") or {})}, facts, where)
    known = {fact.name: None for fact in facts} | _of_the_day(day, who, days) | given
    keys = keys_of(who[0], who[-1], spans_of(day, days, school_year_of(day)))
    booked = told.get("reserve-le")
    return WorldLine(
        Line(
            subject=str(told.get("sujet") or f"ligne-{number}"), day=day, facts=known, keys=keys,
            quantity=Decimal(str(told.get("quantite", 1))), booked_at=moment_told(booked, where) if booked else None,
            rank=int(told.get("rang", number)), counted=known.get("annulation") is None,
        )
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


def moment_told(said: Any, where: str) -> datetime:
    """The moment « 2026-05-28T09:30 », Paris time where it does not say. Raises ToldError."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        raise ToldError(f"{where} : « {said} » n'est pas un moment : écrivez 2026-05-28T09:30.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


def _known(data: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    unknown = [key for key in data if key not in keys]
    if unknown:
        raise ToldError(f"{where} : « {unknown[0]} » n'est pas prévu : écrivez {', '.join(keys)}.")
