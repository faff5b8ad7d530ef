"""A child of two households on the planning: who pays which date, in words, and nothing of the other's prices."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from reservations.booking.holding import hold
from reservations.days.plans import CellState
from reservations.models import Reservation
from tests.factories.families import child, custody, household, parent
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT
from tests.reservations.pages import editing, on, reading, statuses, text

Status = Reservation.Status


@pytest.fixture
def split(town, client, now):
    """Inès, even weeks with the Martins (812), odd weeks with her father (1500): 8 to 14 June are the Martins'."""
    father = household("Leroy", quotient="1500")
    ines = child("Inès", town.family, father)
    custody(ines, town.family, father)
    for family in (town.family, father):
        enrol(ines, family, town.canteen)
    return SimpleNamespace(town=town, ines=ines, father=father, claire=parent(town.family), karim=parent(father))


def page(client, who, url):
    client.force_login(who)
    return client.get(url)


def test_each_household_reads_which_dates_it_pays(client, split):
    """B11: a month split to the day."""
    hers = text(page(client, split.claire, reading(split.ines)))
    his = text(page(client, split.karim, reading(split.ines)))
    assert "du lundi 8 au dimanche 14 juin : chez vous, vous réservez et payez" in hers
    assert "du lundi 8 au dimanche 14 juin : chez l'autre foyer, qui réserve et paie" in his
    assert "du lundi 29 au mardi 30 juin : chez vous, vous réservez et payez" in his


def test_every_day_of_service_is_open_to_one_household_only(client, split):
    """B11."""

    def free(who):
        rows = page(client, who, reading(split.ines)).context["board"].plan.rows
        return {cell.day for row in rows for cell in row.cells if cell.state is CellState.FREE}

    hers, his = free(split.claire), free(split.karim)
    assert not hers & his
    assert len(hers | his) == 20


def test_the_other_household_sees_that_a_day_is_booked_and_no_price(client, split):
    """P44."""
    hold(household=split.town.family, child=split.ines, wanted=[on(split.town.meals, 8).pk], at=AT)
    split.town.family.reservations.update(status=Status.CONFIRMED, held_until=None)
    response = page(client, split.karim, reading(split.ines))
    seen = text(response)
    assert "lundi 8 juin : réservé par l'autre foyer." in seen
    assert "mardi 9 juin : chez son autre foyer. Ce jour-là, l'enfant est chez son autre foyer." in seen
    assert "Coût de la période : 0,00 €" in seen
    assert response.context["board"].plan.basket == 0


def test_a_household_that_pays_no_day_shown_sees_no_price(client, split):
    """P44: the week of 8 June is the mother's."""
    seen = text(page(client, split.karim, reading(split.ines, vue="semaine", jour=8)))
    assert "à l'unité" not in seen
    assert "à l'unité" in text(page(client, split.claire, reading(split.ines, vue="semaine", jour=8)))


def test_a_day_of_the_other_household_has_no_box_and_cannot_be_forged(client, split):
    """B04, B09."""
    response = page(client, split.karim, editing(split.ines))
    assert f'value="{on(split.town.meals, 8).pk}"' not in response.content.decode()
    data = {"place": [on(split.town.meals, 8).pk], "action": "valider"}
    refused = client.post(editing(split.ines), data, follow=True)
    assert "lundi 8 (Repas) : Ce jour-là, l'enfant est chez son autre foyer." in text(refused)
    assert statuses(split.father) == []


def test_modification_avancee_leaves_the_other_households_days_alone_and_says_why(client, split):
    """Statement 30, P44."""
    unit = split.town.canteen.units.get()
    wish = {"quoi": "reserver", "enfant": [split.ines.pk], "unite": [unit.pk], "jour": ["0"], "du": "2026-06-08",
            "au": "2026-06-30"}  # fmt: skip
    client.force_login(split.claire)
    seen = text(client.get(reverse("reservations:advanced"), wish))
    assert "2 jours à réserver juin 2026 lu 08 lu 22" in seen
    assert "Ce jour-là, l'enfant est chez son autre foyer. juin 2026 lu 15 lu 29" in seen


def test_a_child_of_one_household_has_no_words_about_custody(client, split):
    assert "Garde alternée" not in text(page(client, split.claire, reading(split.town.sarah)))


def test_the_activity_of_all_children_says_each_day_of_a_shared_child(client, split):
    url = reverse("reservations:activity_planning", args=[split.town.canteen.pk, 2026, 6])
    seen = text(page(client, split.karim, url))
    assert "lundi 8 juin : chez son autre foyer" in seen
    assert date(2026, 6, 8).isocalendar().week % 2 == 0
