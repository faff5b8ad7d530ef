"""The planning to read and to change, as a parent's browser asks for it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from reservations.models import Reservation
from tests.factories.families import child, household, parent
from tests.reservations.conftest import AT

Status = Reservation.Status


@pytest.fixture
def now(monkeypatch):
    """The clock of the pages: Monday 1 June 2026, 8:00; `now(minutes=40)` moves it on."""

    def live(**later):
        monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(**later))

    live()
    return live


@pytest.fixture
def claire(town, client, now):
    """The mother of Sarah and Chloé, signed in."""
    user = parent(town.family)
    client.force_login(user)
    return client


def text(response) -> str:
    """What a person reads of a page, spaces made plain."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", body))
    return re.sub(r"\s+", " ", words.replace("\u00a0", " ").replace("\u202f", " "))


def edit_url(who, year=2026, month=6):
    return reverse("reservations:child_edit", args=[who.pk, year, month])


def ticks(*found):
    return [one.pk for one in found]


def test_the_planning_opens_on_the_current_month(claire):
    """Statements 12 and 13, P13."""
    claire.get(reverse("reservations:planning_child", args=[claire_child(claire), 2026, 9]))
    page = text(claire.get(reverse("reservations:planning")))
    assert "Juin 2026 - Coût de la période : 0,00 €" in page
    assert "Aujourd'hui 01 juin 2026" in page


def claire_child(client):
    return client.get(reverse("reservations:planning")).context["screen"].child.pk
