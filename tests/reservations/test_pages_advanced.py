"""« Modification avancée »: the page of many days at once, its preview and what it applies."""

from datetime import date

import pytest
from django.urls import reverse

from families.models import User
from reservations.booking.holding import hold
from reservations.models import Reservation, Session, UsualWeek
from tests.factories.families import agent, child, household
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT
from tests.reservations.pages import editing, keep, on, statuses, text

Status = Reservation.Status
URL, APPLY = reverse("reservations:advanced"), reverse("reservations:apply")


def asked(town, *, act="reserver", children=None, units=("repas",), weekdays=(0, 3), first="2026-06-08",
          last="2026-06-21"):  # fmt: skip
    """What the form sends."""
    chosen = [unit.pk for one in (town.canteen, town.garderie) for unit in one.units.all() if unit.slug in units]
    return {
        "quoi": act, "enfant": [one.pk for one in children or (town.sarah,)], "unite": chosen,
        "jour": list(weekdays), "du": first, "au": last,
    }  # fmt: skip


def preview(client, town, **more):
    return client.get(URL, asked(town, **more))


def carry_out(client, town, *, shown=None, **more):
    shown = shown or preview(client, town, **more)
    data = {**asked(town, **more), "digest": shown.context["proposal"].digest}
    return client.post(APPLY, data, follow=True)


def confirm(town, who, found):
    hold(household=town.family, child=who, wanted=[one.pk for one in found], at=AT)
    town.family.reservations.update(status=Status.CONFIRMED, held_until=None)


def test_weekdays_dates_children_and_activities_are_previewed_with_their_cost(claire, town):
    """Statement 30, P18: Mondays and Thursdays of two weeks, both children: 8 meals at 3,60 €."""
    page = text(preview(claire, town, children=(town.sarah, town.chloe)))
    assert "8 jours à réserver ." in page or "8 jours à réserver." in page
    assert "À payer en plus 28,80 €" in page
    assert "Chloé Cantine Les Lutins Gourmands, Repas 4 jours à réserver juin 2026 lu 08 je 11 lu 15 je 18" in page
    assert statuses(town.family) == []


def test_what_was_previewed_is_kept_in_the_basket(claire, town):
    """Statement 30: then the recap, whose total is the one announced."""
    response = carry_out(claire, town, children=(town.sarah, town.chloe))
    assert response.redirect_chain[-1][0] == reverse("reservations:recap")
    assert "8 jours ajoutés." in text(response)
    assert "A payer 28,80 €" in text(response)
    assert statuses(town.family) == [Status.HELD] * 8


def test_immediate_and_deferred_costs_are_told_apart(claire, town):
    """B21: morning and evening the same day are the bundle, 3,95 €, invoiced later."""
    page = text(preview(claire, town, units=("repas", "matin", "soir"), weekdays=(0,), last="2026-06-08"))
    assert "3 jours à réserver" in page
    assert "À payer en plus 3,60 €" in page
    assert "Sur les prochaines factures 3,95 €" in page


def test_each_day_left_alone_says_why(claire, town):
    """Statement 30, P41: past its cut-off, full, closed."""
    Session.objects.filter(pk=on(town.meals, 8).pk).update(capacity=0)
    Session.objects.filter(pk=on(town.meals, 11).pk).update(is_open=False, closed_reason="Sortie scolaire.")
    page = text(preview(claire, town, first="2026-06-01", last="2026-06-15"))
    assert "2 jours à réserver , 3 laissés de côté" in page.replace("réserver,", "réserver ,")
    assert "La date limite était le jeudi 28 mai à 10 h. juin 2026 lu 01" in page
    assert "Il ne reste plus de place ce jour-là. juin 2026 lu 08" in page
    assert "Sortie scolaire. juin 2026 je 11" in page


def test_days_already_booked_are_not_booked_twice(claire, town):
    confirm(town, town.sarah, [on(town.meals, 8)])
    page = text(preview(claire, town))
    assert "3 jours à réserver" in page
    assert "1 jour déjà réservé ou dans votre récapitulatif." in page


def test_the_last_place_of_a_day_goes_to_one_of_two_sisters(claire, town):
    """Statement 30: the preview promises what « Ajouter » then keeps."""
    Session.objects.filter(pk=on(town.meals, 8).pk).update(capacity=1)
    options = {"children": (town.sarah, town.chloe), "weekdays": (0,), "last": "2026-06-08"}
    page = text(preview(claire, town, **options))
    assert "Les dernières places de ce jour vont à un autre de vos enfants. juin 2026 lu 08" in page
    carry_out(claire, town, **options)
    assert statuses(town.family) == [Status.HELD]


def test_paid_days_are_cancelled_in_one_go(claire, town):
    """Statements 30 and 31: what they give back is announced, then on the recap."""
    confirm(town, town.sarah, [on(town.meals, day) for day in (8, 9, 11)])
    page = text(preview(claire, town, act="annuler"))
    assert "2 jours à annuler" in page
    assert "Rendu en avoir -7,20 €" in page.replace("−", "-")
    response = carry_out(claire, town, act="annuler")
    assert "2 jours retirés." in text(response)
    assert statuses(town.family) == [Status.CONFIRMED, Status.LEAVING, Status.LEAVING]


def test_a_booking_past_its_cut_off_stays_and_says_why(claire, town, now):
    confirm(town, town.sarah, [on(town.meals, 8)])
    now(days=5)
    page = text(preview(claire, town, act="annuler"))
    assert "Aucun jour à changer." in page
    assert "La date limite était le jeudi 4 juin à 10 h. juin 2026 lu 08" in page


