"""Opening, voiding and settling orders."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from families.models import Message
from payments import ledger
from payments.errors import OrderError
from payments.models import Charge, LedgerEntry, Order
from payments.orders import confirm_without_payment, open_order, void
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


def balance(household):
    return ledger.balance(household, on=make.TODAY)


def test_the_amount_due_is_the_exact_sum_of_the_lines(household, office):
    """Statement 35: 4 × 3,60 € = 14,40 €."""
    order = make.order(household, office, "3.60", "3.60", "3.60", "3.60")
    assert order.amount_due == Decimal("14.40")


@pytest.mark.parametrize(("due", "asked"), [
    ("0.00", "3.60"),
    ("5.10", "8.70"),    # une dette rejoint le paiement
    ("-1.00", "2.60"),   # un avoir le diminue
    ("-10.00", "0.00"),  # et ne devient jamais un paiement négatif
])  # fmt: skip
def test_the_balance_due_joins_the_order_in_one_line(household, office, due, asked):
    """Rows P21, B15; statement 35."""
    assert make.order(household, office, "3.60", due=due).amount_due == Decimal(asked)


def test_opening_an_order_writes_its_lines_and_their_reasons_but_nothing_in_the_account(household, office, paid_orders):
    """Row P24: nothing is booked until paid."""
    order = make.order(household, office, "3.60")
    assert order.status == Order.OPEN
    assert order.charges.get().why == {"steps": [["prix de base", "3.60"]]}
    assert (LedgerEntry.objects.count(), balance(household), paid_orders) == (0, Decimal("0.00"), [])


def test_a_household_has_one_open_order_at_a_regie(household, office):
    make.order(household, office, "3.60")
    with pytest.raises(OrderError, match="Un paiement est déjà en cours pour votre foyer"):
        make.order(household, office, "3.60")


def test_two_regies_are_two_orders(household, office):
    make.order(household, office, "3.60")
    assert make.order(household, make.revenue_office(), "2.00").status == Order.OPEN


def test_an_order_of_nothing_is_refused(household, office):
    with pytest.raises(OrderError, match="Il n’y a rien à payer"):
        make.order(household, office, due="-2.00")


def test_a_debt_alone_can_be_paid(household, office):
    assert make.order(household, office, due="12.00").amount_due == Decimal("12.00")


def test_a_price_its_caller_did_not_round_is_refused(household, office):
    """Row B17: rounding belongs to the règlement, never to the order."""
    with pytest.raises(ValueError, match="is not rounded to the cent"):
        make.order(household, office, "3.605")


def test_a_float_never_reaches_an_order(household, office):
    """Row B17."""
    line = replace(make.line("3.60"), amount=3.6)
    with pytest.raises(TypeError, match="never float"):
        open_order(household=household, revenue_office=office, charges=[line], due=Decimal(0), at=make.AT)


def test_deferred_lines_ask_nothing_now_and_wait_for_the_invoice_of_their_month(household, office):
    """Statement 38."""
    lines = [make.line("3.60"), make.line("2.10", "reservation:9", deferred=True, day=date(2026, 6, 12))]
    order = open_order(household=household, revenue_office=office, charges=lines, due=Decimal(0), at=make.AT)
    settle(make.answer(make.attempt(order).payment), at=make.AT)
    assert order.amount_due == Decimal("3.60")
    assert balance(household) == 0
    assert [charge.subject for charge in Charge.objects.to_invoice(date(2026, 6, 1))] == ["reservation:9"]
    assert "reservation:9" not in ledger.already_charged(household)


def test_an_order_of_deferred_lines_only_is_confirmed_without_a_bank(household, office, paid_orders):
    """Statement 38."""
    lines = [make.line("2.10", deferred=True)]
    order = open_order(household=household, revenue_office=office, charges=lines, due=Decimal(0), at=make.AT)
    order = confirm_without_payment(order, at=make.AT)
    assert order.status == Order.PAID
    assert paid_orders == [(order, make.AT)]


def test_an_order_a_credit_pays_is_confirmed_and_the_rest_stays_a_credit(household, office, clerk, paid_orders):
    """Rows P37, B15: a cancellation in time is a credit the next order uses."""
    first = make.order(household, office, "3.60", "3.60", "3.60")
    settle(make.answer(make.attempt(first).payment), at=make.AT)
    make.adjustment(household, office, clerk, "-3.60", "-3.60", reason="Sortie scolaire")
    due = ledger.due(household, office, on=make.TODAY)
    order = confirm_without_payment(make.order(household, office, "3.60", due=str(due)), at=make.AT)
    assert (due, order.status, balance(household)) == (Decimal("-7.20"), Order.PAID, Decimal("-3.60"))
    assert [paid for paid, _at in paid_orders] == [first, order]


def test_less_than_any_bank_takes_is_confirmed_and_left_due(household, office):
    order = confirm_without_payment(make.order(household, office, "0.99"), at=make.AT)
    assert (order.status, order.left_due) == (Order.PAID, Decimal("0.99"))
    assert ledger.due(household, office, on=make.TODAY) == Decimal("0.99")


def test_what_a_bank_can_take_is_not_confirmed_without_it(household, office, paid_orders):
    with pytest.raises(OrderError, match="Il reste un montant à payer"):
        confirm_without_payment(make.order(household, office, "1.00"), at=make.AT)
    assert paid_orders == []


def test_the_regie_may_ask_for_a_higher_minimum(household):
    office = make.revenue_office(minimum_online=Decimal("5.00"))
    assert confirm_without_payment(make.order(household, office, "4.99"), at=make.AT).left_due == Decimal("4.99")


def test_confirming_twice_settles_once(household, office, paid_orders):
    order = make.order(household, office, "0.50")
    confirm_without_payment(order, at=make.AT)
    confirm_without_payment(order, at=make.AT)
    assert len(paid_orders) == 1
    assert balance(household) == Decimal("0.50")


def test_voiding_an_order_lets_another_be_opened_and_owes_nothing(household, office):
    order = make.order(household, office, "3.60")
    void(order, at=make.AT, reason="Une ligne a changé")
    void(order, at=make.later(hours=1), reason="Encore")
    order.refresh_from_db()
    assert (order.status, order.voided_at, order.void_reason) == (Order.VOID, make.AT, "Une ligne a changé")
    assert balance(household) == 0
    assert make.order(household, office, "3.60").status == Order.OPEN


def test_a_void_order_is_not_confirmed(household, office):
    order = make.order(household, office, "0.50")
    void(order, at=make.AT, reason="Une ligne a changé")
    with pytest.raises(OrderError, match="Cette commande a été abandonnée"):
        confirm_without_payment(order, at=make.AT)


def test_a_settled_order_is_not_voided(household, office):
    order = confirm_without_payment(make.order(household, office, "0.50"), at=make.AT)
    with pytest.raises(OrderError, match="déjà réglée"):
        void(order, at=make.AT, reason="Trop tard")


def test_a_difference_nobody_ordered_is_settled_at_once_with_its_reason_and_a_message(
    household, office, clerk, paid_orders
):
    order = make.adjustment(household, office, clerk, "0.80", reason="Chloé n’est plus inscrite le mardi")
    message = Message.objects.get(household=household)
    assert (order.status, order.is_adjustment, order.opened_by) == (Order.PAID, True, clerk)
    assert ledger.due(household, office, on=make.TODAY) == Decimal("0.80")
    assert "Chloé n’est plus inscrite le mardi" in message.body
    assert "0,80\u00a0€ s’ajoutent à votre restant dû" in message.body
    assert paid_orders == []


def test_a_difference_is_posted_while_the_family_is_at_the_bank(household, office, clerk):
    waiting = make.order(household, office, "3.60")
    make.attempt(waiting)
    make.adjustment(household, office, clerk, "-1.00", reason="Pointage corrigé")
    waiting.refresh_from_db()
    assert (waiting.status, balance(household)) == (Order.OPEN, Decimal("-1.00"))


def test_a_difference_without_a_reason_is_refused(household, office, clerk):
    with pytest.raises(OrderError, match="motif"):
        make.adjustment(household, office, clerk, "1.00", reason="")


def test_a_receiver_that_fails_undoes_the_settlement(household, office):
    """Money and bookings agree, or nothing is written."""
    from payments.signals import order_paid

    def stumble(**kwargs):
        raise RuntimeError("no place was written")

    order = make.order(household, office, "0.50")
    order_paid.connect(stumble)
    try:
        with pytest.raises(RuntimeError):
            confirm_without_payment(order, at=make.AT)
    finally:
        order_paid.disconnect(stumble)
    order.refresh_from_db()
    assert (order.status, LedgerEntry.objects.count()) == (Order.OPEN, 0)
