"""The families as a clerk keeps them in the back office."""

from datetime import date
from decimal import Decimal

import pytest

from families.models import Child, Criterion, Guardian, Household, Quotient
from families.wagtail_hooks import FamiliesGroup
from tests.factories.families import agent, child, household, parent

pytestmark = pytest.mark.django_db
LISTS = [viewset.model._meta.model_name for viewset in FamiliesGroup.items]


@pytest.fixture
def clerk(client):
    client.force_login(agent("accueil"))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_clerk_opens_every_list_and_its_form(clerk, name):
    child("Sarah", household("Martin"))
    assert clerk.get(f"/gestion/{name}/").status_code == 200
    written_by_hand = name != "message"
    assert clerk.get(f"/gestion/{name}/new/").status_code == (200 if written_by_hand else 302)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["tarifs", "communication", "comptable"])
def test_a_role_without_families_enters_none_of_their_lists(client, role, name):
    client.force_login(agent(role))
    assert client.get(f"/gestion/{name}/").status_code == 302
    assert client.get(f"/gestion/{name}/new/").status_code == 302


def test_a_parent_never_enters_the_back_office(client):
    client.force_login(parent(household("Martin")))
    assert client.get("/gestion/household/").status_code == 404


def test_a_clerk_enters_a_household(clerk):
    clerk.post("/gestion/household/new/", {"reference": "H-900", "name": "Leroy", "kind": "famille"})
    assert Household.objects.get(reference="H-900").name == "Leroy"


def test_a_reference_given_twice_is_refused_in_words(clerk):
    family = household("Martin")
    answer = clerk.post("/gestion/household/new/", {"reference": family.reference, "name": "Leroy", "kind": "famille"})
    assert answer.status_code == 200
    assert Household.objects.filter(name="Leroy").count() == 0


def test_a_child_in_shared_custody_has_two_households(clerk):
    first, second = household("Martin"), household("Leroy")
    posted = {"first_name": "Chloé", "last_name": "Martin", "birth_date": "2018-04-12"}
    clerk.post("/gestion/child/new/", {**posted, "households": [first.pk, second.pk]})
    assert set(Child.objects.get(first_name="Chloé").households.all()) == {first, second}


def test_a_child_without_household_is_refused(clerk):
    posted = {"first_name": "Chloé", "last_name": "Martin", "birth_date": "2018-04-12"}
    clerk.post("/gestion/child/new/", posted)
    assert not Child.objects.filter(first_name="Chloé").exists()


def test_a_new_quotient_keeps_the_one_before_in_the_history(clerk):
    """A33."""
    family = household("Martin", quotient="512", since=date(2025, 9, 1))
    posted = {"household": family.pk, "valid_from": "2026-01-01", "value": "600.50", "source": "CAF"}
    clerk.post("/gestion/quotient/new/", posted)
    assert family.quotients.in_force(date(2025, 12, 31)).value == Decimal("512")
    assert family.quotients.in_force(date(2026, 1, 1)).value == Decimal("600.50")


def test_a_quotient_left_empty_is_unknown_from_that_day(clerk):
    """A34."""
    family = household("Martin", quotient="512")
    posted = {"household": family.pk, "valid_from": "2026-01-01", "value": "", "source": "AUCUN"}
    clerk.post("/gestion/quotient/new/", posted)
    assert family.quotients.in_force(date(2026, 1, 1)).value is None


def test_a_negative_quotient_is_refused(clerk):
    family = household("Martin")
    posted = {"household": family.pk, "valid_from": "2026-01-01", "value": "-1", "source": "CAF"}
    clerk.post("/gestion/quotient/new/", posted)
    assert not Quotient.objects.filter(value__lt=0).exists()


def test_the_form_of_a_guardian_ties_no_account(clerk):
    """An account is opened by invitation only: a forged field changes nothing."""
    family, other = household("Martin"), parent(household("Dupont"))
    posted = {"household": family.pk, "role": "mere", "first_name": "Zoé", "last_name": "Martin", "user": other.pk}
    clerk.post("/gestion/guardian/new/", posted)
    assert Guardian.objects.get(first_name="Zoé").user is None


def test_the_town_adds_a_criterion_with_its_answers(clerk):
    """B22."""
    posted = {"label": "Quartier", "slug": "quartier", "target": "foyer", "kind": "choix"}
    clerk.post("/gestion/criterion/new/", {**posted, "answers": "Centre\nLes Prés\n"})
    assert Criterion.objects.get(slug="quartier").choices == [
        {"slug": "centre", "label": "Centre"},
        {"slug": "les-pres", "label": "Les Prés"},
    ]


def test_a_list_of_one_answer_is_refused(clerk):
    posted = {"label": "Quartier", "slug": "quartier", "target": "foyer", "kind": "choix"}
    clerk.post("/gestion/criterion/new/", {**posted, "answers": "Centre"})
    assert not Criterion.objects.exists()
