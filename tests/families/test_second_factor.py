"""The second factor of agents: asked where the settings want it, counted by the lock-out, put right."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from families.audit import FACTOR_ADDED, RESET
from families.models import AuditEntry, Message
from tests.factories.families import agent, household, parent

pytestmark = pytest.mark.django_db
LOGIN = {"login": "alice", "password": "un mot de passe"}
COMMITTED = pytest.mark.django_db(transaction=True, serialized_rollback=True)  # allauth says it once committed
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _the_town_asks_for_it(settings):
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()  # where allauth keeps the codes that served, by account


def code(secret=SECRET) -> str:
    """What the telephone shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def enrol(client):
    """An agent who just signed in: confirms the password, then types what the telephone shows."""
    client.post(reverse("account_reauthenticate"), {"password": LOGIN["password"]})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)


def enrolled(*roles, username="alice"):
    user = agent(*roles, username=username)
    TOTP.activate(user, SECRET)
    return user


def test_an_agent_without_a_telephone_enrols_one_before_anything_else(client):
    """A36."""
    agent("accueil", username="alice")
    client.post(reverse("account_login"), LOGIN)
    for door in ("/gestion/", "/gestion/household/", "/guichet/", "/mes-droits/"):
        sent = client.get(door)
        assert sent.status_code == 302, door
        assert sent["Location"].startswith(reverse("mfa_activate_totp")), door
    assert client.get("/").status_code == 200


@COMMITTED
def test_enrolling_opens_the_back_office_and_shows_the_codes_to_keep(client):
    agent("accueil", username="alice")
    client.post(reverse("account_login"), LOGIN)
    done = enrol(client)
    assert done.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert len(done.context["unused_codes"]) == 10
    assert client.get("/guichet/").status_code == 200
    assert AuditEntry.objects.filter(action=FACTOR_ADDED).count() == 1


@COMMITTED
def test_an_agent_with_an_address_nobody_checked_enrols_all_the_same(client):
    """The town hall opened the account: the address is the town's own word."""
    user = agent("accueil", username="alice")
    user.email = "alice@exemple.fr"
    user.save()
    client.post(reverse("account_login"), LOGIN)
    enrol(client)
    assert client.get("/guichet/").status_code == 200


def test_the_secret_is_not_readable_in_the_database():
    user = enrolled("accueil")
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert SECRET not in stored
    assert TOTP(Authenticator.objects.get(user=user)).validate_code(code())


def test_a_password_alone_opens_nothing_once_a_telephone_is_enrolled(client):
    enrolled("accueil")
    asked = client.post(reverse("account_login"), LOGIN)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/guichet/").status_code == 200


def test_a_recovery_code_opens_once(client):
    user = agent("accueil", username="alice")
    client.post(reverse("account_login"), LOGIN)
    kept = enrol(client).context["unused_codes"][0]
    for opens in (True, False):
        client.logout()
        client.post(reverse("account_login"), LOGIN)
        client.post(reverse("mfa_authenticate"), {"code": kept})
        assert (client.session.get("_auth_user_id") == str(user.pk)) is opens


def test_a_session_opened_before_the_telephone_was_enrolled_must_prove_it(client):
    client.force_login(enrolled("accueil"))
    sent = client.get("/gestion/")
    assert sent["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(sent["Location"], {"code": code()})
    assert client.get("/gestion/").status_code == 200


def test_five_wrong_codes_lock_the_account_even_for_the_right_one(client):
    """P04: failed codes count like failed passwords."""
    enrolled("accueil")
    client.post(reverse("account_login"), LOGIN)
    for _ in range(5):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 429
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert "_auth_user_id" not in client.session
    assert Client().post(reverse("account_login"), LOGIN).status_code == 429


def test_wrong_passwords_and_wrong_codes_are_counted_together(client):
    enrolled("accueil")
    for _ in range(3):
        client.post(reverse("account_login"), LOGIN | {"password": "faux"})
    client.post(reverse("account_login"), LOGIN)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(2)]
    assert answers == [200, 429]


