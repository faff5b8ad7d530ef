"""Money that goes back: once, written in the ledger, and what it had paid is owed again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from families.models import Message
from payments import ledger
from payments.adapters.base import Answer, BankRefuses, BankUnavailable, Refunded, RefundRequest, Status
from payments.adapters.demo import DemoBank
from payments.errors import PaymentError
from payments.models import Alert, Allocation, LedgerEntry, Payment, Refund
from payments.reconciliation import reconcile
from payments.refunds import can_refund, refund, refundable
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db
SUM = Decimal("3.60")


class Generous:
    """What a bank that refunds does: once a reference, or not at all where it is told to `fail`."""

    def __init__(self):
        self.asked: list[RefundRequest] = []
        self.fail: list[Exception] = []

    def refund(self, request):
        self.asked.append(request)
        if self.fail:
            raise self.fail.pop(0)
        return Refunded(f"re_{request.reference}", request.amount, request.reference)


@pytest.fixture
def bank(monkeypatch):
    generous = Generous()
    monkeypatch.setattr(DemoBank, "refund", lambda self, request: generous.refund(request), raising=False)
    monkeypatch.setattr(DemoBank, "check", lambda self, external_id: known(external_id))
    return generous


def known(external_id, **more):
    payment = Payment.objects.get(external_id=external_id)
    return Answer(external_id, payment.reference, Status.PAID, payment.amount, **more)


@pytest.fixture
def paid(household, office, bank):
    payment = make.attempt(make.order(household, office, "3.60", "3.60")).payment
    return settle(make.answer(payment), at=make.AT)


def back(payment, amount=SUM, reason="Repas annulé", *, by=None, at=None):
    return refund(payment, amount=amount, reason=reason, by=by, at=at or make.later(days=1))


def balance(payment):
    return ledger.balance(payment.household, on=make.later(days=3).date())


def entries():
    return [entry.amount for entry in LedgerEntry.objects.filter(kind=LedgerEntry.REFUND)]


class TestAsked:
    def test_it_is_written_once_and_the_line_is_owed_again(self, paid, clerk):
        done = back(paid, by=clerk)
        assert (done.status, done.entry.amount, done.entry.recorded_by) == (Refund.DONE, SUM, clerk)
        assert balance(paid) == SUM
        assert sum(part.amount for part in Allocation.objects.filter(payment=paid)) == SUM
        assert check_ledger() == []

    def test_the_credit_of_a_cancelled_meal_is_settled_by_it(self, paid, clerk, office):
        make.adjustment(paid.household, office, clerk, "-3.60", reason="Annulé à temps", at=make.later(hours=1))
        assert balance(paid) == -SUM
        back(paid)
        assert balance(paid) == 0
        assert check_ledger() == []

    def test_the_family_is_told_how_much_and_why(self, paid):
        back(paid)
        message = Message.objects.get(kind="payment-refunded")
        assert "3,60\u00a0€" in message.body
        assert "Repas annulé" in message.body

    def test_two_halves_are_all_there_is(self, paid):
        back(paid)
        back(paid)
        assert (refundable(paid), can_refund(paid), balance(paid)) == (0, False, Decimal("7.20"))
        with pytest.raises(PaymentError, match="ne peut pas être remboursé"):
            back(paid)

    @pytest.mark.parametrize("amount", ["0.00", "-1.00", "7.21"])
    def test_no_more_than_was_paid_goes_back(self, paid, bank, amount):
        with pytest.raises(PaymentError, match="entre 0,01 € et 7,20"):
            back(paid, Decimal(amount))
        assert bank.asked == []

    def test_money_that_came_in_cash_does_not_go_back_by_a_card(self, household, office, clerk):
        payment = make.attempt(make.order(household, office, "3.60"), "cash", by=clerk).payment
        with pytest.raises(PaymentError, match="par le moyen qui l’a encaissé"):
            back(payment)

    def test_a_bank_that_refuses_leaves_the_books_alone_and_a_person_is_told(self, paid, bank):
        bank.fail = [BankRefuses("too late")]
        assert back(paid).status == Refund.REFUSED
        assert (balance(paid), entries()) == (0, [])
        assert Alert.objects.get().kind == "refund-refused"


class TestUnsure:
    def test_a_silent_bank_is_asked_again_under_the_same_reference(self, paid, bank):
        bank.fail = [BankUnavailable("timeout")]
        waiting = back(paid)
        assert (waiting.status, balance(paid), refundable(paid)) == (Refund.PENDING, 0, SUM)
        reconcile(at=make.later(days=1, minutes=5))
        assert [one.reference for one in bank.asked] == [waiting.reference] * 2
        assert (entries(), balance(paid)) == ([SUM], SUM)

    def test_a_refund_the_bank_did_without_telling_is_found_and_not_asked_twice(self, paid, bank, monkeypatch):
        bank.fail = [BankUnavailable("cut")]
        waiting = back(paid)
        made = Refunded("re_1", SUM, waiting.reference)
        monkeypatch.setattr(DemoBank, "check", lambda self, external_id: known(external_id, refunds=(made,)))
        reconcile(at=make.later(days=1, minutes=5))
        assert (len(bank.asked), entries()) == (1, [SUM])

    def test_after_a_day_a_person_looks_instead_of_asking_again(self, paid, bank):
        """A bank forgets the reference after a day: asking then might give back twice."""
        bank.fail = [BankUnavailable("cut")]
        back(paid)
        reconcile(at=make.later(days=2, hours=1))
        assert len(bank.asked) == 1
        assert Alert.objects.get().kind == "refund-unconfirmed"


class TestSaidByTheBank:
    def say(self, payment, *refunds, **more):
        for _again in range(3):
            settle(Answer(payment.external_id, payment.reference, Status.PAID, payment.amount, refunds=refunds, **more),
                   at=make.later(days=1))  # fmt: skip

    def test_a_refund_made_at_the_bank_s_own_desk_is_written_once(self, paid):
        self.say(paid, Refunded("re_1", SUM))
        assert (entries(), balance(paid)) == ([SUM], SUM)
        assert Refund.objects.get().requested_by is None

    def test_a_lost_dispute_is_owed_again_and_told(self, paid):
        self.say(paid, contested="du_1")
        assert (entries(), Alert.objects.get().kind) == ([], "contested-payment")
        self.say(paid, Refunded("du_1", paid.amount, is_lost=True))
        assert (entries(), balance(paid)) == ([paid.amount], paid.amount)
        assert set(Alert.objects.values_list("kind", flat=True)) == {"contested-payment", "dispute-lost"}
        assert check_ledger() == []

    def test_a_refund_that_comes_back_is_undone(self, paid):
        self.say(paid, Refunded("re_1", SUM))
        self.say(paid, Refunded("re_1", SUM, has_failed=True))
        assert (balance(paid), Refund.objects.get().status) == (0, Refund.FAILED)
        assert Alert.objects.get().kind == "refund-failed"
        assert check_ledger() == []

    def test_more_than_is_left_is_for_a_person(self, paid):
        self.say(paid, Refunded("re_1", Decimal("8.00")))
        assert (entries(), Alert.objects.get().kind) == ([], "refund-excess")

    def test_the_payment_and_its_refund_may_be_told_at_once(self, household, office, bank):
        payment = make.attempt(make.order(household, office, "3.60")).payment
        self.say(payment, Refunded("re_1", SUM))
        payment.refresh_from_db()
        assert (payment.status, balance(payment)) == (Payment.PAID, SUM)


def test_the_database_refuses_to_give_back_more_than_was_paid(paid):
    """Row F12."""
    with pytest.raises(IntegrityError, match="refunds_stay_within_their_payment"), transaction.atomic():
        ledger.refund(paid, Decimal("7.21"), at=timezone.now() + timedelta(days=1), label="trop")
