"""What each role may do is said once, in words, and is what the database grants."""

import pytest
from django.contrib.auth.models import Group, Permission

from config.management.commands.roles import PAGE, page
from config.roles import ADMINISTRATEUR, GRANTS, NAMES, ROLES
from families.roles import name_of
from tests.factories.families import agent, household, parent

pytestmark = pytest.mark.django_db


def test_the_page_of_roles_says_what_the_code_grants():
    """A36. `manage.py roles --write` writes it again."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text
    assert all(f"- **{name}** " in text for name in NAMES)


def test_every_right_granted_exists():
    known = {name_of(one) for one in Permission.objects.select_related("content_type")}
    assert sorted(right for line in GRANTS for right in line.rights if right not in known) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_group_holds_the_rights_of_its_role_and_of_no_other(name):
    """A36."""
    managed = set().union(*ROLES.values())
    held = {name_of(one) for one in Group.objects.get(name=name).permissions.select_related("content_type")}
    assert held & managed == ROLES[name]


def test_the_administrateur_holds_every_line_and_still_is_not_almighty():
    assert ROLES[ADMINISTRATEUR] == set().union(*(line.rights for line in GRANTS))
    assert not agent(ADMINISTRATEUR).is_superuser


def test_the_administrateur_changes_the_booking_settings_and_the_others_do_not(client):
    for name in NAMES:
        client.force_login(agent(name))
        assert (client.get("/gestion/bookingsettings/").status_code == 200) is (name == ADMINISTRATEUR), name


@pytest.mark.parametrize("name", NAMES)
def test_an_agent_reads_what_they_may_do_and_nothing_else(client, name):
    """A36."""
    client.force_login(agent(name))
    shown = client.get("/mes-droits/").content.decode().replace("&#x27;", "'")
    for line in GRANTS:
        assert (f"<li>{line.says}</li>" in shown) is (name in line.roles), line.says


def test_a_parent_has_no_page_of_rights(client):
    client.force_login(parent(household()))
    assert client.get("/mes-droits/").status_code == 404
