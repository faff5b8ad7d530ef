"""The planning to change: what the boxes send, what the server keeps, what it tells."""

import json
from datetime import date

import pytest
from django.urls import reverse

from reservations.booking.holding import hold
from reservations.models import Reservation, Session
from tests.factories.families import child, household
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT
from tests.reservations.pages import box, editing, keep, on, reading, statuses, text

Status = Reservation.Status


def confirm(town, who, found):
    """Places already paid for."""
    hold(household=town.family, child=who, wanted=[one.pk for one in found], at=AT)
    town.family.reservations.update(status=Status.CONFIRMED, held_until=None)


def row_key(client, town, who, unit):
    rows = client.get(editing(who)).context["board"].rows
    return next(row.key for row in rows if row.row.unit.slug == unit)


def test_new_bookings_start_with_the_first_child_this_month(claire, town):
    """Statement 7's « Effectuer de nouvelles réservations »."""
    response = claire.get(reverse("reservations:planning_edit"))
    assert response.url == editing(town.chloe)


def test_edit_mode_has_its_own_banner_and_buttons(claire, town):
    """Statement 23."""
    page = text(claire.get(editing(town.sarah)))
    assert "Restant dû : 0,00 €" in page
    assert "Quitter Modification avancée Valider Valider et terminer" in page


def test_a_day_is_ticked_alone(claire, town):
    """Statements 25 and 27, P16: « Valider » keeps it, and stays in edit mode."""
    response = keep(claire, town.sarah, [on(town.meals, 8)])
    assert response.redirect_chain[-1][0] == editing(town.sarah)
    assert "1 jour ajouté." in text(response)
    assert "checked" in box(response, on(town.meals, 8))
    assert statuses(town.family) == [Status.HELD]


def test_a_day_is_unticked_alone(claire, town):
    """Statement 25: a place of the basket is given back."""
    meals = [on(town.meals, 8), on(town.meals, 9)]
    keep(claire, town.sarah, meals)
    response = keep(claire, town.sarah, meals[:1], shown=meals)
    assert "1 jour retiré." in text(response)
    assert list(town.family.reservations.values_list("session", flat=True)) == [meals[0].pk]


def test_the_whole_month_takes_the_open_days_and_tells_what_it_leaves(claire, town):
    """Statement 24, P17: 20 weekdays from the 3rd on; the 1st and 2nd are past their cut-off, the 11th is full."""
    Session.objects.filter(pk=on(town.meals, 11).pk).update(capacity=0)
    response = keep(claire, town.sarah, [], mois=[row_key(claire, town, town.sarah, "repas")])
    page = text(response)
    assert "19 jours cochés. 3 jours laissés de côté : 2 date limite passée, 1 complet." in page
    assert town.family.reservations.count() == 19


def test_the_whole_month_leaves_the_other_rows_alone(claire, town):
    keep(claire, town.sarah, [], mois=[row_key(claire, town, town.sarah, "soir")])
    units = set(town.family.reservations.values_list("session__unit__slug", flat=True))
    assert units == {"soir"}


def test_the_whole_month_of_another_child_is_not_taken(claire, town):
    """B04: the key of Chloé's row does nothing on Sarah's page."""
    keep(claire, town.sarah, [], mois=[row_key(claire, town, town.chloe, "repas")])
    assert statuses(town.family) == []


def test_valider_et_terminer_opens_the_recap(claire, town):
    """Statement 28."""
    response = keep(claire, town.sarah, [on(town.meals, 8)], action="terminer")
    assert response.redirect_chain[-1][0] == reverse("reservations:recap")
    assert statuses(town.family) == [Status.HELD]


@pytest.mark.parametrize("kind", ["child", "month", "view"])
def test_going_elsewhere_while_editing_keeps_the_ticks(claire, town, kind):
    """Statement 27: another child, month or view acts as « Valider »."""
    screen = claire.get(editing(town.sarah)).context["screen"]
    door = {"child": screen.tabs[0], "month": screen.next, "view": screen.scales[2]}[kind]
    expected = {
        "child": editing(town.chloe),
        "month": editing(town.sarah, month=7),
        "view": editing(town.sarah, vue="semaine", jour=1),
    }[kind]
    response = keep(claire, town.sarah, [on(town.meals, 8)], action="", vers=door.token)
    assert response.redirect_chain[-1][0] == expected
    assert statuses(town.family) == [Status.HELD]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "enfant/999999/2026-06-01/mensuel",
        "activite/999999/2026-06-01/mensuel",
        "enfant/1/2026-06-31/mensuel",
        "enfant/1/9999-12-31/mensuel",
        "foyer/1/2026-06-01/mensuel",
        "https://ailleurs.fr/",
    ],
)
def test_a_forged_destination_stays_here(claire, town, token):
    response = keep(claire, town.sarah, [], action="", vers=token)
    assert response.redirect_chain[-1][0] == editing(town.sarah)


