"""Everything known of a household's bookings around some days, loaded at once in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from families.custody import Custody, children_of, custody_of, memberships_around
from families.history import Records
from families.models import Child, Criterion, Household
from families.rows import read
from payments.dues import dues
from payments.models import RevenueOffice
from reservations.calendars import Days
from reservations.dues import due_of
from reservations.facts import UNPAID, Situation
from reservations.models import Activity, Enrolment, Reservation, Session, Unit
from reservations.terms import Offer, offer_of
from reservations.town import Town, current_town
from rules.cutoffs import PARIS
from rules.editions import History
from rules.lines import ZERO


@dataclass
class Register:
    """A household, its children, their enrolments and units, and every dated row that a rule may ask about."""

    household: Household
    at: datetime
    children: tuple[Child, ...]
    activities: dict[int, Activity]
    enrolments: tuple[Enrolment, ...]
    units: dict[int, tuple[Unit, ...]]  # by activity
    records: Records
    days: dict[int, Days]  # by calendar
    custody: dict[int, Custody]
    criteria: tuple[Criterion, ...]
    rulebooks: dict[int, History]
    hold: timedelta  # how long the places of a basket are kept
    _offers: dict[int, Offer] = field(default_factory=dict)
    _by_child: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for enrolment in self.enrolments:
            self._by_child[enrolment.child_id].append(enrolment)

    @property
    def today(self) -> date:
        return self.at.astimezone(PARIS).date()

    @cached_property
    def dues(self) -> dict[RevenueOffice, Decimal]:
        """What is due at each régie, in euros; looked up once."""
        return dues(self.household, on=self.today)

    @cached_property
    def unpaid(self) -> Decimal:
        """What the household owes at the moment of the register, in euros; looked up only if a rule asks."""
        asked = any(UNPAID in one.rulebook.asked for history in self.rulebooks.values() for one in history.editions)
        return max(ZERO, due_of(self.dues.values())) if asked else ZERO

    def child(self, pk: int) -> Child | None:
        return next((child for child in self.children if child.pk == pk), None)

    def unit(self, pk: int) -> Unit | None:
        """A unit of these activities."""
        return next((unit for units in self.units.values() for unit in units if unit.pk == pk), None)

    def enrolments_of(self, child: Child) -> list[Enrolment]:
        """The enrolments of a child paid by this household, in the order of the activities."""
        return self._by_child[child.pk]

    def enrolment_on(self, child: int, activity: int, day: date) -> Enrolment | None:
        """The enrolment of a child in an activity on a day."""
        mine = self._by_child[child]
        return next((one for one in mine if one.activity_id == activity and one.covers(day)), None)

    def offer(self, unit: Unit) -> Offer:
        """What a unit lets a family choose."""
        if unit.pk not in self._offers:
            self._offers[unit.pk] = offer_of(unit)
        return self._offers[unit.pk]

    def days_of(self, activity: Activity) -> Days:
        return self.days[activity.calendar_id]

    def history(self, rulebook: int | None) -> History:
        """The editions of a règlement; none where the activity has no such règlement."""
        return self.rulebooks.get(rulebook or 0, History())

    def asked(self, activity: Activity) -> frozenset[str]:
        """The names of the facts that decide who may book this activity, and until when."""
        deciding = (activity.access_rulebook_id, activity.cutoff_rulebook_id)
        editions = (one for rulebook in deciding for one in self.history(rulebook).editions)
        return frozenset().union(*(one.rulebook.asked for one in editions))

    def situation(self, child: Child, unit: Unit, session: Session, enrolment: Enrolment | None, **known) -> Situation:
        """What facts are read from, for a child in a session."""
        activity = self.activities[unit.activity_id]
        group = enrolment.group if enrolment else session.group
        return Situation(
            records=self.records, days=self.days_of(activity), criteria=self.criteria, siblings=self.children,
            child=child, household=self.household.pk, activity=activity, group=group, unit=unit,
            day=session.starts_on, enrolment=enrolment, unpaid=self.unpaid, **known,
        )  # fmt: skip


def load_register(
    household: Household, *, at: datetime, first: date | None = None, last: date | None = None, booked: bool = True
) -> Register:
    """The register of a household as it stands ``at``: every activity in which it enrols or books,
    of the school years that meet the days from ``first`` to ``last``; ``booked=False`` leaves out an
    activity where it only has bookings.
    """
    town = current_town()
    memberships = memberships_around(household)
    children = children_of(household, memberships)
    enrolments = enrolments_of(household, town)
    units = _units(town, _mine(household, enrolments, booked), first or date.min, last or date.max)
    activities = {pk: town.activities[pk] for pk in units}
    return Register(
        household=household,
        at=at,
        children=children,
        activities=activities,
        enrolments=_in_order(enrolments, activities),
        units=units,
        records=Records(
            [household.pk], [child.pk for child in children], criteria=bool(town.criteria), usual=town.usual
        ),
        days={activity.calendar_id: town.days[activity.calendar_id] for activity in activities.values()},
        custody=custody_of((child.pk for child in children), memberships),
        criteria=town.criteria,
        rulebooks=town.rulebooks(key for activity in activities.values() for key in _rulebooks(activity)),
        hold=town.hold,
    )


def enrolments_of(household: Household, town: Town) -> list[Enrolment]:
    """Every enrolment the household pays, its group and its activity at hand."""
    found = read(Enrolment, "WHERE t.household_id = %s ORDER BY t.id", [household.pk])
    for enrolment in found:
        enrolment.group = town.groups[enrolment.group_id]
        if enrolment.activity_id in town.activities:
            enrolment.activity = town.activities[enrolment.activity_id]
    return found


def _mine(household: Household, enrolments: Sequence[Enrolment], booked: bool) -> set[int]:
    """The activities of a household: those of its enrolments, and those where it has bookings."""
    enrolled = {enrolment.activity_id for enrolment in enrolments}
    if not booked:
        return enrolled
    used = household.reservations.order_by().values_list("session__unit__activity", flat=True)
    return enrolled | set(used.distinct())


def _units(town: Town, activities: Collection[int], first: date, last: date) -> dict[int, tuple[Unit, ...]]:
    """The units of some activities by activity, in the order a planning shows them, of the years that meet two days."""
    found: dict[int, list[Unit]] = defaultdict(list)
    for unit in town.units:
        year = unit.activity.school_year
        if unit.activity_id in activities and year.starts_on <= last and year.ends_on >= first:
            found[unit.activity_id].append(unit)
    return {activity: tuple(mine) for activity, mine in found.items()}


def _rulebooks(activity: Activity) -> tuple[int | None, int | None, int | None]:
    return activity.access_rulebook_id, activity.cutoff_rulebook_id, activity.price_rulebook_id


def _in_order(enrolments: Sequence[Enrolment], activities: Mapping[int, Activity]) -> tuple[Enrolment, ...]:
    """The enrolments in some activities: by child, in the order of the activities."""
    place = {pk: number for number, pk in enumerate(activities)}
    kept = [one for one in enrolments if one.activity_id in place]
    return tuple(sorted(kept, key=lambda one: (one.child_id, place[one.activity_id], one.starts_on)))


def pending_of(household: Household, at: datetime) -> list[Reservation]:
    """The basket: the household's held and leaving reservations that have not expired, by day."""
    mine = household.reservations.pending().filter(held_until__gt=at)
    return list(
        mine.select_related("session__unit", "session__group", "child", "variant", "order").order_by(
            "session__starts_on", "session_id", "pk"
        )
    )
