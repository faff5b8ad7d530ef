"""The questions written in SQL answer what their querysets answer."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.custody import memberships_around
from families.models import ChildHousehold, Quotient
from families.rows import insert, read
from payments.locks import lock_household
from reservations.booking.holding import hold
from reservations.booking.places import bookings_of, count_places, has_pending, lock_sessions, taken_in
from reservations.days.planning import with_places
from reservations.models import Enrolment, Reservation, Session
from reservations.pricing.register import enrolments_of
from reservations.town import current_town
from tests.factories.families import child, household
from tests.reservations.conftest import AT
from tests.rush.town import found

Status = Reservation.Status
LATER, BEFORE = AT + timedelta(minutes=1), AT - timedelta(minutes=1)


@pytest.fixture
def booked(town):
    """Sarah's meals in every state a booking may be in, Chloé beside her."""
    states = [
        {"status": Status.CONFIRMED},
        {"status": Status.HELD, "held_until": LATER},
        {"status": Status.HELD, "held_until": AT},
        {"status": Status.HELD, "held_until": BEFORE},
        {"status": Status.LEAVING, "held_until": BEFORE},
        {"status": Status.CANCELLED, "cancelled_at": BEFORE, "cancellation": "a-temps"},
    ]
    for session, state in zip(town.meals, states, strict=False):
        for who in (town.sarah, town.chloe):
            Reservation.objects.create(child=who, household=town.family, session=session, booked_at=BEFORE, **state)
    return town


def test_places_are_counted_under_lock_as_the_planning_counts_them(booked):
    with transaction.atomic():
        locked = lock_sessions([session.pk for session in booked.meals])
    count_places(locked.values(), at=AT)
    counted = {one.pk: one.taken for one in with_places(Session.objects.filter(unit__activity=booked.canteen), at=AT)}
    assert {pk: session.taken for pk, session in locked.items()} == counted
    assert sorted(counted.values(), reverse=True)[:4] == [2, 2, 2, 0]
    assert list(locked) == [session.pk for session in Session.objects.filter(pk__in=locked).order_by("starts_on", "pk")]
    assert next(iter(locked.values())).criteria == {}


def test_nothing_asked_is_nothing_counted(db):
    assert taken_in([], at=AT) == {}


def test_the_bookings_of_a_child_are_those_not_cancelled(booked):
    asked = [session.pk for session in booked.meals]
    found = bookings_of([booked.sarah.pk], asked)
    wanted = Reservation.objects.filter(child=booked.sarah, session__in=asked).exclude(status=Status.CANCELLED)
    assert found == list(wanted.order_by("session_id", "pk"))
    assert [one.held_until for one in found] == [None, LATER, AT, BEFORE, BEFORE]
    assert {one.ordered for one in found} == {None}


def test_a_basket_is_seen_from_its_household_and_from_the_other_one_of_the_child(booked):
    other = household("Dupont")
    assert has_pending(booked.family.pk, [])
    assert has_pending(other.pk, [booked.sarah.pk])
    assert not has_pending(other.pk, [child("Léa", other).pk])


def test_enrolments_and_memberships_are_those_of_the_models(booked):
    ChildHousehold.objects.create(child=booked.sarah, household=household("Dupont"))
    child("Tom", household("Durand"))
    around = memberships_around(booked.family)
    mine = ChildHousehold.objects.filter(child__memberships__household=booked.family).order_by("pk")
    assert [(one.pk, one.child, one.household_id) for one in around] == [
        (one.pk, one.child, one.household_id) for one in mine
    ]
    assert around[0].child.birth_date == booked.sarah.birth_date
    found = enrolments_of(booked.family, current_town())
    assert found == list(Enrolment.objects.filter(household=booked.family).order_by("pk"))
    assert found[0].group == Enrolment.objects.get(pk=found[0].pk).group


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_household_is_locked_within_a_transaction_only(django_assert_num_queries):
    family = household()
    with pytest.raises(TransactionManagementError):
        lock_household(family)
    with transaction.atomic(), django_assert_num_queries(int(connection.features.has_select_for_update)):
        lock_household(family)


def test_rows_read_in_sql_are_the_objects_of_the_models(booked):
    """Dates, decimals, JSON and moments come converted, on both databases."""
    for model in (Session, Reservation, Enrolment, Quotient):
        found = read(model, "WHERE t.id > %s ORDER BY t.id", [0], again="t.id")
        assert [as_dict(one) for one in found] == [as_dict(one) for one in model.objects.order_by("pk")]
        assert [one.again for one in found] == [one.pk for one in found]


def as_dict(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_written_by_a_line_of_sql_are_those_the_orm_writes(town):
    def bookings(who):
        return [
            Reservation(child=who, household=town.family, session=session, booked_at=AT, status=Status.HELD,
                        held_until=LATER)
            for session in town.meals
        ]  # fmt: skip

    insert(Reservation, bookings(town.sarah))
    Reservation.objects.bulk_create(bookings(town.chloe))
    written, wanted = (
        [{**row, "id": 0, "child_id": 0} for row in Reservation.objects.filter(child=who).order_by("session").values()]
        for who in (town.sarah, town.chloe)
    )
    assert len(written) == len(town.meals)
    assert written == wanted
    insert(Reservation, [])


@pytest.mark.django_db
def test_what_reglements_ask_of_a_family_is_read_before_the_locks():
    """Others wait behind a session's lock: from the second « Valider » on, nothing is read there but places."""
    town = found(2, 10)
    for family in town.families:
        with CaptureQueriesContext(connection) as asked:
            wanted = [town.session.pk]
            assert hold(household=family.household, child=family.child, wanted=wanted, at=timezone.now()).held
    said = [one["sql"] for one in asked]
    counted = next(place for place, sql in enumerate(said) if "COUNT(DISTINCT child_id)" in sql)
    histories = [place for place, sql in enumerate(said) if "families_residence" in sql or "families_schooling" in sql]
    assert len(histories) == 2
    assert max(histories) < counted
