"""The sessions whose booking may close soon: read from the règlements alone, before any family is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from reservations.calendars import Days, load_days
from reservations.days.verdicts import begins, span_start
from reservations.models import Activity, Session, Unit
from rules.cutoffs import PARIS, Cutoff, resolve
from rules.editions import History, histories

HORIZON = timedelta(days=62)  # « le 15 du mois précédent » closes a whole month, seven weeks before its last day


def closing_between(first: datetime, last: datetime) -> list[Session]:
    """The sessions of published activities that some row of their règlement closes in this time, by day.

    A superset: which row speaks depends on the child. An edge at the end counts, one at the start does not.
    """
    today = first.astimezone(PARIS).date()
    found = Session.objects.filter(
        starts_on__range=(today, today + HORIZON), is_open=True, unit__origin=Unit.Origin.BOOKED,
        unit__activity__is_published=True, unit__activity__cutoff_rulebook__isnull=False,
    ).select_related("unit__activity__school_year", "group").order_by("starts_on", "pk")  # fmt: skip
    sessions = list(found)
    activities = {one.unit.activity_id: one.unit.activity for one in sessions}
    days = load_days({one.calendar_id for one in activities.values()})
    rulebooks = histories(one.cutoff_rulebook_id for one in activities.values())
    closes = _Closings(days, rulebooks, first, last)
    return [one for one in sessions if closes.closes(one.unit, one.starts_on)]


class _Closings:
    """Does a unit close on a day in this time? Asked once for each unit and day."""

    def __init__(self, days: dict[int, Days], rulebooks: dict[int, History], first: datetime, last: datetime) -> None:
        self.days, self.rulebooks, self.first, self.last = days, rulebooks, first, last
        self.known: dict[tuple[int, date], bool] = {}

    def closes(self, unit: Unit, day: date) -> bool:
        key = unit.pk, day
        if key not in self.known:
            self.known[key] = any(self.first < at <= self.last for at in self._edges(unit, day))
        return self.known[key]

    def _edges(self, unit: Unit, day: date) -> Iterator[datetime]:
        activity: Activity = unit.activity
        days = self.days[activity.calendar_id]
        for cutoff in self._cutoffs(activity, day):
            found = resolve(
                cutoff,
                day=day,
                span_start=span_start(unit, day, days, activity),
                session_start=begins(unit, day),
                calendar=days.for_unit(unit),
            )
            yield from (edge.at for edge in found.edges)

    def _cutoffs(self, activity: Activity, day: date) -> list[Cutoff]:
        history = self.rulebooks.get(activity.cutoff_rulebook_id or 0, History())
        edition = history.on(day)
        steps = edition.rulebook.steps if edition else ()
        return [row.output for step in steps for row in step.table.rows if isinstance(row.output, Cutoff)]
