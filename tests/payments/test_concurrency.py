"""Two notices at the same instant, by real connections of PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from payments import ledger
from payments.errors import OrderError
from payments.models import LedgerEntry, Order, Payment
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite writes one transaction at a time; run with a PostgreSQL DATABASE_URL",
    ),
]


def at_once(*acts):
    """Run each act in its own thread and connection, all released together; give results or errors."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_answer_by_eight_connections_credits_once(paid_orders):
    payment = make.attempt(make.order(make.household(), make.revenue_office(), "3.60")).payment
    results = at_once(*[lambda: settle(make.answer(payment), at=make.AT).status] * 8)
    assert results == [Payment.PAID] * 8
    assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
    assert len(paid_orders) == 1
    assert check_ledger() == []


def test_two_attempts_paid_at_once_settle_the_order_once(paid_orders):
    household, office = make.household(), make.revenue_office()
    order = make.order(household, office, "3.60")
    first, second = make.attempt(order).payment, make.attempt(order).payment
    results = at_once(*[lambda p=p: settle(make.answer(p), at=make.AT).status for p in (first, second)])
    assert results == [Payment.PAID] * 2
    assert len(paid_orders) == 1
    assert ledger.balance(household, on=make.TODAY) == -order.amount_due
    assert check_ledger() == []


def test_paid_and_refused_at_once_is_paid():
    payment = make.attempt(make.order(make.household(), make.revenue_office(), "3.60")).payment
    at_once(*[lambda s=s: settle(make.answer(payment, s), at=make.AT) for s in ("REFUSED", "PAID", "ABANDONED")])
    payment.refresh_from_db()
    assert payment.status == Payment.PAID


def test_two_tabs_open_one_order():
    household, office = make.household(), make.revenue_office()
    results = at_once(*[lambda: make.order(household, office, "3.60")] * 2)
    assert {type(result) for result in results} == {Order, OrderError}
    assert Order.objects.count() == 1


def test_families_paying_at_once_have_receipts_without_gaps():
    office = make.revenue_office()
    payments = [make.attempt(make.order(make.household(), office, "2.00")).payment for _family in range(6)]
    results = at_once(*[lambda p=p: settle(make.answer(p), at=make.AT).receipt_number for p in payments])
    assert sorted(number[-3:] for number in results) == ["001", "002", "003", "004", "005", "006"]
