"""The database refuses what must never happen to money, on both engines. Row F12."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from payments import guards
from payments.models import Allocation, Charge, CreditNote, LedgerEntry, Order, Payment
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(household, office):
    """A payment of 7,20 € that settled an order of two meals."""
    order = make.order(household, office, "3.60", "3.60")
    return settle(make.answer(make.attempt(order).payment), at=make.later(minutes=2))


def refused(naming: str):
    """The database itself says no, and its words name the promise."""
    return pytest.raises(IntegrityError, match=naming)


@pytest.mark.parametrize("table", ["ledgerentry", "allocation"])
def test_what_is_written_in_the_books_is_never_updated(paid, table):
    with refused(f"payments_{table}_refuses_update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE payments_{table} SET amount = 0.01")


@pytest.mark.parametrize("table", ["ledgerentry", "allocation"])
def test_what_is_written_in_the_books_is_never_deleted(paid, table):
    with refused(f"payments_{table}_refuses_delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM payments_{table}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_books_are_never_truncated(paid):
    with refused("payments_ledgerentry_refuses_delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE payments_ledgerentry CASCADE")


def test_a_payment_credits_once(paid):
    with refused("one_credit_per_payment|payments_ledgerentry.payment_id"), transaction.atomic():
        entry = LedgerEntry.objects.get(kind=LedgerEntry.CREDIT)
        entry.pk = None
        entry.save()


def test_a_credit_is_exactly_its_payment(household, office):
    payment = make.attempt(make.order(household, office, "3.60")).payment
    entry = LedgerEntry(
        household=household, revenue_office=office, kind=LedgerEntry.CREDIT, amount=Decimal("-3.60"), due_on=make.TODAY,
        payment=payment, recorded_at=make.AT,
    )  # fmt: skip
    with refused("ledger_credit_equals_its_payment"), transaction.atomic():
        entry.save()


def test_a_debt_is_exactly_its_line(household, office):
    line = make.order(household, office, "3.60").charges.get()
    entry = LedgerEntry(
        household=household, revenue_office=office, kind=LedgerEntry.CHARGE, amount=Decimal("3.59"), due_on=make.TODAY,
        charge=line, recorded_at=make.AT,
    )  # fmt: skip
    with refused("ledger_debt_equals_its_charge"), transaction.atomic():
        entry.save()


def test_a_reversal_is_exactly_the_opposite_of_its_entry(paid):
    entry = LedgerEntry.objects.get(kind=LedgerEntry.CREDIT)
    reversal = LedgerEntry(
        household=entry.household, revenue_office=entry.revenue_office, kind=LedgerEntry.REVERSAL,
        amount=Decimal("7.19"), due_on=make.TODAY, reverses=entry, payment=paid, recorded_at=make.AT,
    )  # fmt: skip
    with refused("ledger_reversal_equals_its_entry"), transaction.atomic():
        reversal.save()


def test_allocations_never_exceed_their_payment(paid, household, office):
    unpaid = make.order(household, office, "5.00").charges.get()
    with refused("allocations_stay_within_their_payment"), transaction.atomic():
        Allocation.objects.create(payment=paid, charge=unpaid, amount=Decimal("0.01"), recorded_at=make.AT)


def test_allocations_never_exceed_their_line(paid, household, office):
    other = make.order(household, office, "5.00")
    settle(make.answer(make.attempt(other, amount=Decimal("4.00")).payment), at=make.AT)
    payment = other.payments.get()
    with refused("allocations_stay_within_their_charge"), transaction.atomic():
        Allocation.objects.create(
            payment=payment, charge=paid.order.charges.first(), amount=Decimal("0.01"), recorded_at=make.AT
        )


def test_money_not_settled_pays_nothing(paid, household, office):
    waiting = make.attempt(make.order(household, office, "5.00")).payment
    with refused("allocations_stay_within_their_payment"), transaction.atomic():
        Allocation.objects.create(
            payment=waiting, charge=waiting.order.charges.get(), amount=Decimal("1.00"), recorded_at=make.AT
        )


@pytest.mark.parametrize("change", [{"amount": Decimal("1.00")}, {"label": "Chloé"}, {"subject": "other"}, {"why": {}}])
def test_a_line_never_changes(paid, change):
    with refused("charge_never_changes"), transaction.atomic():
        Charge.objects.filter(order=paid.order).update(**change)


def test_a_settled_order_takes_no_other_line(paid):
    line = paid.order.charges.first()
    line.pk, line.subject = None, "reservation:late"
    with refused("charge_joins_only_what_is_still_open"), transaction.atomic():
        line.save()


def test_an_order_is_settled_for_exactly_the_sum_of_its_lines(household, office):
    order = make.order(household, office, "3.60")
    with refused("order_total_is_the_sum_of_its_charges"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(
            status=Order.PAID, settled_at=make.AT, charges_total=Decimal("3.59"), amount_due=Decimal("3.59")
        )


@pytest.mark.parametrize("change", [{"status": Order.OPEN}, {"charges_total": 0, "amount_due": 0}, {"number": "X"}])
def test_a_settled_order_never_changes(paid, change):
    with refused("order_settled_or_void_never_changes|order_total_is"), transaction.atomic():
        Order.objects.filter(pk=paid.order_id).update(**change)


@pytest.mark.parametrize(
    "change", [{"status": "REFUSED", "settled_at": None}, {"amount": 1}, {"reference": "20261231x1x1"}]
)
def test_a_paid_payment_is_final(paid, change):
    with refused("payment_keeps_its_amount_and_paid_is_final"), transaction.atomic():
        Payment.objects.filter(pk=paid.pk).update(**change)


@pytest.mark.parametrize("table", ["charge", "order", "payment"])
def test_orders_lines_and_payments_are_never_deleted(paid, table):
    with refused(f"{table}_is_never_deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "payments_{table}"')


def test_an_issued_invoice_never_changes(household, office):
    invoice = make.issued_invoice(household, office, "12.00")
    invoice.total = Decimal("11.00")
    with refused("invoice_issued_never_changes"), transaction.atomic():
        invoice.save()


def test_an_issued_invoice_takes_no_other_line_and_is_never_deleted(household, office):
    invoice = make.issued_invoice(household, office, "12.00")
    line = invoice.charges.get()
    line.pk = None
    with refused("charge_joins_only_what_is_still_open"), transaction.atomic():
        line.save()
    with refused("invoice_issued_is_never_deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_invoice")


def test_a_credit_note_never_changes(household, office):
    invoice = make.issued_invoice(household, office, "12.00")
    CreditNote.objects.create(
        invoice=invoice, revenue_office=office, year=2026, number=1, amount=1, reason="Erreur", issued_at=make.AT
    )
    with refused("payments_creditnote_refuses_update"), transaction.atomic():
        CreditNote.objects.update(amount=2)


def test_one_open_order_a_household_and_a_regie(household, office):
    make.order(household, office, "3.60")
    with refused("one_open_order_per_household_and_office|payments_order.household_id"), transaction.atomic():
        Order.objects.create(
            number="X", household=household, revenue_office=office, charges_total=0, due_before=0, amount_due=0,
            opened_at=make.AT,
        )  # fmt: skip


def test_what_an_order_asks_follows_from_its_lines_and_the_balance(household, office):
    values = {"household": household, "revenue_office": office, "opened_at": make.AT, "status": Order.OPEN}
    with refused("order_due_is_its_charges_and_the_balance"), transaction.atomic():
        Order.objects.create(
            number="X", charges_total=Decimal("5.10"), due_before=Decimal("2.20"), amount_due=7, **values
        )
    assert Order.objects.create(
        number="Y", charges_total=Decimal("5.10"), due_before=Decimal("2.20"), amount_due=Decimal("7.30"), **values
    )


def test_the_guards_name_what_is_missing_and_come_back_after_migrate():
    guards.remove()
    assert len(guards.missing()) == len(guards.GUARDS)
    guards.install()
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flush_empties_the_books_and_leaves_them_guarded():
    household, office = make.household(), make.revenue_office()
    settle(make.answer(make.attempt(make.order(household, office, "3.60")).payment), at=make.AT)
    call_command("flush", interactive=False, verbosity=0)
    assert LedgerEntry.objects.count() == 0
    assert guards.missing() == []
