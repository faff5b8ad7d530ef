"""Who pays for a child on a day."""

from datetime import date

import pytest

from families.custody import Custody, Rhythm, custody_of
from families.models import CustodyException
from tests.factories.families import child, custody, household

ODD_MONDAY, EVEN_MONDAY = date(2026, 6, 1), date(2026, 6, 8)  # ISO weeks 23 and 24


@pytest.mark.django_db
def test_two_households_pay_each_their_weeks():
    """B11."""
    mother, father = household("Moreau"), household("Leroy")
    ines = child("Inès", mother, father)
    custody(ines, mother, father)
    found = custody_of([ines.pk])[ines.pk]
    assert found.paying_household(EVEN_MONDAY) == mother.pk
    assert found.paying_household(ODD_MONDAY) == father.pk
    assert found.may_book(father.pk, ODD_MONDAY)
    assert not found.may_book(mother.pk, ODD_MONDAY)


@pytest.mark.django_db
def test_a_day_exchanged_is_paid_by_the_other_household():
    mother, father = household("Moreau"), household("Leroy")
    ines = child("Inès", mother, father)
    custody(ines, mother, father)
    CustodyException.objects.create(child=ines, household=mother, day=ODD_MONDAY)
    assert custody_of([ines.pk])[ines.pk].paying_household(ODD_MONDAY) == mother.pk


def test_week_53_is_odd_as_the_standard_counts_it():
    shared = Custody([1, 2], [Rhythm(date(2026, 1, 1), odd_weeks=1, even_weeks=2)])
    assert shared.paying_household(date(2027, 1, 1)) == 1  # Friday of ISO week 53 of 2026


def test_an_only_household_always_pays():
    assert Custody([7]).paying_household(ODD_MONDAY) == 7


def test_where_nothing_is_settled_either_household_may_book():
    undecided = Custody([1, 2])
    assert undecided.paying_household(ODD_MONDAY) is None
    assert undecided.may_book(1, ODD_MONDAY)
    assert undecided.may_book(2, ODD_MONDAY)


@pytest.mark.django_db
def test_custody_is_read_in_three_queries_however_many_children(django_assert_num_queries):
    mother, father = household("Moreau"), household("Leroy")
    children = [child(f"Enfant {n}", mother, father) for n in range(5)]
    for one in children:
        custody(one, mother, father)
    with django_assert_num_queries(3):
        custody_of([one.pk for one in children])
