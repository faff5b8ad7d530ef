"""One's own file, and nobody else's; the counter and its roles."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from families.models import CounterVisit, Quotient
from tests.factories.families import agent, child, collector, health, household, parent

pytestmark = pytest.mark.django_db


def page(client, path):
    return client.get(path).content.decode().replace("&#x27;", "'")


def test_a_parent_reads_their_own_file(client):
    """Statement 7."""
    family = household("Martin", quotient="812")
    child("Sarah", family, level="ce1")
    client.force_login(parent(family))
    shown = page(client, "/dossier/")
    assert "812,00" in shown
    assert "Sarah Martin" in shown
    assert "CE1" in shown
    assert "Vous habitez la commune." in shown


def test_the_diet_the_allergies_and_who_may_collect_are_those_of_the_day(client):
    """N04."""
    family = household()
    sarah = child("Sarah", family)
    health(sarah, date(2020, 1, 1), diet="sans-porc", allergies="arachide")
    health(sarah, date(2999, 1, 1), diet="vegetarien")
    collector(sarah, "Odile Roche", phone="06 11 22 33 44")
    collector(sarah, "Ancien Voisin", until=date(2026, 1, 1))
    client.force_login(parent(family))
    shown = page(client, "/dossier/")
    assert "sans porc" in shown
    assert "végétarien" not in shown
    assert "arachide" in shown
    assert "Odile Roche (grand-mère), 06 11 22 33 44" in shown
    assert "Ancien Voisin" not in shown


def test_an_unknown_quotient_says_what_to_bring(client):
    """A34."""
    family = household(quotient=None)
    client.force_login(parent(family))
    assert "Apportez votre attestation" in page(client, "/dossier/")


def test_a_quotient_that_starts_tomorrow_is_not_today_s(client):
    family = household(quotient="512", since=date(2020, 1, 1))
    Quotient.objects.create(household=family, valid_from=date(2999, 1, 1), value=1)
    client.force_login(parent(family))
    assert "512,00" in page(client, "/dossier/")


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/dossier/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/connexion/?next=")


def test_somebody_without_a_family_sees_no_such_page(client):
    client.force_login(agent("communication"))
    assert client.get("/dossier/").status_code == 404


def test_a_parent_does_not_choose_another_s_household(client):
    other = household("Dupont")
    client.force_login(parent(household("Martin")))
    assert client.post(f"/dossier/foyer/{other.pk}/").status_code == 404
    assert "Dupont" not in page(client, "/dossier/")


def test_a_parent_of_two_households_chooses_the_one_they_act_for(client):
    first, second = household("Martin"), household("Leroy")
    user = parent(first)
    second.guardians.create(user=user, first_name="Claire", last_name="Martin")
    client.force_login(user)
    client.post(f"/dossier/foyer/{second.pk}/")
    assert "Foyer Leroy" in page(client, "/dossier/")


def test_roles_are_groups_with_least_rights():
    """A36."""
    roles = set(Group.objects.values_list("name", flat=True))
    assert {"communication", "tarifs", "accueil", "régie", "comptable", "animateur", "administrateur"} <= roles
    assert agent("accueil").has_perm("families.act_for_household")
    assert not agent("tarifs").has_perm("families.act_for_household")
    assert agent("tarifs").has_perm("rules.publish_edition")
    assert not agent("accueil").has_perm("rules.change_edition")


def test_the_counter_finds_a_family_by_a_child_s_first_name(client):
    """K01."""
    found, other = household("Martin"), household("Dupont")
    child("Sarah", found)
    child("Hugo", other)
    client.force_login(agent("accueil"))
    shown = page(client, "/guichet/?q=sarah")
    assert found.reference in shown
    assert other.reference not in shown


def test_an_agent_acts_for_a_family_and_every_page_says_so(client):
    """K01."""
    family = household("Martin")
    clerk = agent("accueil")
    client.force_login(clerk)
    client.post(f"/guichet/foyer/{family.pk}/")
    shown = page(client, "/dossier/")
    assert "Vous agissez pour le foyer <strong>Martin</strong>" in shown
    visit = CounterVisit.objects.get()
    assert (visit.agent, visit.household, visit.ended_at) == (clerk, family, None)
    client.post("/guichet/quitter/")
    assert client.get("/dossier/").status_code == 404
    assert CounterVisit.objects.get().ended_at


@pytest.mark.parametrize("role", ["tarifs", "communication", "comptable", "animateur"])
def test_the_counter_is_for_those_who_may_act(client, role):
    client.force_login(agent(role))
    assert client.get("/guichet/").status_code == 404
    assert client.post(f"/guichet/foyer/{household().pk}/").status_code == 404


def test_an_agent_who_lost_the_right_no_longer_acts(client):
    family, clerk = household("Martin"), agent("accueil")
    client.force_login(clerk)
    client.post(f"/guichet/foyer/{family.pk}/")
    clerk.groups.clear()
    assert client.get("/dossier/").status_code == 404


def test_the_letter_of_activation_carries_a_code_and_no_password(client):
    """P05."""
    family = household("Martin")
    guardian = family.guardians.create(first_name="Claire", last_name="Martin")
    client.force_login(agent("accueil"))
    client.post(f"/guichet/foyer/{family.pk}/")
    shown = client.post(f"/guichet/inviter/{guardian.pk}/", {"lettre": "1"}).content.decode()
    assert "<svg" in shown
    assert "/bienvenue/" in shown
    assert "claire.martin" in shown
