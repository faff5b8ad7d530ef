"""The counter is added up again, and each planted fault is found. Rows K03, K05, F12."""

import pytest
from django.db import connection

from payments import guards, slips, tickets, tills
from payments.desk import Part, Taking, collect
from payments.models import Payment, TicketMovement, Till
from payments.self_check import check_ledger
from payments.tills import Counted
from payments.undoing import undo
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(household, clerk):
    """A ticket used, another given back, cash and a cheque, a till closed, a slip issued."""
    office = make.revenue_office(adapters=["cash", "cheque", "tickets"])
    kind = make.ticket_kind(office)
    tickets.add(household, kind, 5, label="Carnet", at=make.AT, by=clerk)
    for _meal in range(2):
        order = make.order(household, office, "3.60", "5.40")
        line = order.charges.order_by("pk").first()
        part = Part("cheque", order.charges.order_by("pk").last().amount, details={"cheque_number": "7"})
        collect(order, Taking((part,), {line.pk: kind}), email="", at=make.AT, by=clerk)
    undo(Payment.objects.filter(adapter="tickets").order_by("pk").last(), reason="Erreur", at=make.AT, by=clerk)
    till = Till.objects.get()
    tills.close(till, {one.adapter: Counted(one.expected) for one in tills.holdings(till)}, at=make.AT, by=clerk)
    chosen = [payment.pk for payment in slips.waiting(office, "cheque")]
    return slips.issue(office, "cheque", chosen, at=make.AT, by=clerk)


@pytest.fixture
def unguarded(counter):
    """The faults are planted with the guards off: the database refuses them otherwise."""
    guards.remove()
    yield counter
    guards.install()


def found():
    return {finding.code for finding in check_ledger()} - {"guard-missing"}


def test_an_honest_counter_gives_no_finding(counter):
    assert check_ledger() == []


FAULTS = [
    ("tickets that vanished", "DELETE FROM payments_ticketmovement WHERE movement = 'ADDED'",
     {"ticket-stock-negative"}),
    ("a payment by tickets made dearer",
     "UPDATE payments_payment SET amount = amount + 1 WHERE adapter = 'tickets' AND id = (SELECT MIN(id)"
     " FROM payments_payment WHERE adapter = 'tickets')",
     {"ticket-value-differs", "payment-credit-differs", "balance-differs", "till-misses-a-payment"}),
    ("tickets given back twice over",
     "UPDATE payments_ticketmovement SET movement = 'CORRECTED', label = 'x', reverses_id = NULL"
     " WHERE movement = 'GIVEN_BACK'",
     {"ticket-return-differs"}),
    ("a payment that left its till",
     "DELETE FROM payments_tillmovement WHERE adapter = 'cheque' AND id = (SELECT MIN(id)"
     " FROM payments_tillmovement WHERE adapter = 'cheque')",
     {"till-misses-a-payment", "till-count-differs"}),
    ("a count rewritten", "UPDATE payments_tillcount SET expected = 1, counted = 1 WHERE adapter = 'cheque'",
     {"till-count-differs"}),
    ("a slip whose total was rewritten", "UPDATE payments_depositslip SET total = 1", {"slip-total-differs"}),
    ("a line of a slip made larger",
     "UPDATE payments_depositline SET amount = 7 WHERE id = (SELECT MIN(id) FROM payments_depositline)",
     {"slip-total-differs", "slip-line-differs"}),
    ("a number of slip that was lost", "UPDATE payments_numberseries SET last = 2 WHERE kind = 'deposit'",
     {"slip-numbers-gap"}),
]  # fmt: skip


@pytest.mark.parametrize(("act", "codes"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(unguarded, act, codes):
    with connection.cursor() as cursor:
        cursor.execute(act)
    assert found() == codes


def test_an_undone_payment_without_its_ledger_entry_is_found(unguarded):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_ledgerentry WHERE kind = 'REVERSAL'")
    assert {"till-undone-differs", "ticket-return-differs"} <= found()


def test_a_line_with_two_tickets_is_found(unguarded):
    used = TicketMovement.objects.filter(movement=TicketMovement.USED, reversed_by=None).get()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_ticket_per_line")
    used.pk = None
    used.save(force_insert=True)
    assert "line-with-two-tickets" in found()
