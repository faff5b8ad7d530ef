"""Accounts: opened by a link, signed in by name, locked when somebody guesses."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from families.accounts import LIFE, InvitationError, activate, invite, opened_by, send_by_email
from families.models import Guardian, Invitation, Message, User
from tests.factories.families import household, parent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
LOGIN = "/compte/connexion/"
PASSWORD = "une longue prairie"


@pytest.fixture
def guardian():
    return Guardian.objects.create(
        household=household(), first_name="Claire", last_name="Martin", email="claire@exemple.fr"
    )


def test_the_town_hall_opens_the_account_and_no_password_is_ever_sent(guardian):
    """Statement 5, P05."""
    invited = invite(guardian, at=AT)
    send_by_email(invited, f"https://portail.test/bienvenue/{invited.token}/", at=AT)
    guardian.refresh_from_db()
    assert guardian.user.username == "claire.martin"
    assert not guardian.user.has_usable_password()
    message = Message.objects.get()
    assert invited.token in message.body
    assert "claire.martin" in message.body
    assert invited.token not in Invitation.objects.get().token_hash


def test_the_link_gives_a_password_once(guardian):
    invited = invite(guardian, at=AT)
    user = activate(invited.token, PASSWORD, at=AT)
    assert user.check_password(PASSWORD)
    with pytest.raises(InvitationError, match="déjà servi"):
        activate(invited.token, "autre chose de long", at=AT)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_link_lives_thirty_days(guardian):
    invited = invite(guardian, at=AT)
    opened_by(invited.token, at=AT + LIFE - timedelta(seconds=1))
    with pytest.raises(InvitationError, match="plus valable"):
        opened_by(invited.token, at=AT + LIFE)


def test_a_new_link_closes_the_one_before(guardian):
    first = invite(guardian, at=AT)
    invite(guardian, at=AT + timedelta(hours=1))
    with pytest.raises(InvitationError, match="plus valable"):
        opened_by(first.token, at=AT + timedelta(hours=1))


def test_an_invented_link_opens_nothing(client):
    page = client.get("/bienvenue/nimporte-quoi/")
    assert page.status_code == 410
    assert "demandez-en un à la mairie" in page.content.decode()


def test_two_people_of_one_name_have_two_user_names(guardian):
    invite(guardian, at=AT)
    other = Guardian.objects.create(household=household(), first_name="Claire", last_name="Martin")
    invite(other, at=AT)
    assert other.user.username == "claire.martin2"


def test_the_parent_chooses_a_password_and_is_signed_in(client, guardian):
    """Statement 5."""
    invited = invite(guardian, at=timezone.now())
    url = reverse("families:activate", args=[invited.token])
    page = client.get(url).content.decode()
    assert "Bienvenue, Claire" in page
    assert "claire.martin" in page
    answer = client.post(url, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(guardian.__class__.objects.get(pk=guardian.pk).user_id)


def test_two_passwords_that_differ_are_refused_and_the_link_still_works(client, guardian):
    invited = invite(guardian, at=timezone.now())
    url = reverse("families:activate", args=[invited.token])
    page = client.post(url, {"new_password1": PASSWORD, "new_password2": "autre"})
    assert page.status_code == 200
    assert Invitation.objects.get().used_at is None


def test_signing_in_needs_both_the_name_and_the_password(client):
    """Statement 4, P04."""
    parent(household(), username="claire")
    assert client.post(LOGIN, {"login": "claire", "password": ""}).status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(LOGIN, {"login": "claire", "password": "un mot de passe"})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(("box", "kept"), [("on", True), ("", False)])
def test_se_rappeler_de_moi_keeps_the_session(client, box, kept):
    """Statement 4."""
    parent(household(), username="claire")
    client.post(LOGIN, {"login": "claire", "password": "un mot de passe", "remember": box})
    assert client.session.get_expire_at_browser_close() is not kept


def test_five_wrong_passwords_lock_the_account_and_say_what_to_do(client):
    """P04."""
    parent(household(), username="claire")
    for _ in range(5):
        answer = client.post(LOGIN, {"login": "claire", "password": "faux"})
    assert answer.status_code == 429
    assert "quart d'heure" in answer.content.decode().replace("&#x27;", "'")
    client.post(LOGIN, {"login": "claire", "password": "un mot de passe"})
    assert "_auth_user_id" not in client.session


def test_a_lost_password_is_answered_alike_whoever_asks(client):
    """P04: the page never tells whether an address is known."""
    user = parent(household(), username="claire")
    known = client.post("/compte/mot-de-passe-oublie/", {"email": user.email}, follow=True)
    unknown = client.post("/compte/mot-de-passe-oublie/", {"email": "personne@exemple.fr"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert "/compte/mot-de-passe-oublie/" in mail.outbox[0].body
    assert mail.outbox[0].to == [user.email]


@pytest.mark.parametrize("path", ["/compte/signup/", "/compte/email/", "/compte/inscription/"])
def test_nobody_signs_up_alone(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("is_staff", True), ("is_superuser", True), ("is_active", False)])
def test_no_letter_gives_away_an_agent_s_account_or_a_closed_one(guardian, field, value):
    invited = invite(guardian, at=AT)
    User.objects.update(**{field: value})
    guardian.user.refresh_from_db()
    with pytest.raises(InvitationError):
        invite(guardian, at=AT + timedelta(hours=1))
    with pytest.raises(InvitationError):
        activate(invited.token, PASSWORD, at=AT)
    assert not User.objects.get().check_password(PASSWORD)


def test_two_links_of_the_same_instant_leave_one(guardian):
    first, second = invite(guardian, at=AT), invite(guardian, at=AT)
    with pytest.raises(InvitationError):
        opened_by(first.token, at=AT)
    assert opened_by(second.token, at=AT) == second.invitation
