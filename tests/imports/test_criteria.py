"""The town's own criteria in forms and in files, on a household, a child and an enrolment (B22)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from families.models import Criterion, CriterionValue, User
from imports import running
from imports.errors import UnusableFile
from reservations.models import Enrolment
from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
CHOICES = [{"slug": "nord", "label": "Quartier nord"}, {"slug": "sud", "label": "Quartier sud"}]


@pytest.fixture
def town():
    """A criterion of each target; the Martin family, Sarah at the canteen."""
    Criterion.objects.create(slug="quartier", label="Quartier", target="foyer", kind="choix", choices=CHOICES)
    Criterion.objects.create(slug="adherent", label="Adhérent", target="enfant", kind="oui-non")
    Criterion.objects.create(slug="jours-engages", label="Jours engagés", target="inscription", kind="nombre")
    family = household("Martin")
    sarah = child("Sarah", family)
    return family, sarah, enrol(sarah, family, activity())


def opened(kind, text):
    return running.open_run(kind=kind, file_name="fichier.csv", content=text.encode(), at=AT, by=None)


def answer(owner, day=date(2026, 9, 1)):
    found = owner.criteria.filter(valid_from__lte=day).order_by("valid_from").last()
    return found.value if found else None


def families(said, day="01/09/2026", reference="F1"):
    head = "reference;name;kind;address;postcode;city;email;phone;quartier;criteres_du"
    return f"{head}\n{reference};Martin;famille;;;;;;{said};{day}\n"


def test_a_household_file_answers_from_a_day_on_and_changes_nothing_twice(town):
    """B22."""
    text = families("Quartier nord", reference=town[0].reference)
    running.apply(opened("foyers", text), at=AT, by=None)
    assert answer(town[0]) == "nord"
    assert answer(town[0], date(2026, 8, 31)) is None
    again = opened("foyers", text)
    assert (again.changed, again.unchanged) == (0, 1)
    assert opened("foyers", text.replace("nord", "sud")).changed == 1


@pytest.mark.parametrize(
    ("said", "day", "why"),
    [
        ("Quartier est", "01/09/2026", "Quartier nord, Quartier sud"),
        ("nord", "", "criteres_du"),
        ("nord", "hier", "hier"),
    ],
)
def test_an_answer_nobody_understands_refuses_its_row(town, said, day, why):
    run = opened("foyers", families(said, day, town[0].reference))
    assert run.refused == 1
    assert why in run.rows[0]["reason"]


def test_a_criterion_the_town_does_not_have_is_named(town):
    with pytest.raises(UnusableFile, match=r"critere\.age-du-chien"):
        opened("foyers", families("nord").replace("quartier", "critere.age-du-chien"))


def test_children_and_enrolments_have_their_columns_too(town):
    """B22."""
    family, sarah, enrolment = town
    people = f"households;first_name;last_name;birth_date;sex;critere.adherent;criteres_du\n{family.reference};"
    born = sarah.birth_date.isoformat()
    people += f"{sarah.first_name};{sarah.last_name};{born};{sarah.sex};oui;2026-09-01\n"
    running.apply(opened("enfants", people), at=AT, by=None)
    assert answer(sarah) is True
    head = "household;child_first_name;child_birth_date;payer;activity;group;starts_on;ends_on;regime;jours engagés"
    line = [family.reference, "Sarah", born, family.reference, enrolment.activity.slug, enrolment.group.slug]
    text = f"{head}\n{';'.join([*line, enrolment.starts_on.isoformat(), '', enrolment.regime, '2,50'])}\n"
    running.apply(opened("inscriptions", text), at=AT, by=None)
    assert Enrolment.objects.get().criteria == {"jours-engages": "2.5"}
    assert opened("inscriptions", text).unchanged == 1


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("admin", password="un mot de passe"))
    return client


def test_the_enrolment_form_asks_what_the_town_asks(desk, town):
    """B22."""
    family, sarah, enrolment = town
    address = reverse("enrolment:edit", args=[enrolment.pk])
    assert "Jours engagés" in desk.get(address).content.decode()
    typed = {
        "child": sarah.pk, "household": family.pk, "activity": enrolment.activity_id, "group": enrolment.group_id,
        "starts_on": enrolment.starts_on.isoformat(), "regime": "", "critere_jours-engages": "4",
    }  # fmt: skip
    refused = desk.post(address, {**typed, "ends_on": "2020-01-01"})
    assert "finit avant de commencer" in refused.content.decode()
    desk.post(address, typed)
    enrolment.refresh_from_db()
    assert enrolment.criteria == {"jours-engages": "4"}
    desk.post(address, {**typed, "critere_jours-engages": ""})
    enrolment.refresh_from_db()
    assert enrolment.criteria == {}


def test_a_child_answers_from_the_day_the_agent_writes(desk, town):
    """B22: what was true before stays in the history."""
    family, sarah, _enrolment = town
    address = reverse("child:edit", args=[sarah.pk])
    typed = {
        "first_name": "Sarah", "last_name": sarah.last_name, "birth_date": sarah.birth_date.isoformat(),
        "sex": sarah.sex, "households": [family.pk],
    }  # fmt: skip
    desk.post(address, {**typed, "critere_adherent": "oui", "criteria_from": "2026-09-01"})
    desk.post(address, {**typed, "critere_adherent": "non", "criteria_from": "2027-01-01"})
    assert list(CriterionValue.objects.order_by("valid_from").values_list("value", flat=True)) == [True, False]
    assert answer(sarah) is True
    assert answer(sarah, date(2027, 1, 1)) is False
