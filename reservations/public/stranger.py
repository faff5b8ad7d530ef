"""A month of somebody the town does not know, priced by the règlement in force; nothing is read of anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reservations.calendars import Days, keys_of, spans_of
from reservations.models import Activity, Session, Unit
from reservations.planning.simulating import Named, Simulation, priced
from reservations.pricing.bills import Tariff, WorldLine
from reservations.pricing.imagined import imagine
from reservations.pricing.worlds import tariff_from
from reservations.town import Town
from rules.facts import Value
from rules.lines import Line
from rules.vocabulary import Vocabulary

HOUSEHOLD, CHILD = "foyer", "enfant"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which units (by key), which weekdays (0 for Monday), from when to when; the facts somebody gave."""

    units: Collection[int]
    weekdays: Collection[int]
    first: date
    last: date
    facts: Mapping[str, Value]


def tariff_of_activity(town: Town, activity: Activity) -> Tariff:
    """The live editions of the activity's price règlement."""
    history = town.rulebooks([activity.price_rulebook_id]).get(activity.price_rulebook_id or 0)
    return tariff_from(history, activity)


def simulate_for_anybody(
    town: Town, activity: Activity, asked: Asked, words: Vocabulary, *, at: datetime
) -> Simulation:
    """What these days would cost one child, each answered by what was given and else by nothing."""
    units = {unit.pk: unit for unit in town.units if unit.activity_id == activity.pk and unit.pk in asked.units}
    days = town.days[activity.calendar_id]
    named = [
        Named(units[unit].name, WorldLine(_line(number, activity, units[unit], day, days, asked, words, at)))
        for number, (unit, day) in enumerate(_open_days(units, asked), start=1)
    ]
    return priced(tariff_of_activity(town, activity), activity, named)


def _open_days(units: Collection[int], asked: Asked) -> Iterator[tuple[int, date]]:
    """Each unit and day of an open session once, whichever groups it takes, by day."""
    found = Session.objects.filter(unit__in=units, starts_on__range=(asked.first, asked.last), is_open=True)
    pairs = found.values_list("unit", "starts_on").distinct().order_by("starts_on", "unit")
    yield from ((unit, day) for unit, day in pairs if day.weekday() in asked.weekdays)


def _line(
    number: int, activity: Activity, unit: Unit, day: date, days: Days, asked: Asked, words: Vocabulary, at: datetime
) -> Line:
    keys = keys_of(HOUSEHOLD, CHILD, spans_of(day, days, activity.school_year))
    return Line(
        subject=f"essai:{unit.pk}:{day.isoformat()}", day=day, facts=facts_of_day(activity, unit, day, days, words)
        | asked.facts, keys=keys, booked_at=at, rank=number, calendar=days.for_unit(unit),
    )  # fmt: skip


def facts_of_day(activity: Activity, unit: Unit, day: date, days: Days, words: Vocabulary) -> dict[str, Value]:
    """What the service and its calendar say of an ordinary booking; everything else is unknown."""
    minutes = None
    if unit.starts_at and unit.ends_at:
        minutes = (unit.ends_at.hour - unit.starts_at.hour) * 60 + unit.ends_at.minute - unit.starts_at.minute
    return {
        **dict.fromkeys(fact.name for fact in words.facts),
        **imagine(day, (HOUSEHOLD, CHILD)).facts,
        "activite": activity.slug, "unite": unit.slug, "minutes": minutes,
        "periode": "vacances" if days.in_holidays(day) else "scolaire", "jour_ferie": days.is_public_holiday(day),
        "jour_ouvert": days.for_unit(unit).is_open(day),
    }  # fmt: skip
