"""Hours chosen and changed on the planning and on the recap, as a parent reads them."""

from datetime import time

import pytest
from django.urls import reverse

from reservations.models import Reservation, UsualWeek
from tests.reservations.evening import SHORT, ask, open_evenings, taken
from tests.reservations.pages import editing, reading, text
from tests.reservations.test_checkout import pay

RECAP = reverse("reservations:recap")


@pytest.fixture
def evening(town):
    """Monday 8 June, from 16:30 to 19:00."""
    return open_evenings(town)[5]


@pytest.fixture
def paid(town, evening):
    ask(town, {evening: SHORT})
    pay(town)
    return evening


def row(client, town):
    return next(one for one in client.get(editing(town.sarah)).context["board"].rows if one.row.offer)


def hours(key, arrival, departure):
    return {f"arrivee-{key}": arrival, f"depart-{key}": departure}


def test_the_days_ticked_take_the_hours_chosen(claire, town, evening):
    """A08: arrival and departure, by the half-hour."""
    one = row(claire, town)
    assert [option.label for option in one.picks[1].options][:2] == ["17\u00a0h", "17\u00a0h\u00a030"]
    data = {"place": [evening.pk], "action": "terminer", **hours(f"ligne-{one.key}", "17:00", "18:30")}
    page = text(claire.post(editing(town.sarah), data, follow=True))
    assert taken(town) == [("retenue", "17:00-18:30")]
    assert "Sarah - Accueil du soir - Soiree, de 17 h à 18 h 30" in page
    assert "A payer 2,70 €" in page


def test_the_planning_says_the_hours_booked(claire, town, paid):
    page = text(claire.get(reading(town.sarah)))
    assert "lundi 8 juin : réservé de 16 h 30 à 18 h" in page
    assert "Lu 08 de 16 h 30 à 18 h" in page
    assert "Changer les heures" not in page


def test_changing_the_hours_of_a_paid_day_is_one_line_of_the_recap(claire, town, paid):
    """House rule of the LEAVING and HELD pair: old, new, the difference; counted once."""
    key = f"{town.sarah.pk}-{paid.pk}"
    data = {"place": [paid.pk], "coche": [paid.pk], "action": "valider", **hours(key, "16:30", "19:00")}
    page = text(claire.post(editing(town.sarah), data, follow=True))
    assert "1 jour changé." in page
    assert "Récapitulatif ( 1 )" in page
    assert "lundi 8 juin : dans votre panier de 16 h 30 à 19 h (au lieu de : de 16 h 30 à 18 h)" in page
    recap = text(claire.get(RECAP))
    assert "de 16 h 30 à 19 h au lieu de : de 16 h 30 à 18 h" in recap
    assert "Avant votre changement : 2,70 € ; après : 4,50 €." in recap
    assert "A payer 1,80 €" in recap
    assert recap.count("08/06/2026") == 1


def test_the_estimate_follows_the_hours(claire, town, paid):
    """Statement 22: nothing is written."""
    url = reverse("reservations:estimation", args=[town.sarah.pk, 2026, 6])
    data = {"place": [paid.pk], "coche": [paid.pk], **hours(f"{town.sarah.pk}-{paid.pk}", "16:30", "17:00")}
    assert text(claire.post(url, data)).split()[:3] == ["1", "0,90", "€"]
    assert Reservation.objects.count() == 1


def test_hours_left_as_they_are_change_nothing(claire, town, paid):
    key = f"{town.sarah.pk}-{paid.pk}"
    data = {"place": [paid.pk], "coche": [paid.pk], "action": "quitter", **hours(key, "16:30", "18:00")}
    response = claire.post(editing(town.sarah), data, follow=True)
    assert response.redirect_chain[-1][0] == reading(town.sarah)


def test_hours_chosen_and_not_validated_are_not_lost_in_silence(claire, town, paid):
    """Statement 29."""
    data = {"place": [paid.pk], "coche": [paid.pk], "action": "quitter",
            **hours(f"{town.sarah.pk}-{paid.pk}", "16:30", "18:30")}  # fmt: skip
    response = claire.post(editing(town.sarah), data)
    assert "Quitter sans valider ?" in text(response)
    assert '<option value="18:30" selected>' in response.content.decode()


def test_past_the_deadline_the_hours_cannot_be_changed(claire, town, paid, now):
    """P41: the day says why, its hours have no list."""
    now(days=5)
    page = text(claire.get(editing(town.sarah)))
    assert "lundi 8 juin : réservé de 16 h 30 à 18 h. La date limite était le jeudi 4 juin à 10 h." in page
    assert "Changer les heures" not in page


@pytest.mark.parametrize("sent", [("25:00", "18:00"), ("", "x"), ("16:45", "18:00")])
def test_forged_hours_are_refused_in_words(claire, town, evening, sent):
    """B04."""
    data = {"place": [evening.pk], "action": "valider", **hours(f"ligne-{row(claire, town).key}", *sent)}
    page = text(claire.post(editing(town.sarah), data, follow=True))
    if sent == ("16:45", "18:00"):
        assert "Ces heures ne sont pas proposées. Choisissez-les dans les listes." in page
        assert taken(town) == []
    else:
        assert taken(town)[0][0] == "retenue"


def test_the_usual_week_keeps_its_hours(claire, town, evening):
    """Statement 30: the hours asked for many days are those of the usual week."""
    unit = evening.unit
    wish = {
        "quoi": "reserver", "enfant": [town.sarah.pk], "unite": [unit.pk], "jour": ["0"], "du": "2026-06-08",
        "au": "2026-06-15", **hours(f"unite-{unit.pk}", "16:30", "18:00"),
    }  # fmt: skip
    shown = claire.get(reverse("reservations:advanced"), wish)
    assert "À payer en plus 5,40 €" in text(shown)
    assert "de 16 h 30 à 18 h" in text(shown)
    digest = shown.context["proposal"].digest
    claire.post(reverse("reservations:apply"), {**wish, "digest": digest, "retenir": "1"})
    assert taken(town) == [("retenue", "16:30-18:00")] * 2
    assert UsualWeek.objects.get().hours == (time(16, 30), time(18))
    response = claire.post(editing(town.sarah), {"action": "semaine-type"}, follow=True)
    assert "de 16 h 30 à 18 h" in text(response)
