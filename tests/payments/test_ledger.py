"""The household's account: balance, restant dû, history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments import allocation, ledger
from payments.errors import LedgerError
from payments.models import DirectDebit, Invoice, LedgerEntry, Mandate, Payment
from payments.orders import confirm_without_payment
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db

JULY_31 = date(2026, 7, 31)


@pytest.fixture
def adjust(household, office, clerk):
    """Post a difference of that amount."""

    def adjusting(amount, subject="", at=make.AT):
        return make.adjustment(household, office, clerk, amount, subject=subject, reason="Essai", at=at)

    return adjusting


@pytest.fixture
def due(household, office):
    return lambda on=make.TODAY: ledger.due(household, office, on=on)


@pytest.fixture
def pay(household, office):
    """Pay an order of those lines, with the restant dû, in one go."""

    def paying(*amounts, at=make.AT, due="0.00"):
        return settle(make.answer(make.attempt(make.order(household, office, *amounts, due=due)).payment), at=at)

    return paying


def test_a_new_account_is_at_zero(household, due):
    assert (due(), ledger.balance(household, on=make.TODAY)) == (Decimal("0.00"), Decimal("0.00"))


def test_an_invoice_is_owed_at_once_but_due_only_on_its_day(household, office, due):
    make.issued_invoice(household, office, "12.00", due_on=JULY_31)
    assert ledger.balance(household, on=make.TODAY) == Decimal("12.00")
    assert (due(), due(on=JULY_31)) == (Decimal("0.00"), Decimal("12.00"))


def test_a_credit_counts_in_full_even_against_tomorrow(household, office, adjust, due):
    """Row B15."""
    make.issued_invoice(household, office, "12.00", due_on=JULY_31)
    adjust("-5.00")
    assert due() == Decimal("-5.00")


def test_the_balance_of_a_past_day_does_not_know_the_next(household, office, adjust):
    adjust("4.00")
    adjust("1.00", at=make.later(days=3))
    assert ledger.balance(household, on=make.TODAY) == Decimal("4.00")
    assert ledger.balance(household, on=make.TODAY + timedelta(days=3)) == Decimal("5.00")


def test_each_regie_has_its_own_balance(household, office, adjust):
    adjust("4.00")
    assert ledger.balance(household, make.revenue_office(), on=make.TODAY) == 0


def test_a_pending_payment_covers_the_debt_it_takes_once_however_many_attempts(household, office, adjust, due):
    adjust("5.00")
    order = make.order(household, office, "3.60", due="5.00")
    make.attempt(order)
    make.attempt(order)
    assert due() == Decimal("0.00")


def test_a_refused_payment_covers_nothing(household, office, adjust, due):
    adjust("5.00")
    payment = make.attempt(make.order(household, office, "3.60", due="5.00")).payment
    settle(make.answer(payment, "REFUSED"), at=make.AT)
    assert due() == Decimal("5.00")


def test_a_direct_debit_under_way_covers_its_invoice(household, office, due):
    invoice = make.issued_invoice(household, office, "12.00", due_on=make.TODAY)
    mandate = Mandate.objects.create(
        household=household, revenue_office=office, reference="M1", account_holder="X", iban="X", signed_on=make.TODAY
    )  # fmt: skip
    debit = DirectDebit.objects.create(mandate=mandate, invoice=invoice, amount=Decimal("12.00"), debit_on=JULY_31)
    assert due() == Decimal("0.00")
    debit.status = DirectDebit.REJECTED
    debit.save()
    assert due() == Decimal("12.00")


def test_what_is_covered_never_becomes_a_credit(household, office, adjust, due):
    """The mairie forgives the debt while the parent is at the bank."""
    adjust("5.00")
    make.attempt(make.order(household, office, "3.60", due="5.00"))
    adjust("-5.00")
    assert due() == Decimal("0.00")


def test_a_payment_pays_its_order_first_then_the_oldest_due(adjust, pay):
    adjust("2.00", "récent", at=make.AT)
    adjust("4.00", "ancien", at=make.later(days=-30))
    payment = pay("3.60", due="5.00")
    parts = {part.charge.subject: part.amount for part in payment.allocations.select_related("charge")}
    assert parts.pop("ancien") == Decimal("4.00")
    assert parts.pop("récent") == Decimal("1.00")
    assert list(parts.values()) == [Decimal("3.60")]


def test_a_credit_line_pays_the_next_line_to_the_cent(household, office, adjust, pay):
    """Row P37: the credit of a cancellation is used by the next booking."""
    first = pay("3.60")
    adjust("-3.60", "annulation")
    order = make.order(household, office, "2.00", due="-3.60")
    confirm_without_payment(order, at=make.AT)
    assert [part.amount for part in first.allocations.order_by("id")] == [
        Decimal("3.60"),
        Decimal("-2.00"),
        Decimal("2.00"),
    ]
    assert allocation.left_of(order.charges.get()) == 0


def test_what_was_charged_is_counted_by_subject(household, office, adjust, pay):
    pay("3.60")
    adjust("2.00", "reservation:1")
    adjust("-0.50", "reservation:1")
    make.order(household, office, "9.00")
    assert ledger.already_charged(household, ["reservation:1", "reservation:2"]) == {"reservation:1": Decimal("1.50")}
    assert sum(ledger.already_charged(household, revenue_office=office).values()) == Decimal("5.10")


def test_a_cancelled_invoice_charges_nothing_any_more(household, office):
    invoice = make.issued_invoice(household, office, "12.00")
    subject = invoice.charges.get().subject
    assert ledger.already_charged(household) == {subject: Decimal("12.00")}
    Invoice.objects.filter(pk=invoice.pk).update(status=Invoice.CANCELLED)
    assert ledger.already_charged(household) == {}


def test_reversing_a_returned_cheque_owes_its_lines_again(household, pay, due):
    payment = pay("3.60", "3.60")
    entry = LedgerEntry.objects.get(payment=payment)
    ledger.reverse(entry, at=make.later(days=10), reason="Chèque sans provision")
    assert due(on=make.TODAY + timedelta(days=10)) == Decimal("7.20")
    assert [allocation.left_of(line) for line in payment.order.charges.all()] == [Decimal("3.60")] * 2


def test_an_entry_is_reversed_once_and_a_reversal_never(household, pay):
    entry = LedgerEntry.objects.get(payment=pay("3.60"), kind=LedgerEntry.CREDIT)
    reversal = ledger.reverse(entry, at=make.AT, reason="Erreur")
    for again in (entry, reversal):
        with pytest.raises(LedgerError, match="déjà annulée"):
            ledger.reverse(again, at=make.AT, reason="Erreur")


def test_the_next_payment_pays_what_a_returned_cheque_left(household, office, pay, due):
    returned = pay("3.60")
    ledger.reverse(
        LedgerEntry.objects.get(payment=returned, kind=LedgerEntry.CREDIT), at=make.AT, reason="Sans provision"
    )
    payment = pay("2.00", due=str(due()))
    assert payment.amount == Decimal("5.60")
    assert (due(), allocation.left_of(returned.order.charges.get())) == (Decimal("0.00"), Decimal("0.00"))


def test_the_history_shows_each_movement_and_the_balance_after_it(household, office, adjust, pay):
    """Row P33; statement 10."""
    payment = pay("3.60", "3.60")
    adjust("1.50", at=make.later(days=1))
    lines = ledger.statement(household)
    assert [(line.amount, line.balance) for line in lines] == [
        (Decimal("7.20"), Decimal("7.20")),
        (Decimal("-7.20"), Decimal("0.00")),
        (Decimal("1.50"), Decimal("1.50")),
    ]
    assert [line.label for line in lines] == [
        f"Commande {payment.order.number}",
        f"Paiement {payment.reference}",
        "Régularisation : Essai",
    ]


def test_the_history_of_another_household_is_another(household, pay):
    pay("3.60")
    assert ledger.statement(make.household()) == ()


def test_a_pending_payment_is_not_in_the_history(household, office):
    make.attempt(make.order(household, office, "3.60"))
    assert Payment.objects.count() == 1
    assert ledger.statement(household) == ()
