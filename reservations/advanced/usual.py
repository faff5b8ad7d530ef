"""The usual week of a family: remembered when it is booked, offered the next time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from families.models import Household
from reservations.days.plans import PlanRow
from reservations.models import Unit, UsualWeek

Key = tuple[int, str, str]  # a child, the short names of an activity and of its unit: they outlive a school year


@dataclass(frozen=True, slots=True)
class Usual:
    """The weekdays of a child in a unit (0 is Monday), and the hours where the family chooses them."""

    weekdays: frozenset[int]
    starts_at: time | None = None
    ends_at: time | None = None

    @property
    def hours(self) -> tuple[time | None, time | None]:
        return self.starts_at, self.ends_at


Usuals = Mapping[Key, Usual]


def usual_weeks(household: Household) -> dict[Key, Usual]:
    """What the household usually books, in one query; this year's units say it before last year's."""
    weeks = UsualWeek.objects.filter(household=household).select_related("unit__activity__school_year")
    return {
        (one.child_id, one.unit.activity.slug, one.unit.slug): Usual(frozenset(one.weekdays), *one.hours)
        for one in weeks.order_by("unit__activity__school_year__starts_on", "pk")
        if one.weekdays
    }


def usual_of(row: PlanRow, weeks: Usuals) -> Usual | None:
    """What is usual in a row of the planning."""
    return weeks.get((row.child.pk, row.activity.slug, row.unit.slug))


def remember(household: Household, usual: Iterable[tuple[int, Unit, Usual]]) -> int:
    """Keep what is usual for some children (by pk) in some units, in place of what was; gives their number."""
    weeks = [
        UsualWeek(
            household=household, child_id=child, unit=unit, weekdays=sorted(one.weekdays),
            starts_at=one.starts_at, ends_at=one.ends_at,
        )
        for child, unit, one in usual
    ]  # fmt: skip
    UsualWeek.objects.bulk_create(
        weeks,
        update_conflicts=True,
        unique_fields=["household", "child", "unit"],
        update_fields=["weekdays", "starts_at", "ends_at"],
    )
    return len(weeks)
