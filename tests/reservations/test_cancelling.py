"""The town hall cancels: what it gives back is posted at once, and the family reads why."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from families.models import Message
from payments.ledger import already_charged, balance
from payments.models import Charge, Order
from reservations.booking.basket import release
from reservations.booking.cancelling import cancel
from reservations.booking.holding import Change, hold_all
from reservations.checkout.ordering import checkout, confirm
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import Reservation
from reservations.self_check import check_everything
from rules.models import Rulebook
from tests.factories import payments
from tests.factories.families import agent
from tests.factories.reservations import activity, enrol, reglement, sessions
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import book, order_now, pay
from tests.rules.test_worked_cases import SAINT_BENOIT

Status, Cancellation = Reservation.Status, Reservation.Cancellation
ON = date(2026, 6, 1)


@pytest.fixture
def clerk(db):
    return agent()


@pytest.fixture
def evening_club(town):
    """A garderie paid at once, whose morning and evening are a bundle."""
    club = activity(
        "Périscolaire", slug="periscolaire", units=("matin", "soir"),
        price=reglement(Rulebook.Kind.PRICE, SAINT_BENOIT), revenue_office=town.canteen.revenue_office, position=3,
    )  # fmt: skip
    enrol(town.sarah, town.family, club)
    return sessions(club, date(2026, 6, 8), 5)


def cancelled(found, how, clerk, reason="Certificat médical"):
    keys = [Reservation.objects.get(session=session).pk for session in found]
    return cancel(keys, how=how, reason=reason, at=AT, by=clerk)


def test_a_justified_absence_is_given_back_at_once_with_its_reason(town, clerk):
    book(town, town.meals[5:7])
    pay(town)
    (order,) = cancelled([town.meals[5]], Cancellation.JUSTIFIED, clerk)
    assert (order.status, order.is_adjustment, order.reason) == (Order.PAID, True, "Certificat médical")
    assert balance(town.family, on=ON) == Decimal("-3.60")
    body = Message.objects.get(kind="annulation-mairie").body
    assert "08/06/2026 : Sarah, Cantine Les Lutins Gourmands, Repas" in body
    assert check_everything(at=AT) == []


def test_a_late_cancellation_stays_due_where_no_row_says_otherwise(town, clerk):
    book(town, [town.meals[5]])
    pay(town)
    assert cancelled([town.meals[5]], Cancellation.LATE, clerk, "Appel du matin") == []
    assert balance(town.family, on=ON) == 0
    assert Reservation.objects.get().cancellation == Cancellation.LATE


def test_cancelling_the_evening_undoes_the_bundle_exactly(town, clerk, evening_club):
    """B21: the adjustment of the day is another subject, and it goes too."""
    book(town, evening_club[:2])
    pay(town)
    before = sum(already_charged(town.family).values())
    assert before == Decimal("3.95")
    cancelled([evening_club[1]], Cancellation.TOWN, clerk, "Grève")
    assert sum(already_charged(town.family).values()) == Decimal("2.50")
    assert check_everything(at=AT) == []
    cancelled([evening_club[0]], Cancellation.TOWN, clerk, "Grève")
    assert set(already_charged(town.family).values()) == {Decimal("0.00")}
    assert check_everything(at=AT) == []


def test_a_deferred_booking_is_cancelled_without_touching_the_account(town, clerk):
    book(town, town.care[10:12])
    confirm(order_now(town), at=AT)
    assert cancelled([town.care[10]], Cancellation.TOWN, clerk, "Grève") == []
    assert balance(town.family, on=ON) == 0
    assert Message.objects.filter(kind="annulation-mairie").count() == 1


def test_cancelling_needs_a_booking_and_a_reason(town, clerk):
    book(town, [town.meals[5]])
    held = Reservation.objects.get()
    with pytest.raises(BookingError, match="Choisissez"):
        cancel([held.pk], how=Cancellation.TOWN, reason="Grève", at=AT, by=clerk)
    pay(town)
    with pytest.raises(BookingError, match="motif"):
        cancel([held.pk], how=Cancellation.TOWN, reason="", at=AT, by=clerk)
    assert Reservation.objects.get().status == Status.CONFIRMED


def test_a_cancellation_being_ordered_is_given_up_first(town, clerk):
    book(town, [town.meals[5]])
    pay(town)
    book(town, [], unwanted=[town.meals[5]])
    order = order_now(town)
    cancelled([town.meals[5]], Cancellation.TOWN, clerk, "Grève")
    order.refresh_from_db()
    assert order.status == Order.VOID
    assert quote(town.family, at=AT).count == 0
    assert balance(town.family, on=ON) == Decimal("-3.60")


def test_two_reglements_over_the_same_days_keep_their_adjustments_apart(town, evening_club):
    """The same step, level, household and day: two subjects all the same."""
    other = activity(
        "Étude", slug="etude", units=("matin", "soir"), price=reglement(Rulebook.Kind.PRICE, SAINT_BENOIT),
        revenue_office=town.canteen.revenue_office, position=4,
    )  # fmt: skip
    enrol(town.sarah, town.family, other)
    book(town, [*evening_club[:2], *sessions(other, date(2026, 6, 8))])
    pay(town)
    groups = Charge.objects.filter(subject__startswith="group:")
    assert groups.values("subject").distinct().count() == 2
    assert check_everything(at=AT) == []


def settle_basket(town):
    """Order what the basket holds and pay what it asks, whatever it is."""
    found = quote(town.family, at=AT)
    if found.count:
        order = checkout(household=town.family, digest=found.digest, at=AT)
        assert isinstance(order, Order), order.complaints
        if found.needs_bank(order.revenue_office):
            pay(town)
        else:
            confirm(order, at=AT)


def test_booking_then_cancelling_in_time_leaves_every_subject_at_its_former_sum(town, evening_club):
    """The law of worlds, through the basket, the bank and the ledger: whatever is booked before and added."""
    pool = [*town.meals[5:8], *evening_club[:6]]

    @settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
    @given(some.sets(some.sampled_from(range(9)), max_size=5), some.sets(some.sampled_from(range(9)), min_size=1))
    def law(before, added):
        start = transaction.savepoint()
        book(town, [pool[place] for place in before])
        settle_basket(town)
        former = already_charged(town.family)
        new = [pool[place] for place in added - before]
        book(town, new)
        settle_basket(town)
        book(town, [], unwanted=new)
        settle_basket(town)
        now = already_charged(town.family)
        assert {subject: now[subject] - former.get(subject, 0) for subject in now} == dict.fromkeys(now, 0)
        assert check_everything(at=AT) == []
        transaction.savepoint_rollback(start)

    law()


def test_a_swap_between_sisters_in_one_valider(town):
    """Statement 27: a place one gives up may be taken by the other."""
    session = town.meals[5]
    session.capacity = 1
    session.save()
    book(town, [session])
    result = hold_all(
        household=town.family,
        changes=[Change(town.chloe, [session.pk]), Change(town.sarah, [], [session.pk])],
        at=AT,
    )
    assert (result.held, result.released, result.refused) == ([session.pk], [session.pk], [])
    assert Reservation.objects.get().child == town.chloe


def test_two_sisters_asking_at_once_share_one_place(town):
    session = town.meals[5]
    session.capacity = 1
    session.save()
    both = [Change(town.sarah, [session.pk]), Change(town.chloe, [session.pk])]
    result = hold_all(household=town.family, changes=both, at=AT)
    assert len(result.held) == 1
    assert [(one.child, one.sentence) for one in result.refused] == [
        (town.chloe.pk, "Il ne reste plus de place ce jour-là.")
    ]
    release(town.family, at=AT)


def test_the_counter_s_bookings_say_who_made_them(town, clerk):
    """K01."""
    hold_all(household=town.family, changes=[Change(town.sarah, [town.meals[5].pk])], at=AT, by=clerk)
    assert Reservation.objects.get().booked_by == clerk


def test_valider_of_two_children_and_twenty_days_takes_at_most_thirty_queries(town, django_assert_max_num_queries):
    more = sessions(town.canteen, date(2026, 7, 1), 6)
    days = [session.pk for session in (*town.meals[5:], *more)][:20]
    assert len(days) == 20
    quote(town.family, at=AT)
    changes = [Change(town.sarah, days), Change(town.chloe, days)]
    with django_assert_max_num_queries(30):
        assert len(hold_all(household=town.family, changes=changes, at=AT).held) == 40
    quote(town.family, at=AT)
    with django_assert_max_num_queries(20):
        assert quote(town.family, at=AT).count == 40


def test_a_mixed_basket_of_two_regies_owes_each_its_own(town, evening_club):
    """B15."""
    other = payments.revenue_office()
    payments.adjustment(town.family, other, agent(), "5.00", reason="Retard")
    town.garderie.revenue_office = other
    town.garderie.payment_mode = "immediat"
    town.garderie.save()
    book(town, [town.meals[5], town.care[10]])
    found = quote(town.family, at=AT)
    assert {office.pk: found.to_pay(office) for office in found.offices} == {
        town.canteen.revenue_office_id: Decimal("3.60"),
        other.pk: Decimal("7.50"),
    }
