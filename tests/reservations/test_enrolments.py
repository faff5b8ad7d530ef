"""A child is enrolled once at a time in an activity."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((date(2025, 9, 1), None), (date(2026, 1, 1), None)),
        ((date(2025, 9, 1), date(2025, 12, 31)), (date(2025, 12, 31), None)),
        ((date(2026, 1, 1), None), (date(2025, 9, 1), date(2026, 1, 1))),
    ],
)
def test_two_enrolments_that_overlap_are_refused_by_the_database(first, second):
    family = household()
    sarah, canteen = child("Sarah", family), activity()
    enrol(sarah, family, canteen, first[0], ends_on=first[1])
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        enrol(sarah, family, canteen, second[0], ends_on=second[1])


def test_one_enrolment_may_follow_another():
    family = household()
    sarah, canteen = child("Sarah", family), activity()
    enrol(sarah, family, canteen, date(2025, 9, 1), ends_on=date(2025, 12, 31))
    later = enrol(sarah, family, canteen, date(2026, 1, 1))
    later.ends_on = date(2026, 3, 1)
    later.save()


def test_each_household_of_a_child_has_its_own_enrolment():
    """P44."""
    mother, father = household("Moreau"), household("Leroy")
    ines, canteen = child("Inès", mother, father), activity()
    enrol(ines, mother, canteen)
    enrol(ines, father, canteen)
