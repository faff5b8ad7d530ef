"""What is true of money for all values: the ledger's sum is the balance, a payment credits once, nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments import allocation, ledger
from payments.allocation import Debt, Fund, share_out
from payments.models import Alert, Allocation, LedgerEntry, Order, Payment
from payments.money import euros
from payments.numbering import debt_reference
from payments.orders import confirm_without_payment, left_to_pay, minimum_online, void
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make

in_database = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
cents = st.integers(1, 3000).map(lambda n: Decimal(n) / 100)
signed_cents = st.integers(-3000, 3000).map(lambda n: Decimal(n) / 100)


@given(st.lists(cents, max_size=8), st.lists(st.tuples(cents, st.booleans()), max_size=8))
def test_sharing_out_neither_makes_nor_loses_a_cent(debts, funds):
    debts = [Debt(n, left) for n, left in enumerate(debts)]
    funds = [Fund(n, left, 100 + n if is_credit else None) for n, (left, is_credit) in enumerate(funds)]
    parts = share_out(debts, funds)
    paid = {debt.charge: sum(part.amount for part in parts if part.charge == debt.charge) for debt in debts}
    wanted, supply = sum(debt.left for debt in debts), sum(fund.left for fund in funds)
    assert all(0 <= paid[debt.charge] <= debt.left for debt in debts)
    assert sum(paid.values()) == min(wanted, supply)
    for fund in funds:
        own = sum(part.amount for part in parts if part.payment == fund.payment)
        assert own == 0 if fund.credit_line else 0 <= own <= fund.left


@given(st.lists(cents, min_size=1, max_size=8), cents)
def test_what_comes_first_is_paid_first(debts, money):
    parts = share_out([Debt(n, left) for n, left in enumerate(debts)], [Fund(1, money)])
    unpaid = [left - sum(part.amount for part in parts if part.charge == n) for n, left in enumerate(debts)]
    first_unpaid = next((n for n, left in enumerate(unpaid) if left), len(debts))
    assert all(unpaid[n] == debts[n] for n in range(first_unpaid + 1, len(debts)))


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)), st.integers(0, 99_999_999), st.integers(1, 9_999_999_999))
def test_a_debt_reference_is_what_the_tutorial_shows_and_payfip_accepts(day, office, sequence):
    """Statement 42: 17 to 30 letters and digits."""
    reference = debt_reference(day, office, sequence)
    assert 17 <= len(reference) <= 30
    assert reference.isascii()
    assert reference.isalnum()
    assert reference.split("x") == [f"{day:%Y%m%d}", str(office), reference.split("x")[2]]


@given(st.integers(-10_000_000, 10_000_000))
def test_an_amount_of_cents_is_never_rounded_again(n):
    """Row B17."""
    assert euros(Decimal(n) / 100) == Decimal(n) / 100


@given(st.floats(allow_nan=False))
def test_no_float_is_ever_money(value):
    """Row B17."""
    with pytest.raises(TypeError):
        euros(value)


def outcome(payment: Payment):
    """Everything an answer may change."""
    payment.refresh_from_db()
    return (
        payment.status,
        Order.objects.get(pk=payment.order_id).status,
        LedgerEntry.objects.filter(payment=payment, kind=LedgerEntry.CREDIT).count(),
        ledger.balance(payment.household, on=make.TODAY),
        Alert.objects.filter(payment=payment).count(),
    )


answers = st.lists(
    st.tuples(st.sampled_from(["PENDING", "REFUSED", "ABANDONED", "PAID"]), st.sampled_from([None, "1.00"])), max_size=6
)


@pytest.mark.django_db
@in_database
@given(answers, st.randoms(use_true_random=False))
def test_answers_in_any_order_and_any_number_give_the_same_account(said, shuffled_by):
    """Row B05: settle is idempotent and does not depend on the order of the answers."""
    office, outcomes = make.revenue_office(), []
    again = [*said, *said]
    shuffled_by.shuffle(again)
    for story in (said, again):
        payment = make.attempt(make.order(make.household(), office, "3.60")).payment
        for status, amount in story:
            settle(make.answer(payment, status, amount), at=make.AT)
        outcomes.append(outcome(payment))
    assert outcomes[0] == outcomes[1]


acts = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay late", "refuse", "adjust", "void", "void then paid", "reverse", "partly"]),
        st.lists(signed_cents, min_size=1, max_size=3),
    ),
    max_size=8,
)


def live(household, office, clerk, act, amounts):
    """One thing that may happen to an account."""
    lines = [str(amount) for amount in amounts]
    if act == "adjust":
        make.adjustment(household, office, clerk, *lines, reason="x")
    elif act == "reverse":
        entry = LedgerEntry.objects.filter(household=household, kind=LedgerEntry.CREDIT, reversed_by=None).first()
        if entry:
            ledger.reverse(entry, at=make.AT, reason="Sans provision")
    else:
        due = ledger.due(household, office, on=make.TODAY)
        order_and_bank(make.order(household, office, *lines, due=str(due)), act, clerk)


def order_and_bank(order, act, clerk):
    if left_to_pay(order) < minimum_online(order.revenue_office):
        confirm_without_payment(order, at=make.AT)
        return
    if act == "partly":
        make.attempt(order, "cash", by=clerk, amount=Decimal("0.50"))
    payment = make.attempt(order).payment if left_to_pay(order) >= 1 else None
    if act in ("refuse", "void", "partly", "void then paid"):
        void(order, at=make.AT, reason="Essai")
    if payment:
        status = "REFUSED" if act in ("refuse", "void") else "PAID"
        settle(make.answer(payment, status), at=make.later(hours=1) if act == "pay late" else make.AT)


@pytest.mark.django_db
@in_database
@given(acts)
def test_whatever_happens_the_books_agree_with_their_documents(story):
    """Rows F12, B17: Σ ledger = balance = the last line of the history; every check is silent; credits pay debts."""
    household, office, clerk = make.household(), make.revenue_office(), make.clerk()
    for act, amounts in story:
        live(household, office, clerk, act, amounts)
    day = make.later(days=1).date()
    entries = LedgerEntry.objects.filter(household=household)
    statement = ledger.statement(household)
    assert ledger.balance(household, on=day) == sum((entry.amount for entry in entries), Decimal("0.00"))
    assert ledger.balance(household, on=day) == (statement[-1].balance if statement else 0)
    assert sum(ledger.already_charged(household).values()) == sum(
        e.amount for e in entries if e.kind == LedgerEntry.CHARGE
    )
    assert check_ledger() == []
    nothing_is_left_unmatched(household, office)


def nothing_is_left_unmatched(household, office):
    """No line stays unpaid while money is left over: matching again finds nothing to do."""
    before = Allocation.objects.count()
    allocation.match(household, office, at=make.later(days=2))
    assert Allocation.objects.count() == before
