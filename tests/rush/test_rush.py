"""A hundred and twenty families at once for twenty places, through gunicorn: the small version of `tests.rush`."""

import pytest
from django.utils import timezone

from reservations.models import Reservation
from reservations.self_check import check_everything
from tests.reservations.test_last_place import database_url
from tests.rush.crowd import rush
from tests.rush.server import serving
from tests.rush.town import found

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]
FAMILIES, PLACES = 120, 20


def test_a_rush_overbooks_nobody_fails_nobody_and_tells_each_loser_why(tmp_path):
    """A03, B04: no 5xx, no place given twice, and a page that says it is full and what to do."""
    town = found(FAMILIES, PLACES)
    with serving(database_url(), "config.settings.test", tmp_path / "log") as port:
        seen = rush(town, port)
    assert seen.statuses == {302: FAMILIES, 200: FAMILIES}, (tmp_path / "log").read_text()[-2000:]
    assert seen.outcomes == {"won": PLACES, "lost": FAMILIES - PLACES}
    assert Reservation.objects.living(timezone.now()).count() == PLACES
    assert len(set(Reservation.objects.values_list("household", flat=True))) == PLACES
    assert check_everything(at=timezone.now()) == []
