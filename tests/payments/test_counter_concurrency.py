"""Two clerks at the same instant, by real connections of PostgreSQL: one ticket, one till, one slip. Rows K03, K05."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from payments import slips, tickets, tills
from payments.desk import Part, Taking, collect
from payments.errors import MoneyError, TicketError
from payments.models import DepositLine, DepositSlip, Payment, TicketMovement, Till
from payments.self_check import check_ledger
from payments.tills import Counted
from tests.factories import payments as make
from tests.payments.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite writes one transaction at a time; run with a PostgreSQL DATABASE_URL",
    ),
]


def test_two_clerks_use_the_family_s_last_ticket_once():
    """K03, statement 48: the same order at two windows is settled once, with one ticket."""
    office, family = make.revenue_office(adapters=["tickets"]), make.household()
    kind, clerks = make.ticket_kind(office), [make.clerk(), make.clerk()]
    tickets.add(family, kind, 1, label="Carnet", at=make.AT, by=clerks[0])
    order = make.order(family, office, "3.60")
    taking = Taking((), {order.charges.get().pk: kind})
    results = at_once(*[lambda c=c: collect(order, taking, email="", at=make.AT, by=c) for c in clerks])
    assert sorted(type(one).__name__ for one in results) == ["Payment", "PaymentError"]
    assert tickets.stock(family, kind) == 0
    assert check_ledger() == []


def test_a_ticket_used_while_another_clerk_takes_it_off_the_stock_is_refused():
    """K03: the count of one window and the payment of another wait for each other."""
    office, family = make.revenue_office(adapters=["tickets"]), make.household()
    kind, clerks = make.ticket_kind(office), [make.clerk(), make.clerk()]
    tickets.add(family, kind, 1, label="Carnet", at=make.AT, by=clerks[0])
    order = make.order(family, office, "3.60")
    taking = Taking((), {order.charges.get().pk: kind})
    results = at_once(
        lambda: collect(order, taking, email="", at=make.AT, by=clerks[0]),
        lambda: tickets.correct(family, kind, 0, reason="Aucun", at=make.AT, by=clerks[1]),
    )
    assert sum(isinstance(one, TicketError) for one in results) == 1
    assert tickets.stock(family, kind) == 0
    assert check_ledger() == []


def test_the_database_alone_keeps_the_stock_above_zero_between_two_connections():
    """K03: without any lock of ours, the guard waits for the other transaction and counts again."""
    office, family, clerk = make.revenue_office(), make.household(), make.clerk()
    kind = make.ticket_kind(office)
    tickets.add(family, kind, 1, label="Carnet", at=make.AT, by=clerk)
    row = {"household": family, "kind": kind, "movement": "CORRECTED", "quantity": -1, "label": "x"}
    results = at_once(*[lambda: TicketMovement.objects.create(**row, recorded_at=make.AT)] * 4)
    assert sum(isinstance(one, IntegrityError) for one in results) == 3
    assert tickets.stock(family, kind) == 0


def test_two_windows_of_one_agent_share_the_till_of_the_day():
    office, clerk = make.revenue_office(adapters=["cash"]), make.clerk()
    orders = [make.order(make.household(), office, "5.00") for _ in range(4)]
    taking = Taking((Part("cash", Decimal("5.00")),))
    results = at_once(*[lambda o=o: collect(o, taking, email="", at=make.AT, by=clerk).amount for o in orders])
    assert results == [Decimal("5.00")] * 4
    assert tills.holdings(Till.objects.get())[0].taken == Decimal("20.00")


def test_a_payment_and_the_closing_of_its_till_never_cross():
    """Either it is counted, or it goes to the next till."""
    office, clerk = make.revenue_office(adapters=["cash"]), make.clerk()
    till, order = tills.set_float(clerk, office, Decimal(0), at=make.AT), make.order(make.household(), office, "5.00")
    taking = Taking((Part("cash", Decimal("5.00")),))
    at_once(
        lambda: collect(order, taking, email="", at=make.AT, by=clerk),
        lambda: tills.close(till, {"cash": Counted(Decimal(0), "vide")}, at=make.AT, by=clerk),
    )
    assert check_ledger() == []


def test_two_slips_of_the_same_cheques_are_one():
    office, clerk = make.revenue_office(adapters=["cheque"]), make.clerk()
    order = make.order(make.household(), office, "5.00")
    collect(order, Taking((Part("cheque", Decimal("5.00")),)), email="", at=make.AT, by=clerk)
    till = Till.objects.get()
    tills.close(till, {one.adapter: Counted(one.expected) for one in tills.holdings(till)}, at=make.AT, by=clerk)
    chosen = list(Payment.objects.values_list("pk", flat=True))
    results = at_once(*[lambda: slips.issue(office, "cheque", chosen, at=make.AT, by=clerk)] * 3)
    assert sum(isinstance(one, MoneyError) for one in results) == 2
    assert (DepositSlip.objects.count(), DepositLine.objects.count()) == (1, 1)
    assert check_ledger() == []
