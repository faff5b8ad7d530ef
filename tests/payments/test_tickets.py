"""Paper tickets: recorded, used one a line, given back, never used twice. Rows K03, B14; statements 47, 48."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from payments import ledger, tickets
from payments.desk import Part, Taking, collect
from payments.errors import TicketError
from payments.models import Allocation, Payment, TicketMovement
from payments.orders import open_order
from payments.receipts import receipt_of
from payments.self_check import check_ledger
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return make.revenue_office(adapters=["cash", "tickets"])


@pytest.fixture
def kind(office):
    return make.ticket_kind(office)


@pytest.fixture
def with_tickets(household, kind, clerk):
    """The family holds three tickets."""
    tickets.add(household, kind, 3, label="Carnet n° 12", at=make.AT, by=clerk)
    return household


def pay(order, kind, clerk, lines=1, cash="0.00", at=make.AT) -> Payment:
    """A ticket on each of the first lines, the rest in cash."""
    charges = list(order.charges.order_by("pk"))[:lines]
    parts = (Part("cash", Decimal(cash)),) if Decimal(cash) else ()
    return collect(order, Taking(parts, {charge.pk: kind for charge in charges}), email="", at=at, by=clerk)


# Values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "charges_total", "worth"),
    [
        (["3.60"], "3.60", "3.60"),  # the price of its line
        (["3.60"], "7.20", "3.60"),  # one meal of two
        (["3.60", "3.60"], "6.48", "6.48"),  # a reduction of the two together: no change on a ticket
        (["3.60", "5.40"], "9.00", "9.00"),  # two prices, one ticket each
    ],
)
def test_tickets_are_worth_the_price_of_their_lines(lines, charges_total, worth):
    """Statement 48: whatever is printed on them."""
    assert tickets.value_of([Decimal(one) for one in lines], Decimal(charges_total)) == Decimal(worth)


@pytest.mark.parametrize(("lines", "charges_total"), [(["3.60", "3.60"], "3.60"), (["3.60"], "0.00")])
def test_a_ticket_too_many_is_handed_back(lines, charges_total):
    with pytest.raises(TicketError, match="un ticket de trop"):
        tickets.value_of([Decimal(one) for one in lines], Decimal(charges_total))


# Stocks -------------------------------------------------------------------------------------------


def test_a_stock_is_the_sum_of_its_movements(with_tickets, kind, clerk):
    tickets.add(with_tickets, kind, 10, label="Reprise", at=make.AT, by=clerk)
    tickets.correct(with_tickets, kind, 9, reason="Comptés au guichet", at=make.AT, by=clerk)
    assert tickets.stock(with_tickets, kind) == 9
    assert [one.quantity for one in TicketMovement.objects.all()] == [3, 10, -4]


@pytest.mark.parametrize(("quantity", "label"), [(0, "Carnet"), (-3, "Carnet"), (5, "")])
def test_tickets_are_recorded_with_their_number_and_their_origin(household, kind, clerk, quantity, label):
    with pytest.raises(TicketError, match="combien de tickets"):
        tickets.add(household, kind, quantity, label=label, at=make.AT, by=clerk)


def test_a_correction_that_changes_nothing_is_refused(with_tickets, kind, clerk):
    with pytest.raises(TicketError, match="rien à corriger"):
        tickets.correct(with_tickets, kind, 3, reason="Comptés", at=make.AT, by=clerk)


# Use ----------------------------------------------------------------------------------------------


def test_a_ticket_pays_its_line_and_cash_the_other(with_tickets, office, kind, clerk, paid_orders):
    """K03, statement 48: one settlement, two means, exact to the cent."""
    order = make.order(with_tickets, office, "3.60", "5.40")
    last = pay(order, kind, clerk, cash="5.40")
    first = Payment.objects.get(adapter="tickets")
    assert (first.amount, last.amount, last.adapter) == (Decimal("3.60"), Decimal("5.40"), "cash")
    assert tickets.stock(with_tickets, kind) == 2
    assert ledger.balance(with_tickets, on=make.TODAY) == 0
    assert len(paid_orders) == 1
    assert check_ledger() == []


def test_a_ticket_pays_the_line_it_was_given_for_and_no_other(with_tickets, office, kind, clerk):
    order = make.order(with_tickets, office, "5.40", "3.60")
    last_line = order.charges.order_by("pk").last()
    collect(order, Taking((Part("cash", Decimal("5.40")),), {last_line.pk: kind}), email="", at=make.AT, by=clerk)
    paid = Allocation.objects.get(payment__adapter="tickets")
    assert (paid.charge, paid.amount) == (last_line, Decimal("3.60"))


def test_a_family_s_tickets_are_wound_down_to_zero(with_tickets, office, kind, clerk):
    """B14, statement 47."""
    pay(make.order(with_tickets, office, "3.60", "3.60"), kind, clerk, lines=2)
    pay(make.order(with_tickets, office, "5.40"), kind, clerk)
    assert tickets.stock(with_tickets, kind) == 0
    order = make.order(with_tickets, office, "3.60")
    with pytest.raises(TicketError, match="Il reste 0 ticket"):
        pay(order, kind, clerk)
    assert order.payments.count() == 0


def test_more_tickets_than_the_family_has_are_refused_and_nothing_is_taken(with_tickets, office, kind, clerk):
    order = make.order(with_tickets, office, *["3.60"] * 4)
    with pytest.raises(TicketError, match="Il reste 3 tickets"):
        pay(order, kind, clerk, lines=4)
    assert tickets.stock(with_tickets, kind) == 3
    assert not Payment.objects.exists()


def test_a_credit_stays_whole_where_a_ticket_pays_the_meal(with_tickets, office, kind, clerk):
    """A ticket pays its line in full: it is not lowered by what the family has in advance."""
    make.adjustment(with_tickets, office, clerk, "-2.00")
    order = make.order(with_tickets, office, "3.60", due="-2.00")
    assert pay(order, kind, clerk).amount == Decimal("3.60")
    assert ledger.balance(with_tickets, on=make.TODAY) == Decimal("-2.00")
    assert check_ledger() == []


def test_a_deferred_line_takes_no_ticket(with_tickets, office, kind, clerk):
    """Statement 48: it is paid later, on its invoice."""
    lines = [make.line("3.60"), make.line("2.00", deferred=True)]
    order = open_order(household=with_tickets, revenue_office=office, charges=lines, due=Decimal(0), at=make.AT)
    deferred = order.charges.get(deferred=True)
    with pytest.raises(TicketError, match="facturé plus tard"):
        collect(order, Taking((), {deferred.pk: kind}), email="", at=make.AT, by=clerk)


def test_a_ticket_of_another_regie_is_refused(with_tickets, office, kind, clerk):
    other = make.revenue_office(adapters=["tickets"])
    order = make.order(with_tickets, other, "3.60")
    with pytest.raises(TicketError, match="autre régie"):
        pay(order, kind, clerk)


def test_the_receipt_lists_the_tickets_and_what_is_left(with_tickets, office, kind, clerk):
    """Statement 48."""
    receipt = receipt_of(pay(make.order(with_tickets, office, "3.60", "5.40"), kind, clerk, cash="5.40"))
    assert [line.ticket for line in receipt.lines] == ["Ticket cantine", ""]
    assert [part.means for part in receipt.parts] == ["Tickets papier", "Espèces"]
    assert ("Tickets remis", "1") in receipt.parts[0].details
    assert (receipt.total, receipt.left_as_credit) == (Decimal("9.00"), 0)
    assert [(one.kind, one.left) for one in receipt.tickets_left] == [("Ticket cantine", 2)]


# What the database refuses ------------------------------------------------------------------------


def refused(naming: str):
    return pytest.raises(IntegrityError, match=naming)


def test_the_database_refuses_a_stock_below_zero(with_tickets, kind):
    with refused("ticket_stock_is_never_below_zero"), transaction.atomic():
        TicketMovement.objects.create(
            household=with_tickets, kind=kind, movement="CORRECTED", quantity=-4, label="faute", recorded_at=make.AT
        )


@pytest.mark.parametrize(
    "sql", ["UPDATE payments_ticketmovement SET quantity = 9", "DELETE FROM payments_ticketmovement"]
)
def test_the_database_keeps_every_movement(with_tickets, sql):
    with refused("payments_ticketmovement_refuses"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_second_ticket_on_a_line(with_tickets, office, kind, clerk):
    payment = pay(make.order(with_tickets, office, "3.60"), kind, clerk)
    with refused("one_ticket_per_line|payments_ticketmovement.charge_id"), transaction.atomic():
        tickets.use(payment, {payment.order.charges.get(): kind}, at=make.AT)


def test_the_database_refuses_a_payment_by_tickets_without_tickets(with_tickets, office, clerk):
    order = make.order(with_tickets, office, "3.60")
    with refused("payment_by_tickets_has_its_tickets"):
        make.attempt(order, "tickets", by=clerk)


def test_the_database_refuses_a_ticket_on_the_line_of_another_order(with_tickets, office, kind, clerk):
    payment = pay(make.order(with_tickets, office, "3.60"), kind, clerk)
    stranger = make.order(with_tickets, office, "5.40").charges.get()
    with refused("ticket_pays_an_immediate_line_of_its_payment"), transaction.atomic():
        tickets.use(payment, {stranger: kind}, at=make.AT)
