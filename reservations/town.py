"""What the town has chosen: activities, calendars, règlements, settings; read once a process, until it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from families.models import Criterion
from reservations.calendars import Days, load_days
from reservations.marks import current_mark
from reservations.models import Activity, BookingSettings, Group, Unit
from rules.editions import History, histories


@dataclass
class Town:
    """The choices of the town under one mark. They are shared by every request of the process: nobody changes them."""

    units: tuple[Unit, ...]  # in the order a planning shows them
    activities: Mapping[int, Activity]
    groups: Mapping[int, Group]
    days: Mapping[int, Days]  # by calendar
    criteria: tuple[Criterion, ...]
    hold: timedelta  # how long the places of a basket are kept
    usual: set[str] = field(default_factory=set)  # the family histories its règlements asked for: only ever grows
    _rulebooks: dict[int, History] = field(default_factory=dict)

    def rulebooks(self, keys: Iterable[int | None]) -> dict[int, History]:
        """The live editions of these règlements; those never asked for before are read now."""
        wanted = {key for key in keys if key is not None}
        if new := wanted - self._rulebooks.keys():
            self._rulebooks.update(histories(new))
        return {key: self._rulebooks[key] for key in wanted}


_kept: dict[str, Town] = {}


def current_town() -> Town:
    """The town as this transaction sees it: one short query while nothing changes, eight when something has."""
    mark = current_mark()
    found = _kept.get(mark) if mark else None
    if found is None:
        found = _read()
        _kept.clear()
        if mark:
            _kept[mark] = found
    return found


def _read() -> Town:
    order = ("activity__position", "activity__name", "activity_id", "position", "pk")
    found = Unit.objects.select_related("activity__school_year", "activity__revenue_office")
    units = tuple(found.prefetch_related("variants").order_by(*order))
    activities: dict[int, Activity] = {}
    for unit in units:
        unit.activity = activities.setdefault(unit.activity_id, unit.activity)
    return Town(
        units=units,
        activities=activities,
        groups=Group.objects.in_bulk(),
        days=load_days({activity.calendar_id for activity in activities.values()}),
        criteria=tuple(Criterion.objects.all()),
        hold=BookingSettings.current().hold,
    )
