"""The pages of the waiting list, as a parent's and a clerk's browsers ask for them (P38, P39)."""

import pytest
from django.urls import reverse

from reservations.booking.joining import join
from reservations.booking.queue import sweep
from reservations.models import Reservation, Session, WaitingEntry
from tests.factories.families import agent, child, household, parent
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT
from tests.reservations.pages import editing, on, reading, text

QUEUES = "/liste-d-attente/"


@pytest.fixture
def full(claire, town):
    """Monday 8 June has one place, that Hugo Dupont has."""
    session = on(town.meals, 8)
    Session.objects.filter(pk=session.pk).update(capacity=1)
    others = household("Dupont")
    hugo = child("Hugo", others)
    enrol(hugo, others, town.canteen)
    Reservation.objects.create(child=hugo, household=others, session=session, status="confirmee", booked_at=AT)
    return session


def door(town, session):
    return reverse("reservations:queue", args=[town.sarah.pk, session.pk])


@pytest.mark.parametrize("page", [reading, editing])
def test_a_full_day_shows_the_way_into_its_list(claire, town, full, page):
    answer = claire.get(page(town.sarah))
    assert "Jours complets lundi 8 juin, Cantine Les Lutins Gourmands, Repas : Rejoindre la liste" in text(answer)
    assert door(town, full) in answer.content.decode()


def test_a_planning_without_full_day_shows_no_list(claire, town):
    assert "Jours complets" not in text(claire.get(reading(town.sarah)))


def test_a_parent_reads_what_waiting_means_and_joins(claire, town, full):
    page = text(claire.get(door(town, full)))
    assert "Ce jour est complet ; personne n'attend encore." in page
    assert "pendant 24 heures au plus" in page
    assert "claire@exemple.fr" in page
    assert "Prix de ce jour : 3,60 €" in page
    answer = claire.post(door(town, full), follow=True)
    assert "Sarah est sur la liste d'attente." in text(answer)
    assert "Position 1 sur la liste." in text(answer)
    assert "position 1 sur la liste d'attente. Suivre" in text(claire.get(reading(town.sarah)))
    assert "Sarah est déjà sur cette liste." in text(claire.get(door(town, full)))


def test_a_day_that_is_not_full_has_no_list(claire, town):
    free = on(town.meals, 9)
    assert "Rejoindre" not in text(claire.get(door(town, free)))
    assert "Une place vient de se libérer" in text(claire.post(door(town, free), follow=True))
    assert not WaitingEntry.objects.exists()


def test_the_place_offered_is_told_paid_or_left(claire, town, full, now):
    join(household=town.family, child=town.sarah, session=full.pk, at=AT)
    hugo = Reservation.objects.filter(child__first_name="Hugo")
    hugo.update(status="annulee", cancellation="a-temps", cancelled_at=AT)
    sweep(AT)
    page = text(claire.get(QUEUES))
    assert "Place gardée pour vous Validez-la avant le mardi 2 juin 2026 à 8 h." in page
    assert "08/06/2026 Sarah - Cantine Les Lutins Gourmands" in text(claire.get("/recapitulatif/"))
    entry = WaitingEntry.objects.get()
    answer = claire.post(reverse("reservations:quit_queue", args=[entry.pk]), follow=True)
    assert "Sarah n'attend plus de place" in text(answer)
    assert not Reservation.objects.filter(child=town.sarah).exists()


def test_the_queue_of_another_family_does_not_exist(claire, town, full):
    others = household("Petit")
    kid = child("Tom", others)
    enrol(kid, others, town.canteen)
    entry = join(household=others, child=kid, session=full.pk, at=AT)
    assert claire.post(reverse("reservations:quit_queue", args=[entry.pk])).status_code == 404
    assert claire.get(reverse("reservations:queue", args=[kid.pk, full.pk])).status_code == 404
    assert "Tom" not in text(claire.get(QUEUES))


def test_a_clerk_joins_for_a_family_at_the_counter_and_it_is_written(client, town, full, now):
    clerk = agent("accueil")
    client.force_login(clerk)
    client.post(reverse("families:open_file", args=[town.family.pk]))
    client.post(door(town, full))
    assert WaitingEntry.objects.get().joined_by == clerk


def test_a_clerk_reads_the_list_of_a_day_in_turn(client, town, full, now):
    for number, name in enumerate(("Petit", "Leroy")):
        family = household(name)
        kid = child(f"Enfant{number}", family)
        enrol(kid, family, town.canteen)
        join(household=family, child=kid, session=full.pk, at=AT)
    client.force_login(agent("accueil"))
    page = text(client.get("/gestion/waitingentry/", {"status": "attente"}))
    assert page.index("Enfant0") < page.index("Enfant1")
    assert "8 juin 2026" in page
    assert "Enfant0" not in text(client.get("/gestion/waitingentry/", {"status": "proposee"}))


def test_raising_the_places_of_a_day_in_the_back_office_serves_its_list(client, town, full, now):
    entry = join(household=town.family, child=town.sarah, session=full.pk, at=AT)
    client.force_login(agent("tarifs"))
    values = {"unit": full.unit_id, "group": full.group_id, "starts_on": "2026-06-08", "ends_on": "2026-06-08",
              "capacity": 2, "is_open": "on", "closed_reason": ""}  # fmt: skip
    answer = client.post(f"/gestion/session/edit/{full.pk}/", values)
    assert answer.status_code == 302, text(answer)
    entry.refresh_from_db()
    assert entry.status == WaitingEntry.Status.OFFERED


def test_a_visitor_signs_in_first(client, db):
    assert client.get(QUEUES).status_code == 302


def test_whoever_has_no_family_sees_no_list(client, db):
    client.force_login(agent("comptable"))
    assert client.get(QUEUES).status_code == 404
    client.force_login(parent(household("Sans enfant")))
    assert "Vous n'attendez aucune place" in text(client.get(QUEUES))
