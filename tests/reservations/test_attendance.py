"""The sheet: ticks kept for good, lines and prices that follow. Rows N02, N03, N06."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from payments.ledger import balance
from payments.models import Charge, Invoice, Order
from reservations.attendance import writing
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, open_bank_page
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import AttendanceEvent, Reservation
from reservations.self_check import check_everything
from tests.factories import payments
from tests.factories.attendance import DAY, EVENING, NOON, confirmed, read, school, tick
from tests.factories.families import child, household
from tests.reservations.test_checkout import pay

pytestmark = pytest.mark.django_db
BEFORE = NOON - timedelta(days=10)
Status = Reservation.Status


@pytest.fixture
def town(db):
    return school()


def mark(town, session, at=NOON, who=None, **marks):
    return writing.mark(session, (who or town.sarah).pk, by=town.animator, at=at, **marks)


def line(town, session):
    return Reservation.objects.filter(child=town.sarah, session=session).order_by("-pk").first()


def booked_and_paid(town, found):
    hold(household=town.family, child=town.sarah, wanted=[one.pk for one in found], at=BEFORE)
    return pay(town, BEFORE)


def test_one_tick_says_present(town):
    """N02."""
    confirmed(town.sarah, town.family, town.evening)
    mark(town, town.evening, presence="present")
    mark(town, town.evening, arrived_at="16:40")
    mark(town, town.evening, left_at="17:50")
    found = line(town, town.evening)
    assert (found.presence, str(found.arrived_at), str(found.left_at)) == ("present", "16:40:00", "17:50:00")


def test_the_same_tick_sent_five_times_is_one(town):
    confirmed(town.sarah, town.family, town.meal)
    one = tick(town.sarah, presence="present")
    for _time in range(5):
        result = writing.record(town.meal, [one], by=town.animator, device="a", at=NOON)
        assert result.kept == [one.key]
    assert AttendanceEvent.objects.count() == 1


def test_a_tick_is_never_changed_nor_erased(town):
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="present")
    for change in (lambda events: events.update(device="autre"), lambda events: events.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(AttendanceEvent.objects.all())
    assert AttendanceEvent.objects.count() == 1


def test_a_child_of_another_group_is_refused_and_the_others_are_kept(town):
    other = household("Dupont")
    hugo = child("Hugo", other)
    confirmed(town.sarah, town.family, town.meal)
    ticks = [tick(hugo, presence="present"), tick(town.sarah, presence="present")]
    result = writing.record(town.meal, ticks, by=town.animator, device="a", at=NOON)
    assert result.kept == [ticks[1].key]
    assert "n'est pas inscrit" in result.refused[0].sentence


def test_an_unbooked_child_is_a_line_at_the_price_of_the_reglement(town):
    """N03: 3.60 and 2.00 more."""
    mark(town, town.meal, presence="present")
    found = line(town, town.meal)
    assert (found.status, found.unbooked, found.presence) == (Status.CONFIRMED, True, "present")
    assert balance(town.family, on=DAY) == Decimal("5.60")
    assert found.frozen["reservation"] == "absente"
    assert check_everything(at=NOON) == []


def test_a_child_added_by_mistake_costs_nothing_and_may_come_back(town):
    for presence, owed in (("present", "5.60"), ("absent", "0.00"), ("present", "5.60")):
        mark(town, town.meal, presence=presence)
        assert balance(town.family, on=DAY) == Decimal(owed)
    assert Reservation.objects.filter(session=town.meal).count() == 1
    assert check_everything(at=NOON) == []


def test_a_certificate_gives_the_meal_back_at_once_with_its_reason(town):
    booked_and_paid(town, [town.meal])
    mark(town, town.meal, presence="absent")
    assert balance(town.family, on=DAY) == Decimal("0.00")  # an absence alone gives nothing back
    mark(town, town.meal, absence_reason="certificat")
    assert balance(town.family, on=DAY) == Decimal("-3.60")
    order = Order.objects.get(is_adjustment=True)
    assert order.reason == "Pointage du 08/06/2026"
    assert line(town, town.meal).frozen["motif_absence"] == "certificat"
    assert check_everything(at=NOON) == []


def test_a_certificate_taken_back_charges_the_meal_again(town):
    booked_and_paid(town, [town.meal])
    for presence, reason, owed in (("absent", "certificat", "-3.60"), ("present", "", "0.00")):
        mark(town, town.meal, presence=presence, absence_reason=reason)
        assert balance(town.family, on=DAY) == Decimal(owed)
    assert check_everything(at=NOON) == []


def test_a_presence_no_reglement_asks_about_costs_no_pricing(town, django_assert_max_num_queries):
    booked_and_paid(town, [town.meal])
    with django_assert_max_num_queries(32):
        mark(town, town.meal, presence="present")
    assert not Order.objects.filter(is_adjustment=True).exists()


def test_a_late_departure_is_a_line_of_its_own_kept_for_the_end_of_the_month(town):
    """N02: twenty minutes late is two started quarters; nothing is charged before the invoice."""
    confirmed(town.sarah, town.family, town.evening)
    mark(town, town.evening, EVENING, left_at="18:50")
    late = Reservation.objects.get(session__unit=town.late)
    assert (late.status, str(late.arrived_at), str(late.left_at)) == (Status.CONFIRMED, "18:30:00", "18:50:00")
    assert balance(town.family, on=DAY) == Decimal("0.00")
    mark(town, town.evening, EVENING, left_at="18:20")
    late.refresh_from_db()
    assert (late.status, late.cancellation) == (Status.CANCELLED, "mairie")
    mark(town, town.evening, EVENING, left_at="18:31")
    assert Reservation.objects.filter(session__unit=town.late, status=Status.CONFIRMED).count() == 1


def test_a_late_departure_paid_at_once_is_charged_at_once(town):
    town.garderie.payment_mode = "immediat"
    town.garderie.save()
    evening = read(town.evening)
    mark(town, evening, EVENING, left_at="18:50")
    assert balance(town.family, on=DAY) == Decimal("12.75")  # the evening, and two started quarters
    mark(town, evening, EVENING, left_at="18:35")
    assert balance(town.family, on=DAY) == Decimal("7.75")
    assert check_everything(at=EVENING) == []


def test_a_place_waiting_in_a_basket_is_taken_out_of_it(town):
    hold(household=town.family, child=town.sarah, wanted=[town.meal.pk], at=BEFORE)
    order = checkout(household=town.family, digest=quote(town.family, at=BEFORE).digest, at=BEFORE)
    mark(town, town.meal, presence="present")
    order.refresh_from_db()
    assert order.status == Order.VOID
    assert line(town, town.meal).unbooked
    assert balance(town.family, on=DAY) == Decimal("5.60")


def test_a_payment_the_bank_has_not_answered_leaves_the_tick_waiting(town):
    hold(household=town.family, child=town.sarah, wanted=[town.meal.pk], at=BEFORE)
    order = checkout(household=town.family, digest=quote(town.family, at=BEFORE).digest, at=BEFORE)
    open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=BEFORE)
    mark(town, town.meal, presence="present")
    assert AttendanceEvent.objects.count() == 1
    assert Reservation.objects.filter(child=town.sarah, session=town.meal).count() == 1


def test_the_household_of_the_week_pays_for_an_unbooked_child(town):
    """P44."""
    from tests.factories.families import custody
    from tests.factories.reservations import enrol

    father = household("Leroy")
    ines = child("Inès", town.family, father)
    enrol(ines, town.family, town.canteen)
    enrol(ines, father, town.canteen)
    custody(ines, town.family, father)  # the even weeks at the Martins'; 8 June 2026 is in week 24
    assert writing.payers_of(town.meal, {ines.pk}) == {ines.pk: town.family}


# The closed sheet ---------------------------------------------------------------------------------


def test_a_sheet_closes_once_everybody_is_ticked(town):
    """N06."""
    confirmed(town.sarah, town.family, town.meal)
    with pytest.raises(BookingError, match="Sarah Martin"):
        writing.close(town.meal, by=town.animator, at=NOON)
    mark(town, town.meal, presence="present")
    first = writing.close(town.meal, by=town.animator, at=NOON)
    assert writing.close(town.meal, by=town.animator, at=EVENING).pk == first.pk
    assert writing.is_locked(town.meal)


def test_a_tick_that_comes_after_closing_is_kept_aside(town):
    """N06: nothing is lost, nothing is changed."""
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="present")
    writing.close(town.meal, by=town.animator, at=NOON)
    result = mark(town, town.meal, presence="absent")
    assert result.kept == result.aside != []
    assert line(town, town.meal).presence == "present"
    assert AttendanceEvent.objects.filter(aside=True).count() == 1


def test_a_correction_of_a_closed_sheet_has_a_reason_and_is_priced(town):
    """N06."""
    booked_and_paid(town, [town.meal])
    mark(town, town.meal, presence="present")
    writing.close(town.meal, by=town.animator, at=NOON)
    mark(town, town.meal, presence="absent", absence_reason="certificat", reason="Certificat reçu le 10 juin")
    assert Order.objects.get(is_adjustment=True).reason == "Certificat reçu le 10 juin"
    event = AttendanceEvent.objects.order_by("-pk").first()
    assert (event.correction, event.reason, event.aside) == (True, "Certificat reçu le 10 juin", False)


def test_an_invoiced_line_locks_its_sheet(town):
    """N06."""
    found = confirmed(town.sarah, town.family, town.evening)
    invoice = payments.issued_invoice(town.family, town.garderie.revenue_office)
    assert not writing.is_locked(town.evening)
    draft = Invoice.objects.create(
        household=town.family, revenue_office=invoice.revenue_office, year=2026, created_at=NOON,
        period_start=DAY, period_end=DAY, due_on=DAY,
    )  # fmt: skip
    payments.invoice_line(draft, "2.75", found.subject)
    assert not writing.is_locked(town.evening)
    draft.number, draft.status, draft.issued_at, draft.total = 2, Invoice.ISSUED, NOON, Decimal("2.75")
    draft.save()
    assert Charge.objects.filter(subject=found.subject).exists()
    assert writing.is_locked(town.evening)


# The check ----------------------------------------------------------------------------------------


def test_an_unbooked_child_of_a_full_session_is_no_overbooking(town):
    """N03: nobody leaves a child outside; the place was not sold twice."""
    town.meal.capacity = 1
    town.meal.save()
    booked_and_paid(town, [town.meal])
    mark(town, town.meal, who=town.pupils[1], presence="present")
    assert [finding.code for finding in check_everything(at=NOON)] == []


def test_a_line_that_does_not_say_what_was_ticked_is_found(town):
    booked_and_paid(town, [town.meal])
    mark(town, town.meal, presence="present")
    Reservation.objects.update(presence="absent")
    assert [finding.code for finding in check_everything(at=NOON)] == ["attendance-differs"]


def test_a_child_who_came_and_lost_its_line_is_found(town):
    mark(town, town.meal, presence="present")
    writing.mark(town.evening, town.sarah.pk, by=town.animator, at=NOON, presence="present")
    Reservation.objects.filter(session=town.evening).delete()
    assert [finding.code for finding in check_everything(at=NOON)] == ["attendance-without-line"]


def test_twenty_families_ticked_at_once_cost_the_same_queries_each(town, django_assert_max_num_queries):
    """A parcel of a whole sheet: at most 25 queries a family, whatever the number of families."""
    found = [household(f"Foyer {number}") for number in range(20)]
    pupils = [child("Léa", family) for family in found]
    for family, pupil in zip(found, pupils, strict=True):
        confirmed(pupil, family, town.meal)
    ticks = [tick(pupil, presence="present") for pupil in pupils]
    with django_assert_max_num_queries(25 * len(ticks)):
        writing.record(town.meal, ticks, by=town.animator, device="a", at=NOON)
    assert Reservation.objects.filter(presence="present").count() == len(ticks)
