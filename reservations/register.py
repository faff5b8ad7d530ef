"""Everything known of a household's bookings around some days, loaded at once in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from families.custody import Custody, custody_of
from families.history import Records, load_records
from families.models import Child, Criterion, Household
from reservations.calendars import Days, load_days
from reservations.facts import Situation
from reservations.models import Activity, Enrolment, Reservation, Session, Unit
from rules.editions import History, histories


@dataclass
class Register:
    """A household, its children, their enrolments and units, and every dated row that a rule may ask about."""

    household: Household
    children: tuple[Child, ...]
    enrolments: tuple[Enrolment, ...]
    units: dict[int, tuple[Unit, ...]]  # by activity
    records: Records
    days: dict[int, Days]  # by calendar
    custody: dict[int, Custody]
    criteria: tuple[Criterion, ...]
    rulebooks: dict[int, History]
    _by_child: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for enrolment in self.enrolments:
            self._by_child[enrolment.child_id].append(enrolment)

    @cached_property
    def activities(self) -> dict[int, Activity]:
        return {enrolment.activity_id: enrolment.activity for enrolment in self.enrolments}

    def child(self, pk: int) -> Child | None:
        return next((child for child in self.children if child.pk == pk), None)

    def enrolments_of(self, child: Child) -> list[Enrolment]:
        """The enrolments of a child paid by this household, in the order of the activities."""
        return self._by_child[child.pk]

    def enrolment_on(self, child: int, activity: int, day: date) -> Enrolment | None:
        """The enrolment of a child in an activity on a day."""
        mine = self._by_child[child]
        return next((one for one in mine if one.activity_id == activity and one.covers(day)), None)

    def days_of(self, activity: Activity) -> Days:
        return self.days[activity.calendar_id]

    def history(self, rulebook: int | None) -> History:
        """The editions of a règlement; none where the activity has no such règlement."""
        return self.rulebooks.get(rulebook or 0, History())

    def situation(self, child: Child, unit: Unit, session: Session, enrolment: Enrolment | None, **known) -> Situation:
        """What facts are read from, for a child in a session."""
        activity = self.activities[unit.activity_id]
        group = enrolment.group if enrolment else session.group
        return Situation(
            records=self.records, days=self.days_of(activity), criteria=self.criteria, siblings=self.children,
            child=child, household=self.household.pk, activity=activity, group=group, unit=unit,
            day=session.starts_on, enrolment=enrolment, **known,
        )  # fmt: skip


def load_register(household: Household, *, activities: Iterable[int] | None = None) -> Register:
    """The register of a household: its visible enrolments, or those of some activities."""
    children = tuple(household.children.order_by("first_name", "birth_date", "pk"))
    enrolments = _enrolments(household, activities)
    keys = {enrolment.activity_id for enrolment in enrolments}
    rulebooks = {
        key
        for enrolment in enrolments
        for key in (
            enrolment.activity.access_rulebook_id,
            enrolment.activity.cutoff_rulebook_id,
            enrolment.activity.price_rulebook_id,
        )
    }
    criteria = tuple(Criterion.objects.all())
    return Register(
        household=household,
        children=children,
        enrolments=enrolments,
        units=_units(keys),
        records=load_records([household.pk], [child.pk for child in children], criteria=bool(criteria)),
        days=load_days({enrolment.activity.calendar_id for enrolment in enrolments}),
        custody=custody_of(child.pk for child in children),
        criteria=criteria,
        rulebooks=histories(rulebooks),
    )


def _enrolments(household: Household, activities: Iterable[int] | None) -> tuple[Enrolment, ...]:
    mine = household.enrolments.select_related("activity__school_year", "activity__revenue_office", "group")
    chosen = mine.filter(activity__is_published=True) if activities is None else mine.filter(activity__in=activities)
    return tuple(chosen.order_by("child_id", "activity__position", "activity__name", "starts_on"))


def _units(activities: Iterable[int]) -> dict[int, tuple[Unit, ...]]:
    found: dict[int, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(activity__in=activities).order_by("activity_id", "position"):
        found[unit.activity_id].append(unit)
    return {activity: tuple(units) for activity, units in found.items()}


def pending_of(household: Household, at: datetime) -> list[Reservation]:
    """The basket: the household's held and leaving reservations that have not expired, by day."""
    mine = household.reservations.pending().filter(held_until__gt=at)
    return list(
        mine.select_related("session__unit__activity", "session__group", "child", "variant", "order").order_by(
            "session__starts_on", "session_id", "pk"
        )
    )
