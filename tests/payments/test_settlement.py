"""A payment that comes late, twice or out of order loses nothing."""

from decimal import Decimal

import pytest
from django.utils import timezone

from families.models import Message
from payments import ledger
from payments.adapters.base import Answer, BankUnavailable, Status
from payments.adapters.demo import DemoBank
from payments.errors import PaymentError
from payments.models import Alert, Allocation, DemoBankPayment, LedgerEntry, Order, Payment
from payments.orders import void
from payments.settlement import UnknownDebt, ask, give_up, settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(household, office):
    return make.order(household, office, "3.60", "3.60")


@pytest.fixture
def payment(order):
    return make.attempt(order).payment


def balance(household):
    return ledger.balance(household, on=make.TODAY)


def test_a_payment_waits_in_the_database_before_the_parent_leaves(order):
    step = make.attempt(order)
    payment = Payment.objects.get(reference=step.payment.reference)
    assert payment.status == Payment.PENDING
    assert step.url == f"/banque-demo/{payment.external_id}/"


def test_the_reference_has_the_pattern_of_the_tutorial(household):
    """Statement 42: `YYYYMMDD` x régie x sequence, 17 characters, never reused."""
    office = make.revenue_office(number=999)
    order = make.order(household, office, "3.60")
    references = [make.attempt(order).payment.reference for _attempt in range(3)]
    assert references == ["20261231x999x0001", "20261231x999x0002", "20261231x999x0003"]
    assert {len(reference) for reference in references} == {17}


def test_a_settled_payment_settles_its_order_and_the_account(order, payment, household, paid_orders):
    """Statement 44: one payment, allocation to lines, balance settled."""
    settle(make.answer(payment), at=make.later(minutes=3))
    order.refresh_from_db()
    assert (order.status, order.settled_at) == (Order.PAID, make.later(minutes=3))
    assert [paid for paid, _at in paid_orders] == [order]
    assert balance(household) == 0
    assert [part.amount for part in Allocation.objects.order_by("id")] == [Decimal("3.60"), Decimal("3.60")]


def test_the_receipt_is_written_with_its_lines(payment, household):
    """Statement 44: receipt e-mail."""
    settle(make.answer(payment), at=make.AT)
    message = Message.objects.get(household=household)
    assert payment.reference in message.body
    assert message.body.count("Sarah - Cantine - Repas : 3,60\u00a0€") == 2


