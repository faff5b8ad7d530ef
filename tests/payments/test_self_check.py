"""The books are added up again, and each planted fault is found. Row F12."""

import re

import pytest
from django.db import connection

from payments import guards
from payments.models import Alert, Charge, LedgerEntry, NumberSeries
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(household, office, clerk):
    """A small town's books: a paid order, an open one, an adjustment, an invoice."""
    payment = settle(make.answer(make.attempt(make.order(household, office, "3.60", "3.60")).payment), at=make.AT)
    make.attempt(make.order(make.household(), office, "5.00"))
    make.adjustment(household, office, clerk, "-3.60", reason="Absence")
    make.issued_invoice(household, office, "12.00")
    return payment


@pytest.fixture
def unguarded(books):
    """The faults are planted with the guards off: the database refuses them otherwise."""
    guards.remove()
    yield books
    guards.install()


def found():
    return {finding.code for finding in check_ledger()} - {"guard-missing"}


def run(sql):
    """Run SQL where « (FIRST order) » is the oldest order."""
    with connection.cursor() as cursor:
        cursor.execute(re.sub(r"\(FIRST (\w+)\)", r"(SELECT MIN(id) FROM payments_\1)", sql))


def test_honest_books_give_no_finding(books):
    assert check_ledger() == []


def test_lost_guards_are_found(unguarded):
    assert {finding.code for finding in check_ledger()} == {"guard-missing"}


FAULTS = [
    ("a cent added to a debt", "UPDATE payments_ledgerentry SET amount = amount + 0.01 WHERE kind = 'CHARGE'",
     {"balance-differs", "charge-debt-differs"}),
    ("a credit that vanished", "DELETE FROM payments_ledgerentry WHERE kind = 'CREDIT'",
     {"balance-differs", "payment-credit-differs"}),
    ("a debt that vanished", "DELETE FROM payments_ledgerentry WHERE charge_id = (FIRST charge)",
     {"balance-differs", "charge-debt-differs"}),
    ("a line made dearer", "UPDATE payments_charge SET amount = 9 WHERE id = (FIRST charge)",
     {"balance-differs", "charge-debt-differs", "order-total-differs"}),
    ("an order whose total was rewritten",
     "UPDATE payments_order SET charges_total = 1, amount_due = 1 WHERE id = (FIRST order)",
     {"order-total-differs"}),
    ("an order marked paid without money",
     "UPDATE payments_order SET status = 'PAID', settled_at = opened_at WHERE status = 'OPEN'",
     {"balance-differs", "charge-debt-differs", "order-settled-unpaid"}),
    ("a paid order opened again", "UPDATE payments_order SET status = 'OPEN' WHERE id = (FIRST order)",
     {"balance-differs", "charge-debt-differs", "order-paid-still-open"}),
    ("a payment marked paid without credit",
     "UPDATE payments_payment SET status = 'PAID', settled_at = created_at WHERE status = 'PENDING'",
     {"balance-differs", "payment-credit-differs", "order-paid-still-open"}),
    ("an allocation made larger", "UPDATE payments_allocation SET amount = 7 WHERE id = (FIRST allocation)",
     {"payment-overallocated", "charge-overallocated"}),
    ("an invoice whose total was rewritten", "UPDATE payments_invoice SET total = 11", {"invoice-total-differs"}),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "codes"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(unguarded, sql, codes):
    run(sql)
    assert found() == codes


def test_a_line_of_another_household_s_order_is_found(unguarded):
    stranger = make.household()
    Charge.objects.filter(order=unguarded.order).update(household=stranger)
    assert "charge-of-another-account" in found()


def test_a_hole_in_the_invoice_numbers_is_found(unguarded):
    NumberSeries.objects.filter(kind=NumberSeries.INVOICE).update(last=2)
    assert found() == {"invoice-numbers-gap"}


def test_an_invoice_cancelled_without_its_credit_note_is_found(unguarded):
    """F05."""
    run("UPDATE payments_invoice SET status = 'CANCELLED'")
    assert "credit-note-differs" in found()


def test_a_hole_in_the_credit_notes_is_found(books, office):
    """F03."""
    NumberSeries.objects.create(revenue_office=office, kind=NumberSeries.CREDIT_NOTE, year=2026, last=1)
    assert found() == {"credit-note-numbers-gap"}


def test_each_finding_is_a_sentence_with_its_row(unguarded):
    LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).delete()
    finding = next(finding for finding in check_ledger() if finding.code == "payment-credit-differs")
    assert finding.object == unguarded
    assert unguarded.reference in finding.message


def test_checking_writes_nothing(books):
    before = (LedgerEntry.objects.count(), Alert.objects.count())
    check_ledger()
    assert (LedgerEntry.objects.count(), Alert.objects.count()) == before


def test_a_balance_that_differs_says_both_sums(unguarded):
    run("UPDATE payments_ledgerentry SET amount = amount - 1 WHERE kind = 'CREDIT'")
    message = next(finding.message for finding in check_ledger() if finding.code == "balance-differs")
    assert "7,40\u00a0€" in message
    assert "8,40\u00a0€" in message
