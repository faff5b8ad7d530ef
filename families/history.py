"""Dated rows read in bulk: for many households and children, what was in force on any day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from families.models import Criterion, CriterionValue, HealthSheet, Quotient, Residence, Schooling


@dataclass(slots=True)
class History:
    """Values with the day each starts; in force on a day = the latest that starts on or before it."""

    days: list[date] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, day: date, value: Any) -> None:
        """Add a value that starts later than those before it."""
        self.days.append(day)
        self.values.append(value)

    def on(self, day: date) -> Any:
        """The value in force on ``day``, or None before the first."""
        place = bisect_right(self.days, day)
        return self.values[place - 1] if place else None

    def since(self, day: date) -> date | None:
        """The day the value in force on ``day`` started."""
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place else None


Histories = dict[Hashable, History]
NOTHING = History()


@dataclass(frozen=True, slots=True)
class Records:
    """The histories of some households and children, by household or child pk."""

    quotients: Histories  # (household, measure) -> Decimal or None
    residences: Histories  # household -> bool or None
    schoolings: Histories  # child -> Schooling
    health: Histories  # child -> HealthSheet
    criteria: Histories  # ("foyer" or "enfant", pk, criterion slug) -> JSON value

    def quotient(self, household: int, measure: str, day: date) -> Any:
        return self.quotients.get((household, measure), NOTHING).on(day)

    def resident(self, household: int, day: date) -> bool | None:
        return self.residences.get(household, NOTHING).on(day)

    def schooling(self, child: int, day: date) -> Schooling | None:
        return self.schoolings.get(child, NOTHING).on(day)

    def health_sheet(self, child: int, day: date) -> HealthSheet | None:
        return self.health.get(child, NOTHING).on(day)

    def criterion(self, target: str, owner: int, slug: str, day: date) -> Any:
        return self.criteria.get((target, owner, slug), NOTHING).on(day)


def load_records(households: Iterable[int], children: Iterable[int], *, criteria: bool = True) -> Records:
    """The dated rows of these households and children, in five queries; four where the town has no criterion."""
    owners, kids = list(households), list(children)
    quotients = Quotient.objects.filter(household__in=owners).order_by("valid_from")
    residences = Residence.objects.filter(household__in=owners).order_by("valid_from")
    schoolings = Schooling.objects.filter(child__in=kids).order_by("valid_from")
    health = HealthSheet.objects.filter(child__in=kids).order_by("valid_from")
    return Records(
        quotients=_histories(((row.household_id, row.measure), row.valid_from, row.value) for row in quotients),
        residences=_histories((row.household_id, row.valid_from, row.is_resident) for row in residences),
        schoolings=_histories((row.child_id, row.valid_from, row) for row in schoolings),
        health=_histories((row.child_id, row.valid_from, row) for row in health),
        criteria=_criteria(owners, kids) if criteria else {},
    )


def _criteria(households: list[int], children: list[int]) -> Histories:
    values = CriterionValue.objects.select_related("criterion").order_by("valid_from")
    mine = values.filter(household__in=households) | values.filter(child__in=children)
    household, child = Criterion.Target.HOUSEHOLD.value, Criterion.Target.CHILD.value
    return _histories(
        (
            (household, row.household_id, row.criterion.slug)
            if row.household_id
            else (child, row.child_id, row.criterion.slug),
            row.valid_from,
            row.value,
        )
        for row in mine
    )


def _histories(rows: Iterable[tuple[Hashable, date, Any]]) -> Histories:
    found: Histories = defaultdict(History)
    for owner, day, value in rows:
        found[owner].add(day, value)
    return dict(found)