def test_the_same_answer_five_times_credits_the_family_once(payment, household, paid_orders):
    """Row B05: the same notice five times, one payment."""
    for minutes in range(5):
        settle(make.answer(payment), at=make.later(minutes=minutes))
    assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
    assert (balance(household), len(paid_orders), Message.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize("first", ["REFUSED", "ABANDONED", "PENDING"])
def test_the_bank_may_change_its_mind_for_the_better(payment, order, first):
    settle(make.answer(payment, first), at=make.AT)
    assert settle(make.answer(payment, "PAID"), at=make.AT).status == Payment.PAID
    order.refresh_from_db()
    assert order.status == Order.PAID


@pytest.mark.parametrize("after", ["REFUSED", "ABANDONED", "PENDING"])
def test_paid_is_final(payment, household, after):
    settle(make.answer(payment), at=make.AT)
    assert settle(make.answer(payment, after), at=make.AT).status == Payment.PAID
    assert balance(household) == 0


@pytest.mark.parametrize("refusal", ["REFUSED", "ABANDONED"])
def test_a_refusal_keeps_the_order_open_and_books_nothing(payment, order, refusal, paid_orders):
    """Statement 44: refusal or "Annuler" keeps the basket."""
    assert settle(make.answer(payment, refusal), at=make.AT).status == refusal
    order.refresh_from_db()
    assert (order.status, paid_orders, LedgerEntry.objects.count()) == (Order.OPEN, [], 0)


def test_another_amount_is_disputed_and_a_person_is_told_once(payment, order, household, paid_orders):
    for _again in range(2):
        assert settle(make.answer(payment, amount="7.00"), at=make.AT).status == Payment.DISPUTED
    alert = Alert.objects.get(payment=payment)
    assert alert.kind == "disputed-payment"
    assert "7,00\u00a0€" in alert.message
    assert (paid_orders, LedgerEntry.objects.count()) == ([], 0)


def test_a_dispute_the_bank_corrects_is_paid(payment, order):
    settle(make.answer(payment, amount="7.00"), at=make.AT)
    assert settle(make.answer(payment), at=make.AT).status == Payment.PAID


def test_an_answer_about_another_visit_is_disputed(payment):
    other = Answer("another-visit", payment.reference, Status.PAID, payment.amount)
    assert settle(other, at=make.AT).status == Payment.DISPUTED


def test_an_answer_about_an_unknown_debt_is_refused(db):
    with pytest.raises(UnknownDebt):
        settle(Answer("x", "20261231x1x1", Status.PAID, Decimal("3.60")), at=make.AT)


def test_a_voided_order_paid_later_becomes_a_credit_and_both_sides_are_told(
    order, payment, household, office, paid_orders
):
    """Row B05."""
    void(order, at=make.AT, reason="Une ligne a changé")
    settle(make.answer(payment), at=make.later(minutes=5))
    order.refresh_from_db()
    assert (order.status, paid_orders) == (Order.VOID, [])
    assert ledger.due(household, office, on=make.TODAY) == Decimal("-7.20")
    assert Alert.objects.get().kind == "late-payment"
    assert "avoir sur votre compte" in Message.objects.get(household=household, subject__contains="avoir").body


def test_giving_up_an_order_asks_the_bank_first(order, payment, paid_orders):
    """House: touching a line of an open order voids it, after asking the bank."""
    DemoBankPayment.objects.filter(reference=payment.reference).update(state=DemoBankPayment.PAID)
    assert give_up(order, at=make.AT, reason="Une ligne a changé").status == Order.PAID
    assert len(paid_orders) == 1


def test_giving_up_an_order_nobody_paid_voids_it_and_follows_the_payment(order, payment):
    DemoBankPayment.objects.update(opened_at=timezone.now())
    assert give_up(order, at=make.AT, reason="Une ligne a changé").status == Order.VOID
    payment.refresh_from_db()
    assert payment.status == Payment.PENDING


def test_two_attempts_both_paid_settle_once_and_leave_a_credit(order, household, paid_orders):
    first, second = make.attempt(order).payment, make.attempt(order).payment
    settle(make.answer(first), at=make.AT)
    settle(make.answer(second), at=make.AT)
    assert (len(paid_orders), balance(household)) == (1, Decimal("-7.20"))
    assert "deuxième fois" in Alert.objects.get().message


def test_a_payment_long_after_its_page_closed_still_counts(payment, order):
    """Row B05: a late payment loses nothing."""
    settle(make.answer(payment), at=make.later(days=2))
    order.refresh_from_db()
    assert order.status == Order.PAID


def test_a_fourth_attempt_is_refused(order):
    for _attempt in range(3):
        make.attempt(order)
    with pytest.raises(PaymentError, match="Trois paiements"):
        make.attempt(order)


def test_an_attempt_first_asks_about_the_earlier_ones(order, payment):
    """Two tabs: the parent paid in the first, and presses "Payer" in the second."""
    DemoBankPayment.objects.filter(reference=payment.reference).update(state=DemoBankPayment.PAID)
    step = make.attempt(order)
    assert step.payment == payment
    assert step.url == f"https://portail.test/paiement/retour/{payment.reference}/"
    assert Payment.objects.count() == 1


def test_a_silent_bank_ends_the_attempt_and_says_so(order, monkeypatch):
    def silent(self, request):
        raise BankUnavailable("timeout")

    monkeypatch.setattr(DemoBank, "start", silent)
    with pytest.raises(PaymentError, match="Rien n’a été payé"):
        make.attempt(order)
    assert Payment.objects.get().status == Payment.ABANDONED


def test_an_order_already_settled_takes_no_other_attempt(order, payment):
    settle(make.answer(payment), at=make.AT)
    with pytest.raises(PaymentError, match="n’attend plus de paiement"):
        make.attempt(order)


@pytest.mark.parametrize("means", ["stripe", "bitcoin", "cash", ""])
def test_a_parent_may_not_use_a_means_that_is_not_offered(order, means):
    with pytest.raises(PaymentError, match="n’est pas accepté"):
        make.attempt(order, means)


def test_a_means_the_regie_does_not_accept_is_refused(household):
    order = make.order(household, make.revenue_office(adapters=["cash"]), "3.60")
    with pytest.raises(PaymentError, match="n’est pas accepté"):
        make.attempt(order, "demo")


def test_too_small_an_amount_never_goes_to_the_bank(household, office):
    with pytest.raises(PaymentError, match="trop petit"):
        make.attempt(make.order(household, office, "0.99"))


def test_a_payment_the_bank_never_saw_is_abandoned_once_its_page_is_closed(payment):
    Payment.objects.filter(pk=payment.pk).update(external_id="")
    payment.refresh_from_db()
    assert ask(payment, at=make.later(minutes=1)).status == Payment.PENDING
    assert ask(payment, at=make.later(minutes=15)).status == Payment.ABANDONED


def test_a_paid_amount_covering_the_debt_lowers_it_at_once(household, office, clerk):
    """Statement 45; row B15."""

    make.adjustment(household, office, clerk, "5.10", subject="ancien", reason="Avril")
    due = ledger.due(household, office, on=make.TODAY)
    payment = make.attempt(make.order(household, office, "3.60", due=str(due))).payment
    settle(make.answer(payment), at=make.AT)
    assert payment.amount == Decimal("8.70")
    assert ledger.due(household, office, on=make.TODAY) == Decimal("0.00")
    paid = {part.charge.subject: part.amount for part in payment.allocations.select_related("charge")}
    assert paid["ancien"] == Decimal("5.10")


class TestCounter:
    """Row K02: cash and cheque, with what the clerk wrote down."""

    def test_cash_settles_the_order_at_once(self, order, clerk, household):
        step = make.attempt(order, "cash", by=clerk)
        order.refresh_from_db()
        assert (step.payment.status, step.payment.received_by, order.status) == (Payment.PAID, clerk, Order.PAID)
        assert balance(household) == 0

    def test_a_cheque_keeps_its_number_its_bank_and_its_drawer(self, order, clerk):
        details = {
            "cheque_number": "1234567",
            "bank": "Banque Postale",
            "drawer": "M. Martin",
            "receipt_book": "12-044",
        }
        payment = make.attempt(order, "cheque", by=clerk, details={**details, "card": "4970"}).payment
        payment.refresh_from_db()
        assert payment.payload["answer"] == details

    def test_cash_and_a_cheque_can_be_mixed(self, order, clerk, paid_orders):
        make.attempt(order, "cash", by=clerk, amount=Decimal("2.00"))
        assert paid_orders == []
        make.attempt(order, "cheque", by=clerk)
        assert [payment.amount for payment in order.payments.order_by("id")] == [Decimal("2.00"), Decimal("5.20")]
        assert len(paid_orders) == 1

    def test_receipts_are_numbered_without_gaps(self, household, office, clerk):
        for _order in range(3):
            make.attempt(make.order(household, office, "2.00"), "cash", by=clerk)
        numbers = Payment.objects.order_by("id").values_list("receipt_number", flat=True)
        assert [number[-12:] for number in numbers] == ["2026-Q000001", "2026-Q000002", "2026-Q000003"]

    @pytest.mark.parametrize("amount", ["0.00", "-1.00", "7.21"])
    def test_no_more_than_what_is_due_is_taken_and_no_less_than_a_cent(self, order, clerk, amount):
        with pytest.raises(PaymentError, match="entre 0,01 € et ce qui reste à payer"):
            make.attempt(order, "cash", by=clerk, amount=Decimal(amount))