def test_the_activities_tab_keeps_the_ticks_too(claire, town):
    """Statements 19 and 27: only « Quitter » drops, and one stays in edit mode."""
    door = claire.get(editing(town.sarah)).context["screen"].other_view
    response = keep(claire, town.sarah, [on(town.meals, 8)], action="", vers=door.token)
    assert response.redirect_chain[-1][0] == reverse("reservations:activity_edit", args=[town.canteen.pk, 2026, 6])
    assert statuses(town.family) == [Status.HELD]


def test_quitter_without_a_change_goes_back_to_reading(claire, town):
    """Statement 29."""
    response = keep(claire, town.sarah, [], action="quitter")
    assert response.redirect_chain[-1][0] == reading(town.sarah)


def test_quitter_with_a_change_asks_first_and_forgets_nothing_meanwhile(claire, town):
    """Statement 29: what another child validated stays."""
    keep(claire, town.chloe, [on(town.meals, 9)])
    response = keep(claire, town.sarah, [on(town.meals, 8)], action="quitter")
    page = text(response)
    assert response.redirect_chain == []
    assert "Quitter sans valider ?" in page
    assert "checked" in box(response, on(town.meals, 8))
    assert town.family.reservations.count() == 1
    assert f'href="{reading(town.sarah)}"' in response.content.decode()


def test_unticking_a_paid_day_puts_its_cancellation_in_the_basket(claire, town):
    """Statement 31, P37."""
    meal = on(town.meals, 8)
    confirm(town, town.sarah, [meal])
    response = keep(claire, town.sarah, [], shown=[meal])
    assert statuses(town.family) == [Status.LEAVING]
    assert "lundi 8 juin : annulation dans votre panier" in text(response)
    assert "checked" not in box(response, meal)


def test_ticking_it_again_keeps_the_paid_day(claire, town):
    meal = on(town.meals, 8)
    confirm(town, town.sarah, [meal])
    keep(claire, town.sarah, [], shown=[meal])
    keep(claire, town.sarah, [meal])
    assert statuses(town.family) == [Status.CONFIRMED]


def test_a_paid_day_past_its_cut_off_has_no_box(claire, town, now):
    """Statement 26: it stays booked, and says why it cannot be cancelled."""
    meal = on(town.meals, 8)
    confirm(town, town.sarah, [meal])
    now(days=5)
    response = claire.get(editing(town.sarah))
    assert not box(response, meal)
    assert "lundi 8 juin : réservé. La date limite était le jeudi 4 juin à 10 h." in text(response)


# What is forged, stale or sent twice --------------------------------------------------------------


def test_a_forged_session_of_another_group_is_refused_with_a_sentence(claire, town):
    """B04: nothing is booked, the parent reads why."""
    from tests.factories.reservations import activity, sessions

    (foreign,) = sessions(activity("Danse", slug="danse"), date(2026, 6, 8))
    response = keep(claire, town.sarah, [foreign])
    assert "Cette séance n'est pas proposée à cet enfant. Rechargez le planning." in text(response)
    assert statuses(town.family) == []


def test_a_session_that_does_not_exist_is_refused_with_a_sentence(claire, town):
    response = claire.post(editing(town.sarah), {"place": ["987654"], "action": "valider"}, follow=True)
    assert "n'est pas proposée à cet enfant" in text(response)


@pytest.mark.parametrize("place", ["x", "-1", "1; drop", str(2**70)])
def test_an_unreadable_box_changes_nothing(claire, town, place):
    response = claire.post(editing(town.sarah), {"place": [place], "action": "valider"}, follow=True)
    assert "Le formulaire reçu est illisible. Rechargez la page et recommencez." in text(response)
    assert statuses(town.family) == []


def test_another_familys_child_cannot_be_booked(claire, town):
    """B04: the child's page does not exist, whatever is posted to it."""
    other = household("Durand")
    stranger = child("Louise", other)
    enrol(stranger, other, town.canteen)
    assert claire.post(editing(stranger), {"place": [on(town.meals, 8).pk]}).status_code == 404
    assert not Reservation.objects.exists()


