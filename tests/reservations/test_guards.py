"""What the database itself refuses, whatever the code does: each promise by its name."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from reservations.models import BookingSettings, Enrolment, Reservation, SchoolYear, Session
from tests.reservations.conftest import AT, MONDAY

Status = Reservation.Status


def reservation(town, **fields):
    values = {"status": Status.CONFIRMED, "booked_at": AT}
    return lambda: Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], **{**values, **fields}
    )


def twice(make):
    def both():
        make()
        make()

    return both


def session(town, **fields):
    first = town.meals[5]
    values = {"unit": first.unit, "group": first.group, "starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 1)}
    return lambda: Session.objects.create(**{**values, **fields})


def held(**fields):
    return {"status": Status.HELD, "held_until": AT + timedelta(minutes=30), **fields}


def leaving():
    return held(status=Status.LEAVING, cancellation="a-temps")


REFUSED = {
    "one_living_reservation_per_child_and_session": lambda town: twice(reservation(town)),
    "one_leaving_reservation_per_child_and_session": lambda town: twice(reservation(town, **leaving())),
    "a_held_place_is_held_until_a_moment": lambda town: reservation(town, status=Status.HELD),
    "a_cancelled_reservation_says_when_and_how": lambda town: reservation(town, status=Status.CANCELLED),
    "one_session_per_unit_group_and_day": lambda town: session(town, starts_on=MONDAY, ends_on=MONDAY),
    "a_session_ends_after_it_starts": lambda town: session(town, ends_on=date(2026, 8, 31)),
    "session_capacity_is_not_negative": lambda town: session(town, capacity=-1),
    "an_enrolment_ends_after_it_starts": lambda town: (
        lambda: Enrolment.objects.filter(child=town.sarah).update(ends_on=date(2025, 1, 1))
    ),
    "a_school_year_ends_after_it_starts": lambda town: (
        lambda: SchoolYear.objects.create(label="à l'envers", starts_on=date(2026, 9, 1), ends_on=date(2026, 8, 31))
    ),
    "booking_settings_are_one_row": lambda town: lambda: BookingSettings.objects.create(pk=2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(town, name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED[name](town)()
    if connection.vendor == "postgresql" and name != "session_capacity_is_not_negative":
        assert name in str(refusal.value)


@pytest.mark.parametrize("second", [held(), leaving()], ids=["held again", "leaving"])
def test_a_day_that_changes_is_a_pair_and_a_day_given_up_may_be_booked_again(town, second):
    """One row among held and confirmed, one leaving; cancelled ones do not count."""
    reservation(town, status=Status.CANCELLED, cancelled_at=AT, cancellation="a-temps")()
    first = leaving() if second["status"] == Status.HELD else {}
    reservation(town, **first)()
    reservation(town, **second)()
    assert Reservation.objects.count() == 3
