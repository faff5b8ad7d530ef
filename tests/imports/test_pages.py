"""A clerk drops a file, reads its preview, applies it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from families.models import Household
from imports.models import ImportRun
from tests.factories.families import agent, household, parent
from tests.imports.test_running import HOUSEHOLDS

pytestmark = pytest.mark.django_db
INDEX = "/gestion/imports/"


def words(answer):
    return answer.content.decode().replace("&#x27;", "'")


def drop(client, text=HOUSEHOLDS, name="foyers.csv", kind="foyers"):
    return client.post(INDEX, {"kind": kind, "file": SimpleUploadedFile(name, text.encode())}, follow=True)


def test_a_clerk_sees_what_a_file_changes_before_anything_is_written(client):
    """B18."""
    client.force_login(agent("accueil"))
    shown = words(drop(client))
    assert "1 nouvelles" in shown
    assert "1 refusées" in shown
    assert "Saisissez une adresse de courriel valide." in shown
    assert not Household.objects.exists()


def test_applying_writes_the_good_rows(client):
    client.force_login(agent("accueil"))
    drop(client)
    shown = words(client.post(f"{INDEX}{ImportRun.objects.get().pk}/appliquer/", follow=True))
    assert "1 lignes écrites." in shown
    assert Household.objects.get().reference == "F1"


def test_a_file_that_cannot_be_read_says_why_and_keeps_the_form(client):
    client.force_login(agent("accueil"))
    shown = words(drop(client, name="foyers.pdf"))
    assert "Enregistrez-le en" in shown
    assert not ImportRun.objects.exists()


def test_the_refused_rows_can_be_read_alone(client):
    client.force_login(agent("accueil"))
    drop(client)
    shown = words(client.get(f"{INDEX}{ImportRun.objects.get().pk}/?lignes=refusée"))
    assert "F2" in shown
    assert "1 rue du Lavoir" not in shown


@pytest.mark.parametrize("role", ["communication", "tarifs", "comptable"])
def test_imports_are_for_those_who_may(client, role):
    client.force_login(agent(role))
    assert client.get(INDEX).status_code == 404


def test_a_parent_sees_no_such_page(client):
    client.force_login(parent(household()))
    assert client.get(INDEX).status_code == 404
