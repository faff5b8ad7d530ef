"""From the bank's page to the account: places kept, money settled, reasons that replay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from families.models import Message, Quotient
from payments.ledger import balance
from payments.models import Alert, Charge, Order
from payments.orders import confirm_without_payment
from payments.settlement import settle
from reservations.booking.basket import release
from reservations.checkout.ordering import checkout, confirm, open_bank_page
from reservations.checkout.quotes import quote
from reservations.models import Reservation
from rules.models import Edition
from rules.records import replay_record
from tests.factories import payments
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import Status, amounts, book, order_now, pay


def test_the_bank_page_keeps_the_places_for_its_own_life(town):
    book(town, [town.meals[5]])
    late = AT + timedelta(minutes=25)
    order = order_now(town, at=late)
    open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=late)
    assert Reservation.objects.get().held_until >= late + timedelta(minutes=25)


def test_touching_a_line_being_paid_gives_up_its_order(town):
    book(town, [town.meals[5], town.meals[6]])
    order = order_now(town)
    book(town, [town.meals[6]], unwanted=[town.meals[5]])
    order.refresh_from_db()
    assert order.status == Order.VOID
    assert quote(town.family, at=AT).count == 1


def test_adding_a_day_leaves_the_order_being_paid_as_it_is(town):
    book(town, [town.meals[5]])
    order = order_now(town)
    book(town, [town.meals[5], town.meals[6]])
    order.refresh_from_db()
    assert order.status == Order.OPEN
    assert quote(town.family, at=AT).count == 2


def test_two_tabs_order_once(town):
    book(town, [town.meals[5]])
    shown = quote(town.family, at=AT).digest
    first = checkout(household=town.family, digest=shown, at=AT)
    second = checkout(household=town.family, digest=shown, at=AT)
    first.refresh_from_db()
    assert (first.status, second.status) == (Order.VOID, Order.OPEN)


def test_paid_after_expiry_with_a_free_place_is_booked(town):
    """B05."""
    book(town, [town.care[10]])
    order = order_now(town)
    confirm_without_payment(order, at=AT + timedelta(hours=1))
    assert Reservation.objects.get().status == Status.CONFIRMED


def test_paid_after_expiry_without_a_place_becomes_a_credit_and_a_message(town):
    """B05."""
    session = town.meals[5]
    session.capacity = 1
    session.save()
    book(town, [session])
    order = order_now(town)
    step = open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=AT)
    later = AT + timedelta(hours=2)
    Reservation.objects.create(
        child=town.chloe, household=town.family, session=session, status=Status.CONFIRMED, booked_at=later
    )
    settle(payments.answer(step.payment), at=later)
    assert Reservation.objects.get(child=town.sarah).status == Status.CANCELLED
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("-3.60") + Decimal("3.60")
    assert Message.objects.filter(kind="place-perdue").count() == 1


def test_every_charge_replays_from_its_stored_reason_with_the_tables_gone(town):
    """B01."""
    book(town, [*town.meals[5:8], *town.care[10:14]])
    pay(town)
    book(town, [], unwanted=[town.meals[5], town.care[10]])
    confirm(order_now(town), at=AT)
    charges = list(Charge.objects.all())
    assert len(charges) >= 9
    Reservation.objects.update(frozen_edition=None)
    Edition.objects.all().delete()
    assert [replay_record(charge.why) for charge in charges] == [charge.amount for charge in charges]


def test_a_quotient_that_becomes_known_does_not_touch_the_past(town):
    book(town, [town.meals[5]])
    pay(town)
    Quotient.objects.filter(household=town.family).update(value=Decimal("100"))
    book(town, [], unwanted=[town.meals[5]])
    (section,) = quote(town.family, at=AT).sections
    assert section.total == Decimal("-3.60")


def test_a_mismatch_with_the_account_goes_to_the_alerts_never_into_the_basket(town):
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status=Status.CONFIRMED, booked_at=AT
    )
    book(town, [], unwanted=[town.meals[5]])
    confirm(order_now(town), at=AT)
    assert Alert.objects.get().kind == "monde-et-compte"


def test_the_recap_is_read_in_at_most_twenty_queries(town, django_assert_max_num_queries):
    for who in (town.sarah, town.chloe):
        book(town, [*town.meals[5:15], *town.care[10:20]], who=who)
    quote(town.family, at=AT)
    with django_assert_max_num_queries(20):
        assert quote(town.family, at=AT).count == 40


def test_two_regies_are_paid_one_after_the_other(town):
    other = payments.revenue_office()
    town.garderie.revenue_office = other
    town.garderie.save()
    book(town, [town.meals[5], town.care[10]])
    found = quote(town.family, at=AT)
    assert [office.pk for office in found.offices] == [town.canteen.revenue_office_id, other.pk]
    pay(town)
    left = quote(town.family, at=AT)
    assert (left.count, left.next_office) == (1, other)
    release(town.family, at=AT)


@pytest.mark.parametrize("quotient", [None, Decimal("650.5")])
def test_a_quotient_unknown_or_fractional_is_priced_or_refused_never_a_crash(town, quotient):
    """A34."""
    Quotient.objects.filter(household=town.family).update(value=quotient)
    book(town, [town.meals[5]])
    assert amounts(quote(town.family, at=AT))[0][1] == Decimal("3.60")
