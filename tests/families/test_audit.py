"""The trail: who did what, when, on whose file; nobody rewrites it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from families import guards
from families.audit import ACT, EXPORT, INVITE, PURGE, READ, ROLES, STAFF_ACT, record
from families.models import AuditEntry, User
from tests.factories.families import agent, child, household, parent

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def entries(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_an_entry_says_who_did_what_when_and_for_which_family():
    """A36."""
    family, clerk = household("Martin"), agent("accueil")
    entry = record(READ, child("Sarah", family), by=clerk, at=NOW, page="fiche")
    assert (entry.user, entry.household, entry.timestamp) == (clerk, family, NOW)
    assert entry.label == "Sarah Martin"
    assert entry.data == {"page": "fiche"}


def test_an_action_nobody_declared_is_refused():
    with pytest.raises(ValidationError):
        record("families.nothing", household())


def test_an_entry_never_changes():
    """A36: a trigger, on both databases."""
    record(READ, household(), at=NOW)
    with pytest.raises(DatabaseError, match="audit_entry_never_changes"), transaction.atomic():
        AuditEntry.objects.update(label="autre chose")


def test_a_recent_entry_is_never_deleted():
    record(READ, household(), at=NOW - timedelta(days=guards.SHORTEST - 1))
    with pytest.raises(DatabaseError, match="audit_entry_is_kept_six_months"), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.count() == 1


@pytest.mark.postgresql
def test_the_trail_is_not_emptied_at_once():
    with pytest.raises(DatabaseError, match="audit_entry_is_kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE families_auditentry")


def test_the_database_has_its_two_guards():
    assert guards.missing() == []


def test_the_purge_takes_what_is_too_old_and_says_so(settings, capsys):
    settings.AUDIT_KEPT_DAYS = 365
    old, kept = household("Ancien"), household("Récent")
    record(READ, old, at=NOW - timedelta(days=366))
    record(READ, kept, at=NOW - timedelta(days=364))
    call_command("purge_audit")
    assert [entry.household for entry in entries(READ)] == [kept]
    assert [entry.data["entries"] for entry in entries(PURGE)] == [1]
    assert "1 traces retirées" in capsys.readouterr().out


def test_the_purge_keeps_six_months_whatever_it_is_asked():
    """CNIL, délibération 2021-122."""
    record(READ, household(), at=NOW - timedelta(days=100))
    with pytest.raises(CommandError, match="au moins 180 jours"):
        call_command("purge_audit", days=30)
    assert len(entries(READ)) == 1


def test_an_agent_who_reads_a_file_at_the_counter_leaves_a_trace(client):
    family, clerk = household("Martin"), agent("accueil")
    client.force_login(clerk)
    client.post(f"/guichet/foyer/{family.pk}/")
    client.get("/dossier/")
    [entry] = entries(READ)
    assert (entry.user, entry.household) == (clerk, family)
    assert entry.data == {"page": "families:dossier", "place": "guichet"}


def test_a_parent_who_reads_their_own_file_leaves_none_and_one_who_changes_something_does(client):
    family = household("Martin")
    second, person = household("Leroy"), parent(family)
    second.guardians.create(user=person, first_name="Claire", last_name="Martin")
    client.force_login(person)
    client.get("/dossier/")
    assert entries(READ) == []
    client.post(f"/dossier/foyer/{second.pk}/")
    [entry] = entries(ACT)
    assert (entry.user, entry.household) == (person, second)
    assert entry.data == {"page": "families:choose_household", "place": "portail"}


def test_what_an_agent_does_elsewhere_leaves_a_trace_with_its_address(client):
    """A sheet, a till, a règlement: every page of agents that changes something, those added later too."""
    clerk = agent("tarifs")
    client.force_login(clerk)
    client.get("/gestion/reglements/")
    assert entries(STAFF_ACT) == []
    client.post("/gestion/reglements/nouveau/", {"name": "Essai"})
    [entry] = entries(STAFF_ACT)
    assert (entry.user, entry.data["page"], entry.data["path"]) == (clerk, "rules:add", "/gestion/reglements/nouveau/")


def test_a_page_refused_leaves_no_trace(client):
    family = household("Martin")
    client.force_login(parent(family))
    client.post(f"/dossier/foyer/{household('Dupont').pk}/")
    assert entries(ACT) == []


def test_a_child_s_sheet_opened_in_the_back_office_leaves_a_trace(client):
    family, clerk = household("Martin"), agent("accueil")
    sarah = child("Sarah", family)
    client.force_login(clerk)
    client.get(f"/gestion/child/edit/{sarah.pk}/")
    client.get(f"/gestion/child/inspect/{sarah.pk}/")
    assert [(one.user, one.household, one.label) for one in entries(READ)] == [(clerk, family, "Sarah Martin")] * 2


def test_an_export_leaves_a_trace_with_what_was_asked(client):
    clerk = agent("régie")
    client.force_login(clerk)
    client.get("/gestion/payment/?export=csv&status=PAID")
    [entry] = entries(EXPORT)
    assert entry.user == clerk
    assert entry.data == {"list": "paiements", "asked": {"export": "csv", "status": "PAID"}}


def test_an_account_opened_leaves_a_trace(client):
    family, clerk = household("Martin"), agent("accueil")
    guardian = family.guardians.create(first_name="Claire", last_name="Martin")
    client.force_login(clerk)
    client.post(f"/guichet/inviter/{guardian.pk}/")
    assert [(one.user, one.household) for one in entries(INVITE)] == [(clerk, family)]


def test_roles_given_and_taken_away_are_written_and_make_an_agent():
    """A36."""
    user = User.objects.create_user("nouvelle")
    user.groups.add(Group.objects.get(name="accueil"))
    user.groups.set(Group.objects.filter(name="tarifs"))
    user.groups.clear()
    assert user.is_staff
    said = [(one.data["added"], one.data["removed"]) for one in entries(ROLES)]
    assert sorted(said) == sorted([(["accueil"], []), ([], ["accueil"]), (["tarifs"], []), ([], ["tarifs"])])


def test_the_journal_is_read_and_exported_by_the_administrateur_alone(client):
    """A36."""
    family, clerk = household("Martin"), agent("accueil", username="alice")
    record(READ, child("Sarah", family), by=clerk, page="fiche")
    for role in ("accueil", "régie", "comptable", "tarifs", "communication"):
        client.force_login(agent(role))
        assert client.get("/gestion/auditentry/").status_code == 302, role
    client.force_login(agent("administrateur"))
    shown = client.get("/gestion/auditentry/").content.decode()
    assert "Dossier lu" in shown
    assert "Sarah Martin" in shown
    assert "page : fiche" in shown
    exported = b"".join(client.get(f"/gestion/auditentry/?export=csv&action={READ}")).decode()
    assert exported.count("Dossier lu") == 1
    assert "alice" in exported
    assert "fiche" in exported


def test_the_journal_is_narrowed_by_family_and_by_account(client):
    clerk = agent("accueil")
    record(READ, household("Martin"), by=clerk)
    record(READ, household("Dupont"))
    client.force_login(agent("administrateur"))
    for asked, there, gone in (("household=mart", "Martin", "Dupont"), (f"user={clerk.pk}", "Martin", "Dupont")):
        shown = client.get(f"/gestion/auditentry/?{asked}").content.decode()
        assert there in shown
        assert f"foyer {gone}" not in shown


def test_nobody_writes_the_journal_by_hand(client):
    record(READ, household())
    client.force_login(agent("administrateur"))
    pk = AuditEntry.objects.get(action=READ).pk
    for page in ("new/", f"edit/{pk}/", f"delete/{pk}/"):
        assert client.post(f"/gestion/auditentry/{page}").status_code in (302, 403, 404), page
    assert AuditEntry.objects.filter(pk=pk).exists()
