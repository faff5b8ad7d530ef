"""A file from the mairie: previewed row by row, then applied exactly as shown."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from families.models import Child, Guardian, Household, Quotient, User
from imports import running
from imports.errors import UnusableFile
from imports.models import ImportRun
from imports.running import Outcome

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)

HOUSEHOLDS = """reference;name;kind;address;postcode;city;email;phone
F1;Martin;famille;1 rue du Lavoir;44990;Villeneuve;;
F2;Bernard;famille;2 rue du Lavoir;44990;Villeneuve;pas-un-courriel;
"""


def run(kind, text, name="fichier.csv"):
    return running.open_run(kind=kind, file_name=name, content=text.encode(), at=AT, by=None)


def counts(found):
    return found.new, found.changed, found.unchanged, found.refused


def test_the_preview_says_what_is_new_and_what_is_refused_and_writes_nothing():
    """B18."""
    found = run("foyers", HOUSEHOLDS)
    assert counts(found) == (1, 0, 0, 1)
    assert Household.objects.count() == 0
    refused = found.rows[1]
    assert refused["outcome"] == Outcome.REFUSED
    assert "courriel valide" in refused["reason"]


def test_applying_writes_what_was_shown():
    found = run("foyers", HOUSEHOLDS)
    report = running.apply(found, at=AT, by=None)
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert list(Household.objects.values_list("reference", flat=True)) == ["F1"]
    assert ImportRun.objects.get().status == ImportRun.Status.APPLIED


def test_the_same_file_again_changes_nothing():
    running.apply(run("foyers", HOUSEHOLDS), at=AT, by=None)
    assert counts(run("foyers", HOUSEHOLDS)) == (0, 0, 1, 1)


def test_a_changed_cell_is_a_changed_row():
    running.apply(run("foyers", HOUSEHOLDS), at=AT, by=None)
    assert counts(run("foyers", HOUSEHOLDS.replace("1 rue", "10 rue"))) == (0, 1, 0, 1)


def test_a_run_is_applied_once():
    found = run("foyers", HOUSEHOLDS)
    running.apply(found, at=AT, by=None)
    with pytest.raises(UnusableFile, match="déjà appliqué"):
        running.apply(found, at=AT, by=None)


def test_data_that_moved_since_the_preview_is_shown_again_and_not_written():
    found = run("foyers", HOUSEHOLDS)
    Household.objects.create(reference="F1", name="Autre")
    with pytest.raises(UnusableFile, match="ont changé"):
        running.apply(found, at=AT, by=None)
    assert Household.objects.get().name == "Autre"
    assert counts(ImportRun.objects.get()) == (0, 1, 0, 1)


def test_a_missing_column_is_named():
    with pytest.raises(UnusableFile, match="Il manque la colonne « kind"):
        run("foyers", "reference;name\nF1;Martin\n")


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(UnusableFile, match=r"\.csv"):
        run("foyers", "x", name="photo.jpeg")


def test_an_empty_file_is_refused():
    with pytest.raises(UnusableFile, match="vide"):
        run("foyers", "")


def test_a_workbook_is_read_like_a_csv():
    book = Workbook()
    for row in [line.split(";") for line in HOUSEHOLDS.splitlines()]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    found = running.open_run(kind="foyers", file_name="foyers.xlsx", content=content.getvalue(), at=AT, by=None)
    assert counts(found) == (1, 0, 0, 1)


def test_a_file_of_older_software_keeps_its_accents():
    content = HOUSEHOLDS.replace("Martin", "Müller-Léon").encode("cp1252")
    found = running.open_run(kind="foyers", file_name="foyers.csv", content=content, at=AT, by=None)
    running.apply(found, at=AT, by=None)
    assert Household.objects.get().name == "Müller-Léon"


@pytest.fixture
def martin():
    return Household.objects.create(reference="F1", name="Martin")


GUARDIANS = "household,username,role,first_name,last_name,email,phone\nF1,claire,mere,Claire,Martin,c@exemple.fr,\n"


def test_a_guardian_gets_an_account_without_a_password(martin):
    """P05: the password is chosen by its owner, through the link the town hall sends."""
    found = run("responsables", GUARDIANS)
    assert User.objects.count() == 0
    running.apply(found, at=AT, by=None)
    guardian = Guardian.objects.get()
    assert (guardian.household, guardian.user.username) == (martin, "claire")
    assert not guardian.user.has_usable_password()
    assert counts(run("responsables", GUARDIANS)) == (0, 0, 1, 0)


def test_a_row_that_names_an_unknown_household_says_what_to_do():
    (row,) = run("responsables", GUARDIANS).rows
    assert "F1" in row["reason"]
    assert "importez d'abord les foyers" in row["reason"]


CHILDREN = "households,first_name,last_name,birth_date,sex\nF1;F2,Inès,Leroy,24/08/2018,F\n"


def test_a_child_of_two_households_is_one_child(martin):
    """P44."""
    other = Household.objects.create(reference="F2", name="Leroy")
    running.apply(run("enfants", CHILDREN), at=AT, by=None)
    child = Child.objects.get()
    assert set(child.households.all()) == {martin, other}
    assert child.birth_date == date(2018, 8, 24)
    assert counts(run("enfants", CHILDREN)) == (0, 0, 1, 0)
    assert counts(run("enfants", CHILDREN.replace("F1;F2", "F1"))) == (0, 1, 0, 0)


QUOTIENTS = "household,measure,valid_from,value,source\nF1,quotient_familial,01/09/2026,{value},CAF\n"


@pytest.mark.parametrize(("text", "value"), [("512", Decimal(512)), ("650.5", Decimal("650.5")), ("", None)])
def test_an_empty_quotient_is_unknown_not_zero(martin, text, value):
    """A34."""
    running.apply(run("quotients", QUOTIENTS.format(value=text)), at=AT, by=None)
    assert Quotient.objects.get().value == value


def test_a_quotient_that_is_not_a_number_is_refused(martin):
    (row,) = run("quotients", QUOTIENTS.format(value="beaucoup")).rows
    assert row["outcome"] == Outcome.REFUSED
    assert "n'est pas un nombre" in row["reason"]


def test_a_row_that_names_no_household_is_left_out_and_the_others_are_written():
    running.apply(run("foyers", HOUSEHOLDS), at=AT, by=None)
    lines = [f"{name};quotient_familial;01/09/2026;512;CAF" for name in ("F1", "F9")]
    found = run("quotients", "\n".join(["household;measure;valid_from;value;source", *lines]))
    assert "F9" in found.rows[1]["reason"]
    assert found.rows[0]["reason"] == ""
    assert counts(found) == (1, 0, 0, 1)
    running.apply(found, at=AT, by=None)
    assert Quotient.objects.get().value == 512
