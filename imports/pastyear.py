"""The school year before, in the made-up commune: its services, its sessions, who was at school and enrolled then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from families.models import CustodyCalendar, Quotient, Residence, Schooling
from imports.commune import school_year_of
from imports.demonstration import described, moment, services
from reservations.models import Activity, Enrolment, Group, SchoolYear

Level = Schooling.Level
LEVELS = [Level.PS, Level.MS, Level.GS, Level.CP, Level.CE1, Level.CE2, Level.CM1, Level.CM2]
NURSERY = LEVELS[:3]
LESS = Decimal("20")  # euros: incomes rise a little every year


@dataclass(frozen=True)
class Year:
    """The past school year, and the one it comes before."""

    past: SchoolYear
    present: SchoolYear


@transaction.atomic
def open_past_year(on: date) -> Year:
    """Everything the year before `on` needs to be booked; what is already there is left as it is."""
    present = school_year_of(on)
    past = school_year_of(present.starts_on - timedelta(days=1))
    at = moment(past.starts_on - timedelta(days=60))
    services(described(), past, at, past.starts_on, past.ends_on)
    year = Year(past, present)
    if not Enrolment.objects.filter(activity__school_year=past).exists():
        Quotient.objects.bulk_create(_quotients(past))
        Residence.objects.bulk_create(_residences(past))
        Schooling.objects.bulk_create(_schoolings(past))
        CustodyCalendar.objects.bulk_create(_custodies(past))
        Enrolment.objects.bulk_create(_enrolments(year))
    return year


def _quotients(past: SchoolYear) -> Iterator[Quotient]:
    """The first quotient of each household, a little lower the year before."""
    seen = set()
    for one in Quotient.objects.order_by("valid_from", "pk"):
        if (one.household_id, one.measure) not in seen and one.valid_from > past.starts_on:
            value = None if one.value is None else max(Decimal(0), one.value - LESS)
            yield Quotient(household_id=one.household_id, measure=one.measure, source=one.source, value=value,
                           valid_from=date(past.starts_on.year, 1, 1))  # fmt: skip
        seen.add((one.household_id, one.measure))


def _residences(past: SchoolYear) -> Iterator[Residence]:
    seen = set()
    for one in Residence.objects.order_by("valid_from", "pk"):
        if one.household_id not in seen and one.valid_from > past.starts_on:
            yield Residence(household_id=one.household_id, is_resident=one.is_resident, valid_from=past.starts_on)
        seen.add(one.household_id)


def _schoolings(past: SchoolYear) -> Iterator[Schooling]:
    """One level below, in the school of that level; who begins school this year has no past."""
    known = list(Schooling.objects.filter(valid_from__gt=past.starts_on).order_by("valid_from", "pk"))
    schools = {one.level in NURSERY: (one.school, one.school_name) for one in known}
    for one in {one.child_id: one for one in reversed(known)}.values():
        level = _before(one.level)
        if level:
            school, name = schools.get(level in NURSERY, (one.school, one.school_name))
            yield Schooling(child_id=one.child_id, valid_from=past.starts_on, level=level, school=school,
                            school_name=name, in_commune=one.in_commune)  # fmt: skip


def _before(level: str) -> str | None:
    place = LEVELS.index(Level(level)) if level in LEVELS else 0
    return LEVELS[place - 1].value if place else None


def _custodies(past: SchoolYear) -> Iterator[CustodyCalendar]:
    for one in CustodyCalendar.objects.filter(valid_from__gt=past.starts_on).order_by("pk"):
        yield CustodyCalendar(
            child_id=one.child_id, first_household_id=one.first_household_id, pattern=one.pattern,
            second_household_id=one.second_household_id, valid_from=past.starts_on,
        )  # fmt: skip


def _enrolments(year: Year) -> Iterator[Enrolment]:
    """The same services, in the group of last year's level."""
    activities = {one.slug: one for one in Activity.objects.filter(school_year=year.past)}
    groups = list(Group.objects.filter(activity__in=activities.values()))
    levels = dict(Schooling.objects.filter(valid_from=year.past.starts_on).values_list("child_id", "level"))
    now = Enrolment.objects.filter(activity__school_year=year.present).select_related("activity").order_by("pk")
    for one in {(one.child_id, one.household_id, one.activity_id): one for one in now}.values():
        activity = activities.get(one.activity.slug)
        group = _group(groups, activity, levels.get(one.child_id))
        if activity and group:
            yield Enrolment(child_id=one.child_id, household_id=one.household_id, activity=activity, group=group,
                            starts_on=year.past.starts_on, ends_on=year.past.ends_on, regime=one.regime)  # fmt: skip


def _group(groups: list[Group], activity: Activity | None, level: str | None) -> Group | None:
    mine = [one for one in groups if activity and one.activity_id == activity.pk]
    return next((one for one in mine if level and (not one.levels or level in one.levels)), None)
