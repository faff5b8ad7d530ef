"""Bookings, prices and account are checked against each other, and each planted fault is found. Row F12."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments import guards as money
from payments.models import Charge, Order
from reservations import guards
from reservations.models import Enrolment, Reservation
from reservations.self_check import check_bookings, check_everything
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories import payments
from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol, one_row, reglement
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import book, pay

Status = Reservation.Status


@pytest.fixture
def lived(town):
    """Sarah's week is paid, one meal given up since; Chloé has a basket."""
    book(town, [*town.meals[5:9], *town.care[10:14]])
    pay(town)
    book(town, [], unwanted=[town.meals[8]])
    book(town, [town.meals[10]], who=town.chloe)
    return town


@pytest.fixture
def unguarded(lived):
    """The faults are planted with the guards off: the database refuses them otherwise."""
    money.remove()
    money.remove(guards=guards.GUARDS)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("a_held_place_is_held_until_a_moment", "a_cancelled_reservation_says_when_and_how"):
            drop_constraint(cursor, name)
        for name in ("living", "leaving"):
            cursor.execute(f"DROP INDEX one_{name}_reservation_per_child_and_session")
    yield lived
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def drop_constraint(cursor, name):
    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE reservations_reservation DROP CONSTRAINT {name}")


def found(at=AT):
    return {finding.code for finding in check_bookings(at=at)} - {"guard-missing"}


def confirmed():
    return Reservation.objects.filter(status=Status.CONFIRMED, session__unit__slug="repas").first()


def test_an_honest_town_gives_no_finding(lived):
    assert check_everything(at=AT) == []


def test_lost_guards_are_found(unguarded):
    assert {finding.code for finding in check_bookings(at=AT)} == {"guard-missing"}


def too_few_places(town):
    session = confirmed().session
    session.capacity = 0
    session.save()


def a_hold_without_end(town):
    Reservation.objects.filter(status=Status.HELD).update(held_until=None)


def a_mute_cancellation(town):
    Reservation.objects.filter(status=Status.LEAVING).update(status=Status.CANCELLED, cancellation="", held_until=None)


def a_second_place(town):
    first = confirmed()
    Reservation.objects.create(
        child=first.child, household=first.household, session=first.session, status=Status.HELD,
        booked_at=AT, held_until=AT + timedelta(minutes=5),
    )  # fmt: skip


def another_household_s_booking(town):
    stranger = household("Dupont")
    Reservation.objects.filter(status=Status.HELD).update(household=stranger)
    Enrolment.objects.filter(child=town.chloe).update(household=stranger)


def an_enrolment_cut_short(town):
    Enrolment.objects.filter(child=town.chloe, activity=town.canteen).update(ends_on=date(2026, 6, 1))


def two_enrolments_at_once(town):
    enrol(town.sarah, town.family, town.canteen, date(2026, 1, 1))


def a_session_of_two_activities(town):
    town.meals[20].group = town.garderie.groups.get()
    town.meals[20].save()


def an_enrolment_in_another_activity_s_group(town):
    late = activity("Étude", slug="etude", revenue_office=town.canteen.revenue_office)
    Enrolment.objects.create(
        child=town.chloe, household=town.family, activity=late, group=town.canteen.groups.get(),
        starts_on=date(2025, 9, 1),
    )  # fmt: skip


def a_tariff_used_as_access(town):
    town.garderie.access_rulebook = town.garderie.price_rulebook
    town.garderie.save()


def a_tariff_of_two_regies(town):
    activity("Étude", slug="etude", price=town.canteen.price_rulebook, revenue_office=payments.revenue_office())


def a_paid_order_left_unconfirmed(town):
    Reservation.objects.filter(pk=confirmed().pk).update(status=Status.HELD, held_until=AT + timedelta(days=1))


def a_confirmation_without_payment(town):
    first = confirmed()
    Order.objects.filter(pk=first.order_id).update(status=Order.VOID, settled_at=None, voided_at=AT, void_reason="?")


def a_booking_that_vanished(town):
    confirmed().delete()


def a_meal_given_for_nothing(town):
    Reservation.objects.create(
        child=town.chloe, household=town.family, session=town.meals[12], status=Status.CONFIRMED, booked_at=AT
    )


