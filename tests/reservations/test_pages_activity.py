"""« Activités »: one activity for all the children, read and changed by the rules of a child's page."""

from datetime import date

import pytest
from django.urls import reverse

from reservations.models import Reservation, Session
from tests.factories.reservations import activity, enrol, school_year
from tests.reservations.pages import editing, on, reading, statuses, text

Status = Reservation.Status


def url(town, name="activity_edit", year=2026, month=6, **query):
    return reverse(f"reservations:{name}", args=[town.canteen.pk, year, month], query=query)


def send(client, town, ticked, shown=None, *, name="activity_edit", **more):
    """The page sent with these boxes, by child."""
    data = {"action": "valider", **more}
    for child, found in ticked.items():
        data[f"place-{child.pk}"] = [one.pk for one in found]
    for child, found in (shown or {}).items():
        data[f"coche-{child.pk}"] = [one.pk for one in found]
    return client.post(url(town, name), data, follow=True)


def test_reading_it_leads_to_editing_it(claire, town):
    """Statements 19 and 21: read first, « Modifier » beside the basket."""
    response = claire.get(url(town, "activity_planning"))
    page = text(response)
    assert "Cantine Les Lutins Gourmands : Juin 2026" in page
    assert 'type="checkbox"' not in response.content.decode()
    assert f'href="{url(town)}"' in response.content.decode()


def test_editing_it_has_the_banner_and_the_buttons_of_a_child(claire, town):
    """Statement 23."""
    page = text(claire.get(url(town)))
    assert "Restant dû : 0,00 €" in page
    assert "Quitter Modification avancée Valider Valider et terminer" in page
    assert page.index("Chloé Cantine") < page.index("Sarah Cantine")


def test_what_another_school_year_offered_is_not_shown_beside_this_one(claire, town):
    """Statements 14 and 19: last year's canteen has its own months, and neither tab nor line in these."""
    year = school_year(date(2024, 9, 1), date(2025, 8, 31))
    past = activity("Cantine d'avant", slug="avant", school_year=year)
    enrol(town.sarah, town.family, past, starts_on=date(2024, 9, 1))
    now, then = (
        reverse("reservations:planning_child", args=[town.sarah.pk, *month]) for month in ((2026, 6), (2025, 6))
    )
    assert "Cantine d'avant" not in text(claire.get(url(town, "activity_planning")))
    assert "Cantine d'avant" not in text(claire.get(now))
    assert "Inscriptions : Cantine d'avant" in text(claire.get(then))


def test_two_children_are_booked_at_once(claire, town):
    """Statements 19, 25 and 27: the same session for both, told apart."""
    response = send(claire, town, {town.sarah: [on(town.meals, 8)], town.chloe: [on(town.meals, 8), on(town.meals, 9)]})
    assert response.redirect_chain[-1][0] == url(town)
    assert "3 jours ajoutés." in text(response)
    assert town.family.reservations.filter(child=town.chloe).count() == 2
    assert response.content.decode().count(" checked") == 3


def test_unticking_one_child_leaves_the_other(claire, town):
    """Statement 31."""
    meal = on(town.meals, 8)
    send(claire, town, {town.sarah: [meal], town.chloe: [meal]})
    send(claire, town, {town.sarah: [meal]}, shown={town.sarah: [meal], town.chloe: [meal]})
    assert [one.child for one in town.family.reservations.all()] == [town.sarah]


def test_the_whole_month_of_one_child_is_his_own(claire, town):
    """Statement 24."""
    Session.objects.filter(pk=on(town.meals, 11).pk).update(capacity=0)
    row = claire.get(url(town)).context["board"].rows[0]
    page = text(send(claire, town, {}, mois=row.key))
    assert "19 jours cochés. 3 jours laissés de côté" in page
    assert {one.child for one in town.family.reservations.all()} == {town.chloe}


def test_the_estimate_follows_all_the_children(claire, town):
    """Statement 22: the cost is that of this activity."""
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=on(town.care, 8, "matin"), status="confirmee",
        booked_at="2026-05-01T10:00Z",
    )  # fmt: skip
    meal = on(town.meals, 8)
    answer = send(claire, town, {town.sarah: [meal], town.chloe: [meal]}, name="activity_estimation")
    assert text(answer).split()[:3] == ["2", "7,20", "€"]
    assert town.family.reservations.held().count() == 0


