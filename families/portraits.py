"""A household as its own members read it: what is known, since when, from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from families.models import AuthorisedPerson, Child, Guardian, HealthSheet, Household, Quotient, Residence, Schooling


@dataclass(frozen=True)
class ChildPortrait:
    """A child, with the school of the day, its diet and PAI, and who may collect it."""

    child: Child
    schooling: Schooling | None
    health: HealthSheet
    collectors: tuple[AuthorisedPerson, ...]
    age: int
    is_shared: bool = False  # between two households


@dataclass(frozen=True)
class Portrait:
    """A household on a day; a quotient without value is unknown, and says so."""

    household: Household
    guardians: list[Guardian]
    children: list[ChildPortrait]
    quotient: Quotient | None
    residence: Residence | None

    @property
    def quotient_value(self) -> Decimal | None:
        return self.quotient.value if self.quotient else None


def portrait_of(household: Household, *, on: date) -> Portrait:
    """The portrait of a household as it stands on a day."""
    known = ("schoolings", "health_sheets", Prefetch("authorised_people", AuthorisedPerson.objects.allowed(on)))
    children = household.children.order_by("first_name", "birth_date").prefetch_related(*known, "memberships")
    return Portrait(
        household=household,
        guardians=list(household.guardians.select_related("user")),
        children=[_portrait(child, on) for child in children],
        quotient=household.quotients.filter(measure="quotient_familial").in_force(on),
        residence=household.residences.in_force(on),
    )


def _portrait(child: Child, on: date) -> ChildPortrait:
    return ChildPortrait(
        child=child,
        schooling=_in_force(child.schoolings.all(), on),
        health=_in_force(child.health_sheets.all(), on) or HealthSheet(child=child),
        collectors=tuple(child.authorised_people.all()),
        age=child.age_on(on),
        is_shared=len(child.memberships.all()) > 1,
    )


def _in_force(rows: Iterable, on: date):
    started = [row for row in rows if row.valid_from <= on]
    return max(started, key=lambda row: row.valid_from, default=None)
