"""Tills and deposit slips: counted, explained, closed; handed over once, locked. Row K05."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from payments import slips, tickets, tills
from payments.desk import Part, Taking, collect
from payments.errors import PaymentError, SlipError, TillError
from payments.models import DepositLine, DepositSlip, Payment, Till, TillCount, TillMovement
from payments.self_check import check_ledger
from payments.tills import Counted
from payments.undoing import undo
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return make.revenue_office(adapters=["cash", "cheque", "tickets"])


def take(office, clerk, cash="0.00", cheque="0.00", at=make.AT) -> list[Payment]:
    """A family pays that much in cash and by cheque."""
    parts = [Part("cheque", Decimal(cheque), details={"cheque_number": "7"}), Part("cash", Decimal(cash))]
    given = tuple(part for part in parts if part.amount)
    order = make.order(make.household(), office, str(sum((part.amount for part in given), Decimal(0))), at=at)
    collect(order, Taking(given), email="", at=at, by=clerk)
    return list(order.payments.order_by("pk"))


def right(till) -> dict[str, Counted]:
    """What a till should hold, counted as it should be."""
    return {one.adapter: Counted(one.expected) for one in tills.holdings(till)}


def close(till, by, at=make.AT, **counted: Counted):
    return tills.close(till, {**right(till), **counted}, at=at, by=by)


@pytest.fixture
def till(office, clerk):
    """A float of 50 €, 12 € of cash in two payments, a cheque of 20 €."""
    found = tills.set_float(clerk, office, Decimal("50.00"), at=make.AT)
    take(office, clerk, cash="7.00")
    take(office, clerk, cash="5.00", cheque="20.00")
    return found


def test_a_till_holds_its_float_and_what_was_taken_means_by_means(till):
    """K05: cash with its float, the cheque apart."""
    held = [(one.adapter, one.payments, one.taken, one.expected) for one in tills.holdings(till)]
    assert held == [
        ("cash", 2, Decimal("12.00"), Decimal("62.00")),
        ("cheque", 1, Decimal("20.00"), Decimal("20.00")),
    ]


def test_two_agents_have_two_tills_and_each_day_its_own(office, clerk):
    take(office, clerk, cash="7.00")
    take(office, make.clerk(), cash="5.00")
    take(office, clerk, cash="3.00", at=make.later(days=1))
    assert Till.objects.count() == 3


def test_what_nobody_received_enters_no_till(office):
    order = make.order(make.household(), make.revenue_office(), "7.00")
    make.attempt(order)
    assert not Till.objects.exists()


def test_a_till_is_closed_once_counted(till, clerk):
    closed = close(till, clerk)
    assert (closed.is_open, closed.closed_by) == (False, clerk)
    assert closed.counts.count() == 2
    assert check_ledger() == []
    with pytest.raises(TillError, match="déjà arrêtée"):
        close(till, clerk)


def test_a_difference_is_explained_or_the_till_stays_open(till, clerk):
    with pytest.raises(TillError, match="expliquez l’écart"):
        close(till, clerk, cash=Counted(Decimal("60.00")))
    closed = close(till, clerk, cash=Counted(Decimal("60.00"), "Erreur de rendu de monnaie"))
    assert closed.counts.get(adapter="cash").difference == Decimal("-2.00")


def test_a_means_left_uncounted_keeps_the_till_open(till, clerk):
    with pytest.raises(TillError, match="Comptez aussi : Chèque"):
        tills.close(till, {"cash": Counted(Decimal("62.00"))}, at=make.AT, by=clerk)
    assert not TillCount.objects.exists()


def test_what_comes_after_the_closing_opens_another_till(till, office, clerk):
    close(till, clerk)
    take(office, clerk, cash="3.00")
    assert Till.objects.open().get().pk != till.pk
    assert check_ledger() == []


def test_an_undone_payment_leaves_the_till(till, office, clerk):
    undo(Payment.objects.filter(adapter="cash").order_by("pk").first(), reason="Double saisie", at=make.AT, by=clerk)
    cash = tills.holdings(till)[0]
    assert (cash.payments, cash.expected) == (1, Decimal("55.00"))
    assert check_ledger() == []


# Deposit slips ------------------------------------------------------------------------------------


def test_a_slip_lists_the_cheques_of_closed_tills_and_counts_them(till, office, clerk):
    """K05."""
    assert not slips.waiting(office, "cheque").exists()
    close(till, clerk)
    chosen = [payment.pk for payment in slips.waiting(office, "cheque")]
    slip = slips.issue(office, "cheque", chosen, at=make.AT, by=clerk)
    assert (slip.count, slip.total) == (1, Decimal("20.00"))
    assert slip.number.endswith("-B000001")
    assert not slips.waiting(office, "cheque").exists()
    assert slips.waiting(office, "cash").count() == 2
    assert check_ledger() == []


def test_a_payment_is_handed_over_once(till, office, clerk):
    close(till, clerk)
    chosen = [payment.pk for payment in slips.waiting(office, "cash")]
    slips.issue(office, "cash", chosen, at=make.AT, by=clerk)
    with pytest.raises(SlipError, match="au moins un paiement"):
        slips.issue(office, "cash", chosen, at=make.AT, by=clerk)
    assert DepositSlip.objects.count() == 1


def test_a_payment_undone_meanwhile_is_not_handed_over(till, office, clerk):
    close(till, clerk)
    chosen = [payment.pk for payment in slips.waiting(office, "cash")]
    undo(Payment.objects.get(pk=chosen[0]), reason="Erreur", at=make.AT, by=clerk)
    with pytest.raises(SlipError, match="vient d’être remis ou annulé"):
        slips.issue(office, "cash", chosen, at=make.AT, by=clerk)


def test_a_payment_handed_over_is_no_longer_undone(till, office, clerk):
    close(till, clerk)
    payment = slips.waiting(office, "cheque").get()
    slips.issue(office, "cheque", [payment.pk], at=make.AT, by=clerk)
    with pytest.raises(PaymentError, match="bordereau de remise"):
        undo(payment, reason="Erreur", at=make.AT, by=clerk)


def test_used_tickets_have_their_slip_too(office, clerk):
    """B14: what was wound down is justified to the accountant."""
    family, kind = make.household(), make.ticket_kind(office)
    tickets.add(family, kind, 2, label="Carnet", at=make.AT, by=clerk)
    order = make.order(family, office, "3.60", "3.60")
    collect(order, Taking((), {line.pk: kind for line in order.charges.all()}), email="", at=make.AT, by=clerk)
    close(Till.objects.get(), clerk)
    slip = slips.issue(office, "tickets", [slips.waiting(office, "tickets").get().pk], at=make.AT, by=clerk)
    assert slip.total == Decimal("7.20")


# What the database refuses ------------------------------------------------------------------------


def refused(naming: str):
    return pytest.raises(IntegrityError, match=naming)


@pytest.mark.parametrize(
    ("act", "naming"),
    [
        ("UPDATE payments_till SET opening_float = 0", "till_closed_never_changes"),
        ("UPDATE payments_till SET closed_at = NULL, closed_by_id = NULL", "till_closed_never_changes"),
        ("DELETE FROM payments_till", "till_is_never_deleted"),
        ("UPDATE payments_tillmovement SET amount = 1", "payments_tillmovement_refuses_update"),
        ("DELETE FROM payments_tillcount", "payments_tillcount_refuses_delete"),
        ("UPDATE payments_depositslip SET total = 1", "payments_depositslip_refuses_update"),
        ("DELETE FROM payments_depositline", "payments_depositline_refuses_delete"),
    ],
)
def test_a_closed_till_and_an_issued_slip_are_locked_by_the_database(till, office, clerk, act, naming):
    """K05."""
    close(till, clerk)
    slips.issue(office, "cheque", [slips.waiting(office, "cheque").get().pk], at=make.AT, by=clerk)
    with refused(naming), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_the_database_takes_nothing_into_a_closed_till(till, office, clerk):
    close(till, clerk)
    payment = take(office, make.clerk(), cash="3.00")[0]
    with refused("waits_for_an_open_till"), transaction.atomic():
        TillMovement.objects.create(
            till=till, payment=payment, adapter="cash", amount=-payment.amount, kind="UNDONE", reason="x",
            recorded_at=make.AT, recorded_by=clerk,
        )  # fmt: skip


def test_the_database_closes_no_till_before_it_is_counted(till, clerk):
    with refused("till_is_closed_once_counted"), transaction.atomic():
        Till.objects.update(closed_at=make.AT, closed_by=clerk)


def test_the_database_wants_each_difference_explained(till):
    with refused("till_difference_is_explained"), transaction.atomic():
        TillCount.objects.create(till=till, adapter="cash", expected=Decimal("62.00"), counted=Decimal("60.00"))


def test_the_database_adds_no_line_to_an_issued_slip(till, office, clerk):
    close(till, clerk)
    first, second = slips.waiting(office, "cash")
    slip = slips.issue(office, "cash", [first.pk], at=make.AT, by=clerk)
    with refused("deposit_lines_stay_within_their_slip"), transaction.atomic():
        DepositLine.objects.create(slip=slip, payment=second, amount=second.amount)


def test_the_database_hands_over_nothing_of_an_open_till(till, office, clerk):
    payment = Payment.objects.filter(adapter="cash").first()
    slip = DepositSlip.objects.create(
        revenue_office=office, adapter="cash", number="B1", count=1, total=payment.amount, issued_at=make.AT,
        issued_by=clerk,
    )  # fmt: skip
    with refused("deposit_line_is_a_payment_of_a_closed_till"), transaction.atomic():
        DepositLine.objects.create(slip=slip, payment=payment, amount=payment.amount)
