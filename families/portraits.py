"""A household as its own members read it: what is known, since when, from whom."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from families.models import Child, Guardian, Household, Quotient, Residence, Schooling


@dataclass(frozen=True)
class ChildPortrait:
    """A child, with the school of the day."""

    child: Child
    schooling: Schooling | None
    age: int


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
    children = household.children.order_by("first_name", "birth_date").prefetch_related("schoolings")
    return Portrait(
        household=household,
        guardians=list(household.guardians.select_related("user")),
        children=[ChildPortrait(child, _schooling(child, on), child.age_on(on)) for child in children],
        quotient=household.quotients.filter(measure="quotient_familial").in_force(on),
        residence=household.residences.in_force(on),
    )


def _schooling(child: Child, on: date) -> Schooling | None:
    started = [one for one in child.schoolings.all() if one.valid_from <= on]
    return max(started, key=lambda one: one.valid_from, default=None)
