"""The back office opens through the portal's own log-in, and does not exist for those who have no business there."""

import pytest

from families.models import User
from tests.factories import families as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent():
    return make.parent(make.household())


def test_a_visitor_who_wants_the_back_office_is_sent_to_the_portals_log_in(client):
    asked = client.get("/gestion/reglements/")
    assert asked.status_code == 302
    assert asked["Location"] == "/compte/connexion/?next=/gestion/reglements/"


@pytest.mark.parametrize("door", ["/gestion/login/", "/_util/login/"])
def test_wagtails_own_log_in_forms_are_not_served(client, door):
    """They would open to a password alone, where the second factor is asked everywhere else."""
    assert client.get(door + "?next=/gestion/")["Location"] == "/compte/connexion/?next=/gestion/"
    agent = make.agent("administrateur")
    posted = client.post(door, {"username": agent.username, "password": "un mot de passe"})
    assert posted["Location"] == "/compte/connexion/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["", "password_reset/", "reports/", "login/", "nothing-here/", "account/"])
def test_a_parent_finds_nothing_in_the_back_office(client, parent, page):
    client.force_login(parent)
    assert client.get(f"/gestion/{page}").status_code == 404


def test_an_agent_who_lost_the_right_finds_nothing_any_more(client):
    agent = make.agent("communication")
    client.force_login(agent)
    assert client.get("/gestion/").status_code == 200
    agent.groups.clear()
    assert client.get("/gestion/").status_code == 404


def test_a_lost_password_is_asked_for_in_one_place_only(client):
    assert client.get("/gestion/password_reset/").status_code == 404
    client.force_login(make.agent("communication"))
    account = client.get("/gestion/account/")
    assert account.status_code == 200
    assert "old_password" not in account.content.decode()


def test_an_agent_leaves_the_back_office_signed_out(client):
    client.force_login(make.agent("communication"))
    left = client.post("/gestion/logout/")
    assert left["Location"] == "/compte/connexion/"
    assert "_auth_user_id" not in client.session


def test_whoever_has_every_right_comes_in(client):
    client.force_login(User.objects.create_superuser("mairie", password="un mot de passe"))
    assert client.get("/gestion/").status_code == 200