def a_price_rewritten_in_the_account(town):
    Charge.objects.filter(subject=confirmed().subject).update(amount=Decimal("3.10"))


def frozen_facts_lost_and_tariff_changed(town):
    Reservation.objects.filter(pk=confirmed().pk).update(frozen_edition=None)
    dearer = one_row(Amount(Decimal("4.00")), Operation.SET)
    reglement("prix", dearer, valid_from=date(2026, 6, 1), into=town.canteen.price_rulebook)


def an_explanation_rewritten(town):
    charge = Charge.objects.get(subject=confirmed().subject)
    charge.why["apres"]["raisons"][0]["lignes"][0]["resultat"]["montant"] = "2.00"
    Charge.objects.filter(pk=charge.pk).update(why=charge.why)


def an_explanation_lost(town):
    charge = Charge.objects.get(subject=confirmed().subject)
    Charge.objects.filter(pk=charge.pk).update(why={"version": 1})


@pytest.mark.parametrize(
    ("plant", "codes"),
    [
        (too_few_places, {"session-overbooked"}),
        (a_hold_without_end, {"hold-without-end"}),
        (a_mute_cancellation, {"cancellation-unexplained", "price-differs"}),
        (a_second_place, {"booked-twice"}),
        (another_household_s_booking, {"booked-by-a-stranger"}),
        (an_enrolment_cut_short, {"booked-without-enrolment"}),
        (two_enrolments_at_once, {"enrolments-overlap"}),
        (a_session_of_two_activities, {"session-of-two-activities"}),
        (an_enrolment_in_another_activity_s_group, {"enrolment-of-two-activities"}),
        (a_tariff_used_as_access, {"rulebook-of-another-kind"}),
        (a_tariff_of_two_regies, {"tariff-of-two-offices"}),
        (a_paid_order_left_unconfirmed, {"paid-but-not-confirmed"}),
        (a_confirmation_without_payment, {"confirmed-but-not-settled", "price-differs"}),
        (a_booking_that_vanished, {"charge-without-booking"}),
        (a_meal_given_for_nothing, {"price-differs"}),
        (a_price_rewritten_in_the_account, {"price-differs", "charge-not-replayed"}),
        (frozen_facts_lost_and_tariff_changed, {"price-differs"}),
        (an_explanation_rewritten, {"charge-not-replayed"}),
        (an_explanation_lost, {"charge-not-replayed"}),
    ],
)
def test_a_planted_fault_is_found(unguarded, plant, codes):
    plant(unguarded)
    assert found() == codes


def test_an_expired_hold_takes_no_place(lived):
    held = Reservation.objects.get(status=Status.HELD)
    held.session.capacity = 0
    held.session.save()
    assert found(at=AT) == {"session-overbooked"}
    assert found(at=AT + timedelta(hours=1)) == set()


def test_a_finding_names_the_child_the_day_and_the_gap(unguarded):
    a_meal_given_for_nothing(unguarded)
    (finding,) = [one for one in check_bookings(at=AT) if one.code == "price-differs"]
    assert "Chloé" in finding.message
    assert "3,60" in finding.message


def test_checking_writes_nothing(unguarded):
    with CaptureQueriesContext(connection) as queries:
        check_everything(at=AT)
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert len(queries) > 20


def test_the_command_tells_and_ends_with_one(unguarded, capsys):
    a_booking_that_vanished(unguarded)
    with pytest.raises(SystemExit, match="1"):
        call_command("self_check")
    assert "charge-without-booking : Ligne" in capsys.readouterr().err


def test_the_command_says_that_all_is_well(lived, capsys):
    call_command("self_check")
    assert capsys.readouterr().out.strip() == "Tout est juste."


def test_a_child_of_two_households_is_no_stranger(lived):
    father = household("Leroy")
    ines = child("Inès", lived.family, father)
    enrol(ines, father, lived.canteen)
    Reservation.objects.create(
        child=ines, household=father, session=lived.meals[15], status=Status.HELD,
        booked_at=AT, held_until=AT + timedelta(minutes=5),
    )  # fmt: skip
    assert found() == set()
