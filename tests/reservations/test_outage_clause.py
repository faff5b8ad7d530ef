"""A recorded outage moves the cut-offs it overlaps, on every family's planning (B16)."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from families.models import User
from reservations.calendars import load_days
from reservations.days.planning import month_for
from reservations.models import Outage
from tests.reservations.conftest import MONDAY

THURSDAY_NOON = datetime(2026, 6, 4, 10, 0, tzinfo=UTC)  # the cut-off for Monday was at ten
LABEL = "Panne du portail"


def outage(**fields):
    values = {
        "label": LABEL,
        "starts_at": datetime(2026, 6, 4, 7, 0, tzinfo=UTC),  # 9:00 in Paris
        "ends_at": datetime(2026, 6, 4, 9, 30, tzinfo=UTC),  # 11:30
    }
    return Outage.objects.create(**{**values, **fields})


def monday(town, at=THURSDAY_NOON):
    row = month_for(town.family, [town.sarah], MONDAY.replace(day=1), at=at).rows[0]
    return next(one for one in row.cells if one.day == MONDAY)


def test_a_recorded_outage_extends_the_cutoff_it_overlaps(town):
    """B16."""
    assert not monday(town).can_change
    outage()
    assert monday(town).can_change
    closed = monday(town, at=datetime(2026, 6, 4, 11, 30, tzinfo=UTC))
    assert not closed.can_change
    assert f"jeudi 4 juin à 13\u00a0h\u00a030 (prolongé après « {LABEL} »)" in closed.reason


def test_the_time_left_afterwards_is_the_towns_choice(town):
    outage(grace_minutes=0)
    assert not monday(town).can_change


def test_an_outage_taken_back_no_longer_counts(town):
    outage().delete()
    assert not monday(town).can_change
    assert load_days([town.canteen.calendar_id])[town.canteen.calendar_id].outages == ()


@pytest.mark.django_db
def test_an_outage_ends_after_it_starts():
    with pytest.raises(IntegrityError, match="an_outage_ends_after_it_starts"):
        outage(ends_at=datetime(2026, 6, 4, 7, 0, tzinfo=UTC))


@pytest.mark.django_db
def test_the_back_office_records_one_and_refuses_hours_that_cross(client):
    """B16."""
    client.force_login(User.objects.create_superuser("admin", password="un mot de passe"))
    typed = {"label": LABEL, "starts_at": "2026-06-04 09:00", "ends_at": "2026-06-04 08:00", "grace_minutes": "120"}
    answer = client.post(reverse("outage:add"), typed)
    assert "finit avant de commencer" in answer.content.decode()
    client.post(reverse("outage:add"), {**typed, "ends_at": "2026-06-04 11:30"})
    assert Outage.objects.get().starts_at == datetime(2026, 6, 4, 7, 0, tzinfo=UTC)
    assert LABEL in client.get(reverse("outage:index")).content.decode()