def test_nothing_is_applied_when_the_planning_changed_since_the_preview(claire, town):
    """Statement 30: previewed before it applies; another family took the last place meanwhile."""
    shown = preview(claire, town)
    Session.objects.filter(pk=on(town.meals, 8).pk).update(capacity=0)
    response = carry_out(claire, town, shown=shown)
    assert "Rien n'est encore enregistré." in text(response)
    assert "3 jours à réserver" in text(response)
    assert statuses(town.family) == []


def test_a_preview_is_read_in_few_queries(claire, town, django_assert_max_num_queries):
    """Counted once the process has read what the town has chosen, as every request but the first is."""
    wish = asked(town, children=(town.sarah, town.chloe), units=("repas", "matin", "soir"), last="2026-06-30")
    claire.get(URL, wish)
    with django_assert_max_num_queries(33):
        claire.get(URL, wish)


# What is sent wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"enfant": []}, "Choisissez au moins un enfant."),
        ({"unite": []}, "Choisissez au moins une activité."),
        ({"jour": []}, "Choisissez au moins un jour de la semaine."),
        ({"du": ""}, "Écrivez le premier jour."),
        ({"au": "31/06/2026"}, "Ce jour n'existe pas."),
        ({"au": "2026-06-01"}, "Le dernier jour vient avant le premier."),
        ({"au": "2027-07-01"}, "La période dépasse un an."),
    ],
)
def test_a_wish_that_lacks_something_says_what(claire, town, wrong, sentence):
    """Nothing typed is lost: the boxes stay ticked."""
    response = claire.get(URL, {**asked(town), **wrong})
    assert sentence in text(response)
    assert response.context["proposal"] is None
    if "unite" not in wrong:
        assert 'name="unite"' in response.content.decode()
        assert response.context["form"]["unite"].value() == [str(pk) for pk in asked(town)["unite"]]


def test_another_familys_child_is_no_choice(claire, town):
    """B04."""
    stranger = child("Louise", household("Durand"))
    response = claire.get(URL, {**asked(town), "enfant": [stranger.pk]})
    assert response.context["proposal"] is None
    assert claire.post(APPLY, {**asked(town), "enfant": [stranger.pk], "digest": "x"}).status_code == 200
    assert not Reservation.objects.exists()


# The usual week -----------------------------------------------------------------------------------


def remember(client, town, **more):
    shown = preview(client, town, **more)
    data = {**asked(town, **more), "digest": shown.context["proposal"].digest, "retenir": "1"}
    client.post(APPLY, data)


def test_the_usual_week_is_remembered_by_child_and_activity(claire, town):
    """Statement 30: and offered the next time."""
    remember(claire, town, units=("repas", "soir"), weekdays=(0, 3))
    kept = {(one.child_id, one.unit.slug): one.weekdays for one in UsualWeek.objects.select_related("unit")}
    assert kept == {(town.sarah.pk, "repas"): [0, 3], (town.sarah.pk, "soir"): [0, 3]}
    page = text(claire.get(URL))
    assert "Sarah Cantine Les Lutins Gourmands, Repas : lundi, jeudi" in page
    assert "Appliquer notre semaine type" in page


def test_a_new_usual_week_replaces_the_former(claire, town):
    remember(claire, town, weekdays=(0, 3))
    remember(claire, town, weekdays=(1,))
    assert [one.weekdays for one in UsualWeek.objects.all()] == [[1]]


def test_nothing_is_remembered_unless_asked(claire, town):
    carry_out(claire, town)
    assert not UsualWeek.objects.exists()


def test_the_usual_week_is_applied_to_another_period_from_the_planning(claire, town):
    """Statement 30: each activity on its own weekdays; the ticks of the page are kept first (statement 27)."""
    remember(claire, town, weekdays=(0,), last="2026-06-08")
    remember(claire, town, units=("soir",), weekdays=(1,), last="2026-06-09")
    assert "Appliquer notre semaine type" in text(claire.get(editing(town.sarah)))
    assert "Appliquer notre semaine type" not in text(claire.get(editing(town.chloe)))
    response = keep(claire, town.sarah, [on(town.meals, 10)], action="semaine-type")
    page = text(response)
    assert Reservation.objects.filter(session=on(town.meals, 10)).exists()
    assert "Repas 3 jours à réserver juin 2026 lu 15 lu 22 lu 29" in page
    assert "Soir 4 jours à réserver juin 2026 ma 02 ma 16 ma 23 ma 30" in page


def test_modification_avancee_keeps_the_ticks_and_opens_on_the_same_days(claire, town):
    """Statements 23 and 27."""
    response = keep(claire, town.sarah, [on(town.meals, 8)], action="avancee")
    assert statuses(town.family) == [Status.HELD]
    form = response.context["form"]
    assert form["enfant"].value() == [str(town.sarah.pk)]
    assert (form["du"].value(), form["au"].value()) == ("2026-06-01", "2026-06-30")


# At the counter -----------------------------------------------------------------------------------


def test_a_clerk_books_many_days_for_a_family(client, town, now):
    """K01: the same page; the bookings say who made them."""
    alice = agent("accueil", username="alice")
    client.force_login(User.objects.get(pk=alice.pk))
    client.post(reverse("families:open_file", args=[town.family.pk]))
    carry_out(client, town)
    assert {one.booked_by_id for one in town.family.reservations.all()} == {alice.pk}


def test_a_household_without_a_usual_week_is_not_offered_one(client, town, claire):
    """Each household of a shared child has its own."""
    other = household("Durand")
    enrol(town.sarah, other, town.canteen)
    UsualWeek.objects.create(child=town.sarah, household=other, unit=town.canteen.units.get(), weekdays=[0])
    page = claire.get(URL)
    assert "Appliquer notre semaine type" not in text(page)
    assert date.fromisoformat(str(page.context["form"]["au"].value())) == date(2026, 6, 30)
