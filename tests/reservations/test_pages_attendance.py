"""The animator's pages: the day, a sheet as a plain form, paper, the kitchen. Rows N01 to N06."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from reservations.attendance import writing
from reservations.models import AttendanceEvent, Reservation, SheetClosing
from tests.factories.attendance import NOON, confirmed, school
from tests.factories.families import agent, child, collector, health, household
from tests.factories.reservations import enrol
from tests.reservations.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    return school()


@pytest.fixture
def ana(town, client):
    client.force_login(town.animator)
    return client


def page(session, name="attendance_sheet"):
    return reverse(f"reservations:{name}", args=[session.pk])


def post(client, session, **data):
    return client.post(page(session), {key: str(value) for key, value in data.items()}, follow=True)


def test_the_day_lists_its_sheets_group_by_group(town, ana):
    """N01."""
    confirmed(town.sarah, town.family, town.meal)
    shown = text(ana.get(reverse("reservations:attendance")))
    assert "Cantine, Repas Tous" in shown
    assert "1 enfant attendu" in shown
    assert "Garderie, Soir" in shown
    assert "Retard" not in shown
    assert "Aucune feuille" in text(ana.get("/pointage/?jour=2026-06-07"))
    assert ana.get("/pointage/?jour=demain").status_code == 404


def test_a_sheet_shows_diet_pai_allergies_and_who_may_collect(town, ana):
    """N04."""
    confirmed(town.sarah, town.family, town.meal)
    health(town.sarah, diet="sans-porc", has_pai=True, allergies="arachide", instructions="Trousse rouge")
    collector(town.sarah, "Odile Roche", phone="06 11 22 33 44")
    collector(town.sarah, "Voisin parti", until=NOON.date() - timedelta(days=1))
    shown = text(ana.get(page(town.meal)))
    for words in ("Sarah Martin", "CP", "PAI", "sans porc", "Allergies : arachide", "Trousse rouge", "Odile Roche"):
        assert words in shown
    assert "Voisin parti" not in shown
    assert 'href="tel:0611223344"' in ana.get(page(town.meal)).content.decode()


def test_without_a_script_a_button_ticks_a_child(town, ana):
    """N02."""
    found = confirmed(town.sarah, town.family, town.meal)
    answer = post(ana, town.meal, child=town.sarah.pk, presence="present")
    found.refresh_from_db()
    assert found.presence == "present"
    assert answer.redirect_chain[-1][0].endswith(f"#enfant-{town.sarah.pk}")
    assert "Présents : 1 ·" in text(answer)


def test_without_a_script_hours_minutes_late_and_reasons_are_typed(town, ana):
    """N02."""
    found = confirmed(town.sarah, town.family, town.evening)
    post(ana, town.evening, child=town.sarah.pk, arrived_at="16:35", left_at="", late_minutes="20", absence_reason="")
    found.refresh_from_db()
    assert (f"{found.arrived_at:%H:%M}", f"{found.left_at:%H:%M}") == ("16:35", "18:50")
    post(ana, town.evening, child=town.sarah.pk, moment="depart")
    found.refresh_from_db()
    assert f"{found.left_at:%H:%M}" == "12:15"
    post(ana, town.evening, child=town.sarah.pk, arrived_at="", left_at="", absence_reason="certificat")
    found.refresh_from_db()
    assert (found.presence, found.absence_reason, found.arrived_at) == ("absent", "certificat", None)


def test_an_hour_that_is_none_is_refused_in_words(town, ana):
    confirmed(town.sarah, town.family, town.meal)
    shown = text(post(ana, town.meal, child=town.sarah.pk, arrived_at="quatre heures"))
    assert "Ce pointage n'est pas enregistré : Arrivée" in shown
    assert AttendanceEvent.objects.count() == 0


def test_the_others_are_ticked_at_once(town, ana):
    for pupil in town.pupils:
        confirmed(pupil, town.family, town.meal)
    post(ana, town.meal, child=town.sarah.pk, presence="absent")
    post(ana, town.meal, action="reste", presence="present")
    assert sorted(Reservation.objects.values_list("presence", flat=True)) == ["absent", "present"]


def test_an_unbooked_child_is_added_from_those_enrolled(town, ana):
    """N03."""
    shown = ana.get(page(town.meal)).content.decode()
    assert 'id="autres"' in shown
    assert "Ajouter" in shown
    post(ana, town.meal, child=town.sarah.pk, presence="present")
    assert "sans réservation" in text(ana.get(page(town.meal)))
    assert Reservation.objects.get().unbooked


def test_a_sheet_is_closed_then_only_corrected(town, ana, client):
    """N06."""
    found = confirmed(town.sarah, town.family, town.meal)
    assert "Sarah Martin" in text(ana.post(page(town.meal, "attendance_close"), follow=True))
    assert not SheetClosing.objects.exists()
    post(ana, town.meal, child=town.sarah.pk, presence="present")
    assert "Feuille close" in text(ana.post(page(town.meal, "attendance_close"), follow=True))
    shown = post(ana, town.meal, child=town.sarah.pk, presence="absent", reason="Je corrige")
    assert "gardé de côté" in text(shown)
    found.refresh_from_db()
    assert found.presence == "present"
    client.force_login(agent("régie"))
    assert "Arrivés après la clôture" in text(client.get(page(town.meal)))
    post(client, town.meal, child=town.sarah.pk, presence="absent", reason="Erreur de saisie")
    found.refresh_from_db()
    assert found.presence == "absent"
    assert AttendanceEvent.objects.get(correction=True).reason == "Erreur de saisie"


def test_the_paper_has_a_box_for_each_child(town, ana):
    """N01."""
    confirmed(town.sarah, town.family, town.meal)
    health(town.sarah, has_pai=True)
    shown = ana.get(page(town.meal, "attendance_paper")).content.decode()
    assert shown.count('class="paper__box"') == 1
    assert "Sarah Martin" in shown


def test_an_animator_given_other_groups_does_not_see_this_one(town, ana):
    group = town.canteen.groups.get()
    group.animators.add(agent("animateur"))
    assert ana.get(page(town.meal)).status_code == 404
    assert "Cantine" not in text(ana.get("/pointage/"))
    group.animators.add(town.animator)
    assert ana.get(page(town.meal)).status_code == 200


@pytest.mark.parametrize("role", ["communication", "tarifs", "comptable"])
def test_who_does_not_tick_has_no_such_page(town, client, role):
    client.force_login(agent(role))
    assert client.get(page(town.meal)).status_code == 404
    assert client.get("/pointage/cuisine/").status_code == 404
    assert client.post("/pointage/envoi/", "{}", content_type="application/json").status_code == 404


# The kitchen --------------------------------------------------------------------------------------


def test_the_kitchen_reads_meals_by_diet_without_a_name(town, ana):
    """N05."""
    sarah, chloe = town.pupils
    confirmed(sarah, town.family, town.meal)
    confirmed(chloe, town.family, town.meal)
    health(sarah, diet="vegetarien")
    health(chloe, has_pai=True, allergies="arachide")
    shown = text(ana.get("/pointage/cuisine/"))
    assert "2 repas" in shown
    assert "arachide" in shown
    assert "Sarah" not in shown
    rows = list(
        csv.reader(io.StringIO(ana.get("/pointage/cuisine/commande.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0] == ["Service", "Groupe", "Repas", "Standard", "Végétarien", "PAI", "Allergies", "Présents"]
    assert rows[1] == ["Cantine, Repas", "Tous", "2", "1", "1", "1", "arachide", "0"]
    assert rows[-1][0] == "Total"


def test_an_absent_child_eats_nothing_and_an_unbooked_one_does(town, ana):
    """N05."""
    confirmed(town.pupils[0], town.family, town.meal)
    post(ana, town.meal, child=town.pupils[0].pk, presence="absent")
    post(ana, town.meal, child=town.pupils[1].pk, presence="present")
    assert "1 repas" in text(ana.get("/pointage/cuisine/"))


# What a phone sends -------------------------------------------------------------------------------


def parcel(session, pupil, *, key=None, at=NOON, seen=0, device="telephone-a", **marks):
    one = {"key": str(key or uuid4()), "session": session.pk, "child": pupil.pk, "at": at.isoformat(), "seen": seen,
           "marks": marks}  # fmt: skip
    return {"device": device, "sheet": session.pk, "ticks": [one]}


def send(client, what):
    return client.post("/pointage/envoi/", json.dumps(what), content_type="application/json")


def test_a_parcel_is_kept_once_and_answered_with_the_sheet(town, ana):
    confirmed(town.sarah, town.family, town.meal)
    one = parcel(town.meal, town.sarah, presence="present")
    for _time in range(3):
        answer = send(ana, one).json()
        assert answer["kept"] == [one["ticks"][0]["key"]]
    (line,) = answer["sheet"]["lines"]
    assert (line["presence"], line["said"], line["seen"]) == ("present", "présent", AttendanceEvent.objects.get().pk)
    assert "Sarah" not in json.dumps(answer)


def test_two_phones_that_disagree_are_told_so(town, ana):
    confirmed(town.sarah, town.family, town.meal)
    before = NOON - timedelta(minutes=5)
    send(ana, parcel(town.meal, town.sarah, at=before, presence="present"))
    (line,) = send(ana, parcel(town.meal, town.sarah, device="telephone-b", presence="absent")).json()["sheet"]["lines"]
    assert "a noté « absent »" in line["disputes"][0]
    assert "« présent »" in line["disputes"][0]
    assert "Désaccords entre deux appareils : 1" in text(ana.get(page(town.meal)))


@pytest.mark.parametrize(
    "change", [{"marks": {"presence": "peut-être"}}, {"at": "hier"}, {"at": "2026-06-08T12:00:00"}, {"child": 0}]
)
def test_a_bad_tick_is_refused_alone(town, ana, change):
    confirmed(town.sarah, town.family, town.meal)
    what = parcel(town.meal, town.sarah, presence="present")
    what["ticks"].append({**what["ticks"][0], "key": str(uuid4()), **change})
    answer = send(ana, what).json()
    assert len(answer["kept"]) == len(answer["refused"]) == 1


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"device": "a", "sheet": "x", "ticks": []}'])
def test_what_is_no_parcel_is_refused_in_words(ana, body):
    answer = ana.post("/pointage/envoi/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "rechargez la feuille" in answer.json()["sentence"]


def test_ticks_of_a_sheet_that_is_not_theirs_are_refused(town, ana):
    confirmed(town.sarah, town.family, town.meal)
    town.canteen.groups.get().animators.add(agent("animateur"))
    answer = send(ana, parcel(town.meal, town.sarah, presence="present")).json()
    assert (answer["kept"], len(answer["refused"]), answer["sheet"]) == ([], 1, None)
    assert AttendanceEvent.objects.count() == 0


# Its cost -----------------------------------------------------------------------------------------


def test_a_sheet_of_a_hundred_children_costs_the_queries_of_one_of_two(town, ana, django_assert_max_num_queries):
    for number in range(98):
        family = household(f"Foyer {number}")
        pupil = child(f"Enfant {number}", family)
        enrol(pupil, family, town.canteen)
        confirmed(pupil, family, town.meal)
        health(pupil, diet="sans-porc")
        collector(pupil)
    ana.get(page(town.meal))
    with django_assert_max_num_queries(30):
        shown = ana.get(page(town.meal)).content.decode()
    assert shown.count('class="child"') == 100


def test_signing_out_erases_what_the_device_kept(ana):
    assert ana.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"storage"'


def test_the_state_read_is_that_of_the_ticks(town, ana):
    confirmed(town.sarah, town.family, town.meal)
    writing.mark(town.meal, town.sarah.pk, by=town.animator, at=NOON, presence="absent", absence_reason="justifiee")
    assert "absent, justifiée par la famille" in text(ana.get(page(town.meal)))
