"""The recap, and what « Payer » takes: exactly what was shown, or nothing."""

from datetime import date, timedelta
from decimal import Decimal

from payments.ledger import balance
from payments.models import Alert, Charge, Order
from payments.settlement import settle
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, confirm, open_bank_page
from reservations.checkout.quotes import Quote, quote
from reservations.models import Reservation
from rules.editions import make_live, store
from rules.files import rulebook_to_json
from rules.models import Edition
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories import payments
from tests.factories.reservations import one_row
from tests.reservations.conftest import AT

Status = Reservation.Status


def book(town, found, who=None, unwanted=(), at=AT):
    return hold(
        household=town.family, child=who or town.sarah, wanted=[one.pk for one in found],
        unwanted=[one.pk for one in unwanted], at=at,
    )  # fmt: skip


def order_now(town, at=AT):
    return checkout(household=town.family, digest=quote(town.family, at=at).digest, at=at)


def pay(town, at=AT):
    """Order the basket and pay it at the demonstration bank."""
    order = order_now(town, at)
    assert isinstance(order, Order), order.complaints
    step = open_bank_page(order, adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=at)
    settle(payments.answer(step.payment), at=at)
    order.refresh_from_db()
    return order


def amounts(found):
    return [(line.element, line.cost) for section in found.sections for line in section.lines]


def test_four_meals_at_3_60_are_14_40(town):
    """Statements 34 and 35, P23."""
    book(town, town.meals[5:9])
    found = quote(town.family, at=AT)
    (section,) = found.sections
    assert amounts(found) == [("Sarah - Cantine Les Lutins Gourmands - Repas", Decimal("3.60"))] * 4
    assert {line.basis for line in section.lines} == {"à l'unité"}
    assert found.to_pay(section.office) == Decimal("14.40")


def test_immediate_and_deferred_lines_are_in_sections_of_their_own(town):
    """Statements 33 and 38, P27, P28."""
    book(town, [town.meals[5], town.care[10], town.care[11]])
    immediate, deferred = quote(town.family, at=AT).sections
    assert (immediate.immediate, immediate.total) == (True, Decimal("3.60"))
    assert (deferred.immediate, deferred.total) == (False, Decimal("3.95"))
    assert deferred.months == (date(2026, 6, 1),)


def test_booking_the_evening_shows_what_it_changes_of_the_day(town):
    """B21: the adjustment of the day is a line of its own, with its reason."""
    book(town, [town.care[10], town.care[11]])
    (section,) = quote(town.family, at=AT).sections
    adjustment = next(line for line in section.lines if line.is_adjustment)
    assert adjustment.element == "Sarah - Garderie - matin et soir le même jour"
    assert adjustment.cost == Decimal("-1.30")
    assert adjustment.why.steps[0].decision == "3,95\u00a0€"


def test_paying_confirms_the_bookings_and_settles_the_account(town):
    """Statement 44, P24."""
    book(town, town.meals[5:7])
    book(town, [town.meals[5]], who=town.chloe)
    order = pay(town)
    assert order.status == Order.PAID
    assert {one.status for one in Reservation.objects.all()} == {Status.CONFIRMED}
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("0.00")
    assert quote(town.family, at=AT).count == 0


def test_a_line_keeps_the_facts_and_the_edition_it_was_charged_with(town):
    book(town, [town.meals[5]])
    pay(town)
    booking = Reservation.objects.get()
    assert booking.frozen["quotient_familial"] == "812.00"
    assert booking.frozen_edition == Edition.objects.get(rulebook=town.canteen.price_rulebook)


def test_deferred_lines_alone_are_confirmed_without_a_bank(town):
    """Statement 38."""
    book(town, [town.care[10]])
    found = quote(town.family, at=AT)
    assert not found.needs_bank(found.next_office)
    confirm(order_now(town), at=AT)
    assert Reservation.objects.get().status == Status.CONFIRMED
    assert balance(town.family, on=date(2026, 6, 30)) == Decimal("0.00")


def test_a_restant_du_joins_the_payment_and_a_credit_lowers_it(town):
    """Statement 35, P21, B15."""
    payments.post_adjustment(
        household=town.family, revenue_office=town.canteen.revenue_office, at=AT, by=None, reason="Report",
        charges=[payments.line("-2.00", day=date(2026, 5, 31))],
    )  # fmt: skip
    book(town, [town.meals[5]])
    found = quote(town.family, at=AT)
    assert found.due_of(found.next_office) == Decimal("-2.00")
    assert found.to_pay(found.next_office) == Decimal("1.60")


def test_cancelling_in_time_gives_back_exactly_what_was_paid(town):
    """P37, statement 31."""
    book(town, town.meals[5:7])
    pay(town)
    book(town, [], unwanted=[town.meals[5]])
    (section,) = quote(town.family, at=AT).sections
    (line,) = section.lines
    assert (line.cost, line.basis, line.cancels) == (Decimal("-3.60"), "annulation", True)
    confirm(order_now(town), at=AT)
    assert Reservation.objects.get(session=town.meals[5]).status == Status.CANCELLED
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("-3.60")
    book(town, [town.meals[8]])
    found = quote(town.family, at=AT)
    assert found.to_pay(found.next_office) == Decimal("0.00")


def test_book_pay_and_cancel_leave_every_subject_at_zero(town):
    book(town, town.meals[5:8])
    pay(town)
    book(town, [], unwanted=town.meals[5:8])
    confirm(order_now(town), at=AT)
    sums = {}
    for charge in Charge.objects.all():
        sums[charge.subject] = sums.get(charge.subject, Decimal(0)) + charge.amount
    assert set(sums.values()) == {Decimal("0.00")}
    assert not Alert.objects.exists()


def test_a_digest_of_something_else_takes_nothing(town):
    """Statement 39, B04."""
    book(town, [town.meals[5]])
    shown = quote(town.family, at=AT).digest
    book(town, [town.meals[6]])
    found = checkout(household=town.family, digest=shown, at=AT)
    assert isinstance(found, Quote)
    assert not Order.objects.exists()


def test_a_tariff_published_between_the_recap_and_payer_is_shown_again(town):
    """Statement 39."""
    book(town, [town.meals[5]])
    shown = quote(town.family, at=AT).digest
    dearer = Edition.objects.create(rulebook=town.canteen.price_rulebook, title="juin", valid_from=date(2026, 6, 1))
    store(dearer, rulebook_to_json(one_row(Amount(Decimal("4.00")), Operation.SET)))
    make_live(dearer, at=AT)
    found = checkout(household=town.family, digest=shown, at=AT)
    assert isinstance(found, Quote)
    assert amounts(found)[0][1] == Decimal("4.00")


def test_the_cut_off_is_judged_again_on_payer(town):
    """Statement 39: the cut-off's last second passes between the recap and « Payer »."""
    limit = AT.replace(day=4, hour=8)
    book(town, [town.meals[5]], at=limit - timedelta(minutes=1))
    shown = quote(town.family, at=limit - timedelta(seconds=1)).digest
    found = checkout(household=town.family, digest=shown, at=limit)
    assert isinstance(found, Quote)
    assert "La date limite était le jeudi 4 juin à 10\u00a0h." in found.complaints[0].sentence


def test_an_empty_price_reglement_refuses_the_basket(town):
    Edition.objects.filter(rulebook=town.canteen.price_rulebook).delete()
    book(town, [town.meals[5]])
    found = order_now(town)
    assert isinstance(found, Quote)
    assert "Aucun tarif ne prévoit ce cas" in found.complaints[0].sentence
    assert not Order.objects.exists()
