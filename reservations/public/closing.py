"""The next moment each unit closes for an ordinary booking, for anybody to read (B12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reservations.days.verdicts import begins, span_start
from reservations.models import Activity, Session, Unit
from reservations.public.stranger import facts_of_day
from reservations.town import Town
from rules.cutoffs import PARIS, resolve
from rules.deadlines import answer
from rules.facts import FactError
from rules.verdicts import OverlapError
from rules.vocabulary import Vocabulary

HORIZON = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Closing:
    """Until when a unit is booked for some days; without a moment, nothing closes soon."""

    unit: Unit
    until: datetime | None = None
    first: date | None = None
    last: date | None = None


def next_closings(town: Town, activity: Activity, words: Vocabulary, *, at: datetime) -> list[Closing]:
    """For each unit booked by families, its next deadline and the first and last of the days it closes."""
    units = [one for one in town.units if one.activity_id == activity.pk and one.origin == Unit.Origin.BOOKED]
    today = at.astimezone(PARIS).date()
    found = Session.objects.filter(
        unit__in=[unit.pk for unit in units], starts_on__range=(today, today + HORIZON), is_open=True
    )
    days: dict[int, list[date]] = {unit.pk: [] for unit in units}
    for unit, day in found.values_list("unit", "starts_on").distinct().order_by("starts_on"):
        days[unit].append(day)
    return [_next(town, activity, unit, days[unit.pk], words, at) for unit in units]


def _next(town: Town, activity: Activity, unit: Unit, days: Iterable[date], words: Vocabulary, at: datetime) -> Closing:
    ends = [(moment, day) for day in days if (moment := _end(town, activity, unit, day, words)) and moment > at]
    if not ends:
        return Closing(unit)
    until = min(moment for moment, _day in ends)
    closed = [day for moment, day in ends if moment == until]
    return Closing(unit, until, min(closed), max(closed))


def _end(town: Town, activity: Activity, unit: Unit, day: date, words: Vocabulary) -> datetime | None:
    """The first edge of the cut-off of an ordinary booking; None where it depends on who books, or there is none."""
    edition = town.rulebooks([activity.cutoff_rulebook_id])[activity.cutoff_rulebook_id].on(day) if (
        activity.cutoff_rulebook_id) else None  # fmt: skip
    if edition is None:
        return begins(unit, day)
    calendar = town.days[activity.calendar_id]
    try:
        said = answer(edition.rulebook, facts_of_day(activity, unit, day, calendar, words))
    except (FactError, OverlapError):
        return None
    if said.cutoff is None:
        return None
    start = span_start(unit, day, calendar, activity)
    edges = resolve(said.cutoff, day=day, span_start=start, session_start=begins(unit, day),
                    calendar=calendar.for_unit(unit)).edges  # fmt: skip
    return min((edge.at for edge in edges), default=None)
