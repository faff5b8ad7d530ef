"""A calendar told in JSON: holidays by zone, bridges, closures, strikes and outages, without any database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from reservations.calendars import Days
from reservations.models import Calendar as TownCalendar
from reservations.models import CalendarPeriod
from rules.cutoffs import GRACE, PARIS, Calendar, CutoffError, Outage
from rules.typed import plainly

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ZONES = tuple(TownCalendar.Zone.values)
PERIODS = {
    "vacances": CalendarPeriod.Kind.HOLIDAYS,
    "feries": CalendarPeriod.Kind.PUBLIC_HOLIDAY,
    "fermetures": CalendarPeriod.Kind.CLOSURE,
    "ponts": CalendarPeriod.Kind.BRIDGE,
    "greves": CalendarPeriod.Kind.STRIKE,
}
CALENDAR_KEYS = (*PERIODS, "pannes", "zone", "jours-ouverture", "ouvert-en-periode-scolaire", "ouvert-en-vacances")
PERIOD_KEYS = ("nom", "du", "au", "zones")
OUTAGE_KEYS = ("nom", "du", "au", "delai")


class ToldError(ValueError):
    """A calendar or a line nobody understands; the message says where and what to write, in French."""


def days_told(data: Mapping[str, Any]) -> Days:
    """The days of a calendar told as ``{"vacances": [{"nom", "du", "au"}], "feries": ["2026-05-01"], …}``.

    Periods that name other zones than that of the calendar are left out. Raises ToldError.
    """
    known_keys(data, CALENDAR_KEYS, "calendrier")
    zone = _zone(data.get("zone"), "calendrier, zone") if data.get("zone") else ""
    return Days([period for key, kind in PERIODS.items() for period in _periods(key, kind, data.get(key) or (), zone)])


def calendar_told(data: Mapping[str, Any]) -> Calendar:
    """The calendar deadlines are counted on: the days of ``days_told``, the weekdays of opening, the outages."""
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
        outages=tuple(_outage(number, one) for number, one in enumerate(data.get("pannes") or (), start=1)),
    )


def _weekdays(data: Iterable[Any]) -> frozenset[int]:
    said = [plainly(str(day)) for day in data]
    unknown = [day for day in said if day not in WEEKDAYS]
    if unknown:
        raise ToldError(f"calendrier, jours-ouverture : « {unknown[0]} » n'est pas un jour de la semaine.")
    return frozenset(map(WEEKDAYS.index, said))


def _zone(said: Any, where: str) -> str:
    found = str(said).strip().upper()
    if found not in ZONES:
        raise ToldError(f"{where} : « {said} » n'est pas une zone : écrivez {', '.join(ZONES)}.")
    return found


def _periods(key: str, kind: str, data: Iterable[Any], zone: str) -> list[CalendarPeriod]:
    found = []
    for number, one in enumerate(data, start=1):
        where = f"calendrier, {key}, {number}"
        said = one if isinstance(one, Mapping) else {"du": one}
        known_keys(said, PERIOD_KEYS, where)
        zones = [_zone(each, where) for each in said.get("zones") or ()]
        if zones and not zone:
            raise ToldError(f'{where} : cette période est propre à des zones, dites celle du calendrier : "zone": "C".')
        if not zones or zone in zones:
            found.append(_period(kind, str(said.get("nom", key)), said, where))
    return found


def _period(kind: str, name: str, said: Mapping[str, Any], where: str) -> CalendarPeriod:
    first = day_told(said.get("du"), where)
    last = day_told(said.get("au") or said.get("du"), where)
    if last < first:
        raise ToldError(f"{where} : finit avant de commencer.")
    return CalendarPeriod(kind=kind, label=name, starts_on=first, ends_on=last)


def _outage(number: int, said: Any) -> Outage:
    where = f"calendrier, pannes, {number}"
    if not isinstance(said, Mapping):
        raise ToldError(f'{where} : écrivez {{"nom": "Panne du portail", "du": "2026-11-19T08:00", "au": …}}.')
    known_keys(said, OUTAGE_KEYS, where)
    start, end = (moment_told(said.get(key), where) for key in ("du", "au"))
    try:
        grace = timedelta(minutes=round(Decimal(str(said["delai"])) * 60)) if "delai" in said else GRACE
        return Outage(str(said.get("nom", "panne du portail")), start, end, grace)
    except (CutoffError, TypeError, ValueError, DecimalException, OverflowError) as error:
        raise ToldError(f"{where} : {error}") from None


def day_told(said: Any, where: str) -> date:
    """The date « 2026-06-01 ». Raises ToldError."""
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise ToldError(f"{where} : « {said} » n'est pas une date : écrivez 2026-06-01.") from None


def moment_told(said: Any, where: str) -> datetime:
    """The moment « 2026-05-28T09:30 », Paris time where it does not say. Raises ToldError."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        raise ToldError(f"{where} : « {said} » n'est pas un moment : écrivez 2026-05-28T09:30.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


def known_keys(data: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    """Raises ToldError naming a key that is not one of these."""
    unknown = [key for key in data if key not in keys]
    if unknown:
        raise ToldError(f"{where} : « {unknown[0]} » n'est pas prévu : écrivez {', '.join(keys)}.")