@pytest.mark.parametrize("kind", ["activity", "month", "view", "family"])
def test_going_elsewhere_keeps_the_ticks(claire, town, kind):
    """Statements 14 and 27."""
    screen = claire.get(url(town)).context["screen"]
    door = {"activity": screen.tabs[1], "month": screen.next, "view": screen.scales[1], "family": screen.other_view}
    expected = {
        "activity": reverse("reservations:activity_edit", args=[town.garderie.pk, 2026, 6]),
        "month": url(town, month=7),
        "view": url(town, vue="quinzaine", jour=1),
        "family": editing(town.chloe),
    }
    response = send(claire, town, {town.sarah: [on(town.meals, 8)]}, action="", vers=door[kind].token)
    assert response.redirect_chain[-1][0] == expected[kind]
    assert statuses(town.family) == [Status.HELD]


def test_quitter_asks_before_it_forgets(claire, town):
    """Statement 29: the ticks of every child are still there."""
    response = send(claire, town, {town.sarah: [on(town.meals, 8)], town.chloe: []}, action="quitter")
    assert "Vous avez changé des cases pour Chloé, Sarah sans les valider" in text(response)
    assert response.content.decode().count(" checked") == 1
    assert statuses(town.family) == []
    assert send(claire, town, {}, action="quitter").redirect_chain[-1][0] == url(town, "activity_planning")


def test_valider_et_terminer_opens_the_recap(claire, town):
    """Statement 28."""
    response = send(claire, town, {town.sarah: [on(town.meals, 8)]}, action="terminer")
    assert response.redirect_chain[-1][0] == reverse("reservations:recap")


def test_the_fields_of_another_familys_child_do_nothing(claire, town):
    """B04."""
    response = claire.post(url(town), {"place-999": [on(town.meals, 8).pk], "action": "valider"}, follow=True)
    assert response.status_code == 200
    assert statuses(town.family) == []


def test_an_activity_no_child_is_enrolled_in_has_no_page(claire, town):
    danse = activity("Danse", slug="danse")
    for name in ("activity_planning", "activity_edit"):
        assert claire.get(reverse(f"reservations:{name}", args=[danse.pk, 2026, 6])).status_code == 404


# Only what changes --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["reading", "editing", "activity"])
def test_a_page_that_asks_for_its_part_gets_its_part(claire, town, place):
    """P12: month, child and view change without loading the site again; a browser that goes back keeps both apart."""
    address = {"reading": reading(town.sarah), "editing": editing(town.sarah), "activity": url(town)}[place]
    whole, part = claire.get(address), claire.get(address, headers={"hx-request": "true"})
    assert part["X-Partie"] == "planning"
    assert "X-Partie" not in whole
    assert "HX-Request" in part["Vary"]
    assert "HX-Request" in whole["Vary"]
    body = part.content.decode()
    assert body.startswith("<title>")
    assert "<html" not in body
    assert 'id="titre"' in body
    assert len(body) < len(whole.content)


def test_valider_answers_with_the_next_part(claire, town):
    headers = {"hx-request": "true"}
    data = {"place": [on(town.meals, 8).pk], "action": "valider"}
    response = claire.post(editing(town.sarah), data, headers=headers, follow=True)
    assert response["X-Partie"] == "planning"
    assert "1 jour ajouté." in text(response)


@pytest.mark.parametrize("action", ["terminer", "avancee"])
def test_another_page_is_opened_as_a_whole(claire, town, action):
    data = {"place": [on(town.meals, 8).pk], "action": action}
    response = claire.post(editing(town.sarah), data, headers={"hx-request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(("/recapitulatif/", "/planning/modification-avancee/"))


def test_refused_hours_are_told_in_the_part(claire, town):
    """Bad input loses nothing."""
    from tests.reservations.evening import open_evenings

    evening = open_evenings(town)[5]
    row = next(row for row in claire.get(editing(town.sarah)).context["board"].rows if row.picks)
    data = {
        "place": [evening.pk], f"arrivee-ligne-{row.key}": "18:00", f"depart-ligne-{row.key}": "17:00",
        "action": "valider",
    }  # fmt: skip
    response = claire.post(editing(town.sarah), data)
    assert "Sarah, Soiree : L'heure de départ doit venir après l'heure d'arrivée." in text(response)
    assert '<option value="17:00" selected>' in response.content.decode()
    assert response.content.decode().count(" checked") == 1
    assert statuses(town.family) == []
