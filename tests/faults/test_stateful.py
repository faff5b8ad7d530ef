"""Whatever is done in whatever order, the laws of the ledger and of the places hold after each step. Rows B05, F12."""

import os
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from rules.models import Rulebook
from tests.factories import payments
from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol, reglement, school_year, sessions
from tests.faults.living_town import LivingTown
from tests.reservations.conftest import MONDAY, a_town
from tests.rules.test_worked_cases import SAINT_BENOIT

# PREAU_STORIES=300 PREAU_STEPS=60: the long version, each time with stories of its own.
STORIES, STEPS = int(os.environ.get("PREAU_STORIES", "12")), int(os.environ.get("PREAU_STEPS", "14"))


def two_families():
    """Four children, a canteen of few places, a garderie paid at once whose morning and evening are a bundle."""
    town = a_town()
    other = household("Dupont")
    leo = child("Léo", other)
    care = activity(
        "Accueil", slug="accueil", units=("matin", "soir"), price=reglement(Rulebook.Kind.PRICE, SAINT_BENOIT),
        revenue_office=town.canteen.revenue_office, school_year=school_year(),
    )  # fmt: skip
    for who, family in ((town.sarah, town.family), (town.chloe, town.family), (leo, other)):
        enrol(who, family, care)
    enrol(leo, other, town.canteen)
    meals = town.meals[5:8]
    for session, places in zip(meals, (1, 2, 1), strict=True):
        session.capacity = places
        session.save()
    return SimpleNamespace(
        families=[town.family, other],
        children=[(town.family, town.sarah), (town.family, town.chloe), (other, leo)],
        sessions=[*meals, *sessions(care, MONDAY, 2, capacity=2), *town.care[12:14]],
        clerk=payments.clerk(),
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_in_any_story_the_laws_hold_after_each_step(monkeypatch):
    monkeypatch.setattr(timezone, "now", timezone.now)  # put back at the end
    machine = type("Story", (LivingTown,), {"town": two_families()})
    deep = "PREAU_STORIES" in os.environ
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=STORIES, stateful_step_count=STEPS, derandomize=not deep, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
