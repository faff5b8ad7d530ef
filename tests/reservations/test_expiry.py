"""When the time of a basket ends: places freed, orders given up, money that comes too late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from families.models import Message
from payments.ledger import balance
from payments.models import Order, Payment
from payments.settlement import settle
from reservations.booking.basket import expire, release
from reservations.booking.confirming import taken_over
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, open_bank_page
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import BookingSettings, Reservation
from reservations.self_check import check_everything
from tests.factories import payments
from tests.factories.families import child, household
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import book, order_now

Status = Reservation.Status
END = AT + timedelta(minutes=30)


def one_place(session):
    session.capacity = 1
    session.save()
    return session


def bank(order, at=AT):
    return open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=at)


@pytest.fixture
def rival(town):
    """Another family that wants the same place."""
    family = household("Dupont")
    leo = child("Léo", family)
    enrol(leo, family, town.canteen)

    def take(session, at):
        return hold(household=family, child=leo, wanted=[session.pk], at=at)

    return take


def test_an_order_nobody_is_paying_is_given_up_with_its_basket(town):
    """Statement 40."""
    book(town, town.meals[5:7])
    order = order_now(town)
    assert expire(END) == 1
    order.refresh_from_db()
    assert (order.status, order.void_reason) == (Order.VOID, "Le récapitulatif a expiré.")
    assert not Reservation.objects.exists()


def test_a_line_that_expires_alone_gives_up_the_order_and_leaves_the_others(town):
    book(town, [town.meals[5]])
    book(town, [town.meals[5], town.meals[6]], at=AT + timedelta(minutes=10))
    order = order_now(town, at=AT + timedelta(minutes=11))
    expire(END)
    order.refresh_from_db()
    assert order.status == Order.VOID
    assert [one.session for one in Reservation.objects.all()] == [town.meals[6]]


def test_a_bank_page_is_not_opened_once_the_hold_has_ended(town, rival):
    """B05: the place may be another family's by now."""
    session = one_place(town.meals[5])
    book(town, [session])
    order = order_now(town)
    assert rival(session, END).held == [session.pk]
    with pytest.raises(BookingError, match="Rien n'a été payé"):
        bank(order, at=END)
    order.refresh_from_db()
    assert order.status == Order.VOID
    assert not Payment.objects.exists()


def test_a_request_that_waited_its_turn_does_not_take_a_place_back(town, rival):
    session = one_place(town.meals[5])
    book(town, [session])
    order = order_now(town)
    rival(session, END)
    Reservation.objects.filter(child=town.sarah).delete()
    mine = Reservation.objects.create(
        child=town.sarah, household=town.family, session=session, status=Status.HELD, order=order,
        booked_at=AT, held_until=END,
    )  # fmt: skip
    just_before = END - timedelta(seconds=1)
    assert taken_over([mine], at=just_before) == [mine]
    with pytest.raises(BookingError):
        bank(order, at=just_before)


def test_places_made_fewer_by_the_town_do_not_take_back_a_place_held(town):
    book(town, [town.meals[5]])
    order = order_now(town)
    town.meals[5].capacity = 0
    town.meals[5].save()
    step = bank(order)
    settle(payments.answer(step.payment), at=AT)
    assert Reservation.objects.get().status == Status.CONFIRMED


def test_while_the_bank_is_silent_the_basket_waits_and_the_place_is_free(town, rival):
    """B05, P25."""
    session = one_place(town.meals[5])
    book(town, [session])
    order = order_now(town)
    until = bank(order) and Reservation.objects.get().held_until
    assert expire(until) == 0
    assert Reservation.objects.get().status == Status.HELD
    assert rival(session, until).held == [session.pk]


def test_a_day_whose_payment_is_under_way_is_not_booked_twice(town):
    book(town, [town.meals[5]])
    bank(order_now(town))
    late = Reservation.objects.get().held_until
    result = book(town, [town.meals[5]], at=late)
    assert (
        result.refused[0].sentence == "Un paiement est encore en cours pour ce jour : attendez la réponse de la banque."
    )


def test_refused_by_the_bank_the_basket_stays_until_its_end(town):
    """Statement 44."""
    book(town, [town.meals[5]])
    order = order_now(town)
    step = bank(order)
    settle(payments.answer(step.payment, "REFUSED"), at=AT)
    assert quote(town.family, at=AT).count == 1
    expire(Reservation.objects.get().held_until)
    order.refresh_from_db()
    assert (order.status, Reservation.objects.count()) == (Order.VOID, 0)


def test_refused_then_paid_after_the_end_becomes_a_credit_and_two_parents_are_told(town):
    """B05: the bank may change its mind."""
    book(town, [town.meals[5]])
    step = bank(order_now(town))
    settle(payments.answer(step.payment, "REFUSED"), at=AT)
    expire(AT + timedelta(hours=2))
    settle(payments.answer(step.payment), at=AT + timedelta(hours=3))
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("-3.60")
    assert not Reservation.objects.exists()
    assert check_everything(at=AT) == []


def test_a_booking_gone_from_under_its_order_is_given_back(town):
    book(town, town.meals[5:7])
    step = bank(order_now(town))
    Reservation.objects.filter(session=town.meals[5]).delete()
    settle(payments.answer(step.payment), at=AT)
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("-3.60")
    assert "08/06/2026" in Message.objects.get(kind="place-perdue").body
    assert check_everything(at=AT) == []


def test_another_window_that_has_just_ordered_is_not_undone(town, monkeypatch):
    """Two tabs: the order is opened between the question to the bank and the lock."""
    book(town, town.meals[5:7])
    monkeypatch.setattr("reservations.booking.basket.give_up", lambda *args, **kwargs: None)
    order_now(town)
    with pytest.raises(BookingError, match="autre fenêtre"):
        book(town, [], unwanted=[town.meals[5]])
    with pytest.raises(BookingError, match="autre fenêtre"):
        release(town.family, at=AT)
    assert Reservation.objects.count() == 2


def test_the_other_household_s_expired_basket_is_told_to_it(town):
    father = household("Leroy", email="leroy@exemple.fr")
    ines = child("Inès", town.family, father)
    for family in (town.family, father):
        enrol(ines, family, town.canteen)
    hold(household=father, child=ines, wanted=[town.meals[5].pk], at=AT)
    result = hold(household=town.family, child=ines, wanted=[town.meals[5].pk], at=END)
    assert result.held == [town.meals[5].pk]
    assert Message.objects.get(kind="panier-expire").household == father


def test_the_town_chooses_how_long_places_are_kept(town):
    """Statement 40."""
    BookingSettings.objects.create(pk=1, hold_minutes=45)
    book(town, [town.meals[5]])
    assert Reservation.objects.get().held_until == AT + timedelta(minutes=45)


def test_the_command_sweeps_and_says_so(town, capsys):
    book(town, [town.meals[5]])
    Reservation.objects.update(held_until=timezone.now())
    call_command("expire_holds")
    call_command("expire_holds")
    assert capsys.readouterr().out.splitlines() == ["1 famille prévenue.", "0 familles prévenues."]
    assert not Reservation.objects.exists()


def test_an_expired_form_orders_nothing(town):
    shown = quote(town.family, at=AT) if book(town, [town.meals[5]]) else None
    found = checkout(household=town.family, digest=shown.digest, at=END)
    assert (found.count, Order.objects.count()) == (0, 0)
