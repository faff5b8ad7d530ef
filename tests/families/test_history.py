"""What was in force on a day, read in bulk."""

from datetime import date
from decimal import Decimal

import pytest

from families.history import Records
from families.models import Criterion, CriterionValue, Quotient
from tests.factories.families import child, health, household

pytestmark = pytest.mark.django_db


def test_a_quotient_is_the_latest_that_starts_on_or_before_the_day():
    """A33."""
    family = household(quotient="512")
    Quotient.objects.create(household=family, valid_from=date(2026, 1, 1), value=Decimal("700"))
    records = Records([family.pk], [])
    days = [date(2025, 8, 31), date(2025, 9, 1), date(2025, 12, 31), date(2026, 1, 1)]
    found = [records.quotient(family.pk, "quotient_familial", day) for day in days]
    assert found == [None, Decimal("512"), Decimal("512"), Decimal("700")]


def test_a_row_without_value_means_unknown_from_that_day():
    """A34."""
    family = household(quotient="512")
    Quotient.objects.create(household=family, valid_from=date(2026, 1, 1), value=None)
    records = Records([family.pk], [])
    assert records.quotient(family.pk, "quotient_familial", date(2026, 1, 2)) is None


def test_the_town_s_own_criteria_are_dated_too():
    """B22."""
    family = household()
    sarah = child("Sarah", family)
    staff = Criterion.objects.create(slug="agent-communal", label="Agent communal", target="foyer", kind="oui-non")
    CriterionValue.objects.create(criterion=staff, household=family, valid_from=date(2026, 1, 1), value=True)
    records = Records([family.pk], [sarah.pk])
    assert records.criterion("foyer", family.pk, "agent-communal", date(2025, 12, 31)) is None
    assert records.criterion("foyer", family.pk, "agent-communal", date(2026, 1, 1)) is True


def test_a_diet_and_a_pai_are_dated_rows():
    """N04: what was true in May is not changed by what is known in June."""
    sarah = child("Sarah", household())
    health(sarah, date(2026, 1, 1), diet="sans-porc")
    health(sarah, date(2026, 6, 1), diet="vegetarien", has_pai=True)
    records = Records([], [sarah.pk])
    found = [records.health_sheet(sarah.pk, day) for day in (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1))]
    assert [one and (one.diet, one.has_pai) for one in found] == [None, ("sans-porc", False), ("vegetarien", True)]


def test_each_history_is_one_query_for_any_number_of_families(django_assert_num_queries):
    families = [household(f"Famille {n}") for n in range(4)]
    children = [child("Léa", family) for family in families]
    records = Records([one.pk for one in families], [one.pk for one in children])
    with django_assert_num_queries(5):
        _ = records.quotients, records.residences, records.schoolings, records.health, records.criteria
    with django_assert_num_queries(0):
        assert records.schooling(children[3].pk, date(2026, 1, 1)).level == "cp"
        assert records.resident(families[2].pk, date(2026, 1, 1)) is True