def test_an_agent_keeps_the_factor_the_town_asks_for_and_a_parent_may_leave_it(client):
    for user, kept in ((enrolled("accueil"), True), (parent(household()), False)):
        if not kept:
            TOTP.activate(user, SECRET)
        client.force_login(user)
        client.post(reverse("mfa_reauthenticate"), {"code": code()})
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=user, type="totp").exists() is kept


def test_an_administrateur_takes_a_lost_telephone_away_and_the_agent_is_told(client, settings):
    """A36: reset with a trace."""
    user = enrolled("accueil")
    user.email = "alice@exemple.fr"
    user.save()
    settings.STAFF_SECOND_FACTOR = False
    boss = agent("administrateur")
    client.force_login(boss)
    assert "Retirer le téléphone lié" in client.get(f"/gestion/agents/{user.pk}/").content.decode()
    client.post(f"/gestion/agents/{user.pk}/second-facteur/")
    assert not Authenticator.objects.filter(user=user).exists()
    entry = AuditEntry.objects.get(action=RESET)
    assert (entry.user, entry.object_id) == (boss, str(user.pk))
    assert Message.objects.get().recipient == "alice@exemple.fr"


def test_a_telephone_taken_away_closes_the_sessions_it_opened(client):
    user = enrolled("accueil")
    client.post(reverse("account_login"), LOGIN)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/gestion/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_nobody_takes_their_own_away_nor_that_of_someone_above_them(client, settings, django_user_model):
    settings.STAFF_SECOND_FACTOR = False
    boss = enrolled("administrateur", username="boss")
    above = django_user_model.objects.create_superuser("mairie", password="un mot de passe")
    above.is_staff = True
    above.save()
    client.force_login(boss)
    client.post(f"/gestion/agents/{boss.pk}/second-facteur/")
    assert Authenticator.objects.filter(user=boss).exists()
    assert client.get(f"/gestion/agents/{above.pk}/").status_code == 404
    assert client.get(f"/gestion/agents/{parent(household()).pk}/").status_code == 404


def test_an_administrateur_reads_what_an_agent_may_do(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    user = agent("comptable")
    client.force_login(agent("administrateur"))
    shown = client.get(f"/gestion/agents/{user.pk}/").content.decode()
    assert "Lire les commandes, les paiements et le grand livre" in shown
    assert "Publier une version" not in shown
    client.force_login(agent("accueil"))
    assert client.get(f"/gestion/agents/{user.pk}/").status_code == 404


def test_an_administrateur_gives_roles_and_never_every_right(client, settings, django_user_model):
    """Least rights: no form of theirs makes a superuser, nor changes one, nor sets a password."""
    settings.STAFF_SECOND_FACTOR = False
    boss = agent("administrateur")
    client.force_login(boss)
    role = boss.groups.model.objects.get(name="accueil")
    posted = {"username": "nouvelle", "email": "n@exemple.fr", "first_name": "Nina", "last_name": "Roy"}
    extra = {"groups": [role.pk], "is_superuser": "on", "password1": "Sesame-42-ouvre", "password2": "Sesame-42-ouvre"}
    client.post("/gestion/users/new/", posted | extra)
    made = django_user_model.objects.get(username="nouvelle")
    assert (made.is_superuser, made.is_staff, made.has_usable_password()) == (False, True, False)
    assert list(made.groups.all()) == [role]
    client.post(f"/gestion/users/edit/{made.pk}/", posted | extra | {"is_active": "on"})
    made.refresh_from_db()
    assert not made.is_superuser
    above = django_user_model.objects.create_superuser("mairie", password="un mot de passe")
    assert client.get(f"/gestion/users/edit/{above.pk}/").status_code == 404
    client.post(f"/gestion/users/edit/{boss.pk}/", posted | {"username": boss.username, "groups": [role.pk]})
    assert list(boss.groups.values_list("name", flat=True)) == ["administrateur"]


def test_a_parent_is_never_asked(client):
    client.force_login(parent(household()))
    assert client.get("/dossier/").status_code == 200
    assert mail.outbox == []


def test_the_code_of_a_test_is_the_one_a_telephone_shows():
    """RFC 6238, appendix B (SHA-1, 59 s): the control of these tests' own telephone."""
    assert hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30) == 287082
    assert time.time() > 0
