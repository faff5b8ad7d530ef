"""Nobody came back from the bank: it is asked again until the answer is final."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from payments.adapters.base import BankUnavailable
from payments.adapters.demo import DemoBank
from payments.models import Alert, DemoBankPayment, Order, Payment
from payments.reconciliation import AFTERTHOUGHT, Reconciled, reconcile
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(household, office):
    return make.attempt(make.order(household, office, "3.60", at=timezone.now()), at=timezone.now()).payment


def paid_at_the_bank(payment):
    DemoBankPayment.objects.filter(reference=payment.reference).update(state=DemoBankPayment.PAID)


def test_a_payment_nobody_told_us_about_is_found(payment, paid_orders):
    paid_at_the_bank(payment)
    assert reconcile(at=timezone.now()) == Reconciled(asked=1, paid=1)
    assert [order for order, _at in paid_orders] == [payment.order]


def test_a_payment_still_open_at_the_bank_stays_pending(payment):
    assert reconcile(at=timezone.now()) == Reconciled(asked=1, pending=1)


def test_a_refusal_the_bank_takes_back_within_the_hour_is_found(payment):
    settle(make.answer(payment, "REFUSED"), at=timezone.now())
    paid_at_the_bank(payment)
    assert reconcile(at=timezone.now()).paid == 1


def test_a_refusal_long_past_and_a_settled_payment_are_asked_no_more(payment):
    settle(make.answer(payment, "REFUSED"), at=timezone.now())
    assert reconcile(at=payment.expires_at + AFTERTHOUGHT) == Reconciled()
    settle(make.answer(payment), at=timezone.now())
    assert reconcile(at=timezone.now()) == Reconciled()


def test_a_silent_bank_is_asked_again_later(payment, monkeypatch):
    def silent(self, external_id):
        raise BankUnavailable("timeout")

    with monkeypatch.context() as patch:
        patch.setattr(DemoBank, "check", silent)
        assert reconcile(at=timezone.now()) == Reconciled(asked=1, pending=1)
    paid_at_the_bank(payment)
    assert reconcile(at=timezone.now()).paid == 1


def test_one_payment_that_fails_does_not_stop_the_others_and_a_person_is_told(payment, office, monkeypatch):
    other = make.attempt(make.order(make.household(), office, "2.00", at=timezone.now()), at=timezone.now()).payment
    paid_at_the_bank(payment)
    paid_at_the_bank(other)
    check = DemoBank.check

    def stumbling(self, external_id):
        if external_id == payment.external_id:
            raise ValueError("a bug")
        return check(self, external_id)

    monkeypatch.setattr(DemoBank, "check", stumbling)
    assert reconcile(at=timezone.now()) == Reconciled(asked=2, paid=1, failed=1)
    assert Alert.objects.get().payment == payment
    assert Payment.objects.get(pk=payment.pk).status == Payment.PENDING


def test_the_command_says_what_it_did(payment, capsys):
    paid_at_the_bank(payment)
    call_command("reconcile_payments")
    assert "1 interrogés : 1 payés, 0 encore en attente, 0 en échec." in capsys.readouterr().out
    assert Order.objects.get().status == Order.PAID
