"""One place is freed: a sweep and a newcomer see it at once, in two real processes; it goes to who waited (P39)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reservations.models import Reservation, WaitingEntry
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol, one_row, reglement, sessions
from tests.reservations.conftest import AT, MONDAY
from tests.reservations.test_last_place import FULL, at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def freed_place():
    """A Wednesday whose one place is free; two families wait, a third comes."""
    price = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("12.00")), Operation.SET))
    centre = activity("Centre de loisirs", slug="centre", price=price)
    (session,) = sessions(centre, MONDAY, capacity=1)
    people = []
    for name in ("Martin", "Dupont", "Nouveau"):
        family = household(name)
        kid = child("Sarah", family)
        enrol(kid, family, centre, date(2025, 9, 1))
        people.append((family, kid))
    for family, kid in people[:2]:
        WaitingEntry.objects.create(
            child=kid, household=family, session=session, priority=1, joined_at=AT, hopes_until=AT + timedelta(days=1)
        )
    return session, people


def test_a_freed_place_gives_one_promotion_and_the_control_overbooks(freed_place, tmp_path):
    session, (first, _second, newcomer) = freed_place
    program = "tests.reservations.freed_place"
    (tmp_path / "control").mkdir()
    assert at_once(tmp_path / "control", session, [first, newcomer], "off", program) == ["held", "swept"]
    assert Reservation.objects.count() == 2
    WaitingEntry.objects.update(status="attente", reservation=None, offered_at=None, offered_until=None)
    Reservation.objects.all().delete()

    (tmp_path / "locked").mkdir()
    assert at_once(tmp_path / "locked", session, [first, newcomer], "on", program) == [FULL, "swept"]
    assert [one.household for one in Reservation.objects.all()] == [first[0]]
    assert WaitingEntry.objects.filter(status="proposee").count() == 1