def test_a_day_past_its_cut_off_is_refused_though_its_box_is_forged(claire, town):
    """B04: the refusal is the cut-off's own sentence."""
    response = keep(claire, town.sarah, [on(town.meals, 2)])
    assert "Sarah, mardi 2 (Repas) : La date limite était le vendredi 29 mai à 10 h." in text(response)
    assert statuses(town.family) == []


def test_the_last_second_before_the_cut_off_counts(claire, town, now):
    """The cut-off of Wednesday 3 June is Monday at 10:00."""
    now(hours=1, minutes=59, seconds=59)
    assert "1 jour ajouté" in text(keep(claire, town.sarah, [on(town.meals, 3)]))


def test_the_cut_off_itself_is_too_late(claire, town, now):
    """The page was shown in time; « Valider » comes at 10:00 sharp."""
    claire.get(editing(town.sarah))
    now(hours=2)
    assert "La date limite était le lundi 1er juin à 10 h." in text(keep(claire, town.sarah, [on(town.meals, 3)]))
    assert statuses(town.family) == []


def test_valider_twice_books_once(claire, town):
    """A double click, or the page sent again."""
    keep(claire, town.sarah, [on(town.meals, 8)])
    keep(claire, town.sarah, [on(town.meals, 8)])
    assert statuses(town.family) == [Status.HELD]


def test_a_second_tab_does_not_undo_what_the_first_has_kept(claire, town):
    """Two tabs: the second never showed Monday ticked, so it does not give it up."""
    claire.get(editing(town.sarah))
    keep(claire, town.sarah, [on(town.meals, 8)])
    keep(claire, town.sarah, [on(town.meals, 9)])
    assert town.family.reservations.count() == 2


def test_a_place_lost_by_time_is_taken_again_when_its_tick_is_still_there(claire, town, now):
    """Statement 40: the parent comes back after forty minutes with the page still open."""
    meal = on(town.meals, 8)
    keep(claire, town.sarah, [meal])
    now(minutes=40)
    keep(claire, town.sarah, [meal], shown=[meal])
    assert town.family.reservations.get().held_until > AT


def test_several_refusals_for_one_reason_are_one_sentence(claire, town):
    Session.objects.filter(starts_on__in=[date(2026, 6, 8), date(2026, 6, 9)]).update(capacity=0)
    response = keep(claire, town.sarah, [on(town.meals, 8), on(town.meals, 9)])
    assert "Sarah, lundi 8 (Repas), mardi 9 (Repas) : Il ne reste plus de place ce jour-là." in text(response)


# While ticking ------------------------------------------------------------------------------------


def estimate(client, who, ticked, shown=()):
    url = reverse("reservations:estimation", args=[who.pk, 2026, 6])
    return client.post(url, {"place": [one.pk for one in ticked], "coche": [one.pk for one in shown]})


def test_counter_and_cost_follow_the_ticks_without_writing(claire, town):
    """Statement 22."""
    page = text(estimate(claire, town.sarah, [on(town.meals, 8), on(town.meals, 9)]))
    assert page.split() == ["2", "7,20", "€"]
    assert statuses(town.family) == []


def test_the_estimate_sees_what_is_unticked(claire, town):
    """Statement 22: one of the two kept is given up again."""
    meals = [on(town.meals, 8), on(town.meals, 9)]
    keep(claire, town.sarah, meals)
    assert text(estimate(claire, town.sarah, meals[:1], shown=meals)).split() == ["1", "3,60", "€"]
    assert statuses(town.family) == [Status.HELD, Status.HELD]


def test_an_unreadable_estimate_says_nothing(claire, town):
    url = reverse("reservations:estimation", args=[town.sarah.pk, 2026, 6])
    assert claire.post(url, {"place": ["x"]}).status_code == 400
    assert claire.get(url).status_code == 405


def test_the_page_asks_htmx_for_nothing_that_the_security_policy_refuses(claire, town):
    body = claire.get(editing(town.sarah)).content.decode()
    config = body.split("htmx-config\" content='")[1].split("'")[0]
    assert json.loads(config) == {
        "includeIndicatorStyles": False, "allowEval": False, "scrollIntoViewOnBoost": False,
        "historyCacheSize": 0, "refreshOnHistoryMiss": True,  # nothing of a family stays in the browser
    }  # fmt: skip
    assert "style=" not in body
    assert "<script>" not in body
