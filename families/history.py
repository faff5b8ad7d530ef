"""Dated rows read in bulk: for many households and children, what was in force on any day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from families.models import Criterion, CriterionValue, HealthSheet, Quotient, Residence, Schooling
from families.rows import M, places, read


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


class Records:
    """The histories of some households and children, by household or child pk; each is one query, when first asked.

    `usual` remembers, for who keeps it from one to the next, which were asked for: `read_ahead` reads those at once.
    """

    def __init__(
        self,
        households: Iterable[int],
        children: Iterable[int],
        *,
        criteria: bool = True,
        usual: set[str] | None = None,
    ) -> None:
        self._households, self._children, self._has_criteria = list(households), list(children), criteria
        self._usual = set() if usual is None else usual

    def read_ahead(self) -> None:
        """Read the usual histories now, before a lock is taken that others wait for."""
        for name in sorted(self._usual):
            getattr(self, name)

    @cached_property
    def quotients(self) -> Histories:
        """By household and measure: a Decimal, or None where it is unknown."""
        self._usual.add("quotients")
        rows = _dated(Quotient, "household_id", self._households)
        return _histories(((row.household_id, row.measure), row.valid_from, row.value) for row in rows)

    @cached_property
    def residences(self) -> Histories:
        """By household: whether it lives in the commune, or None."""
        self._usual.add("residences")
        rows = _dated(Residence, "household_id", self._households)
        return _histories((row.household_id, row.valid_from, row.is_resident) for row in rows)

    @cached_property
    def schoolings(self) -> Histories:
        """By child: a Schooling."""
        self._usual.add("schoolings")
        rows = _dated(Schooling, "child_id", self._children)
        return _histories((row.child_id, row.valid_from, row) for row in rows)

    @cached_property
    def health(self) -> Histories:
        """By child: a HealthSheet."""
        self._usual.add("health")
        rows = _dated(HealthSheet, "child_id", self._children)
        return _histories((row.child_id, row.valid_from, row) for row in rows)

    @cached_property
    def criteria(self) -> Histories:
        """By target ("foyer" or "enfant"), pk and slug of the criterion: a JSON value; no query without criterion."""
        self._usual.add("criteria")
        return _criteria(self._households, self._children) if self._has_criteria else {}

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


def _dated(model: type[M], owner: str, owners: Sequence[int]) -> list[M]:
    """The rows of some owners, oldest first."""
    return read(model, f"WHERE t.{owner} IN ({places(owners)}) ORDER BY t.valid_from", owners) if owners else []


def _histories(rows: Iterable[tuple[Hashable, date, Any]]) -> Histories:
    found: Histories = defaultdict(History)
    for owner, day, value in rows:
        found[owner].add(day, value)
    return dict(found)
