"""A notice is one row and a « thank you »; it is settled beside, once, in turn, and never lost. Row B05."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from payments.adapters.base import Answer, BankUnavailable, Notice, Refunded, Status
from payments.adapters.demo import DemoBank
from payments.kept import BATCH, PERSISTENT, settle_waiting
from payments.management.commands import settle_notices
from payments.models import Alert, DemoBankPayment, LedgerEntry, Payment, PaymentEvent
from payments.notifications import STRANGERS, receive
from payments.plain_answers import answer_of, plain
from payments.reconciliation import reconcile
from payments.settlement import follow
from tests.factories import payments as make
from tests.payments.test_pages import decided, status

pytestmark = pytest.mark.django_db
STRANGER = "00000000-0000-4000-8000-{:012d}"


def told(payment, at=make.AT):
    """The bank's notice of a visit, thanked."""
    return receive("demo", Notice(fields={"id": payment.external_id}), at=at)


def kept(payment, answer=None):
    """A notice that says by itself how a payment ended, as a signed one does."""
    return PaymentEvent.objects.create(
        adapter=payment.adapter, digest="0" * 64, about=payment.reference, answer=plain(answer or make.answer(payment)),
        received_at=make.AT,
    )  # fmt: skip


def credits():
    return LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count()


@pytest.fixture
def silent(monkeypatch):
    """The bank does not answer; gives what makes it answer again."""

    def no_answer(self, external_id):
        raise BankUnavailable("500")

    monkeypatch.setattr(DemoBank, "check", no_answer)
    return monkeypatch.undo


def test_the_bank_is_thanked_before_it_is_asked(client, payment, silent):
    assert client.post("/paiement/notification/demo/", {"id": payment.external_id}).status_code == 200
    assert list(PaymentEvent.objects.values_list("about", "answer", "outcome")) == [(payment.external_id, None, "")]


def test_an_answer_comes_back_from_its_plain_values_as_it_was():
    refunds = (Refunded("re_1", Decimal("1.20"), "r1"), Refunded("dp_1", Decimal("2.40"), is_lost=True))
    answer = Answer("cs_1", "20261231x1x1", Status.PAID, Decimal("3.60"), {"session": "complete"}, "", "dp_2", refunds)
    assert answer_of(plain(answer)) == answer


def test_what_waits_is_settled_in_the_order_it_came_and_says_what_became_of_it(payment, household, office):
    other = make.attempt(make.order(make.household(), office, "3.80")).payment
    for one in (payment, other):
        decided(one, DemoBankPayment.PAID)
        told(one)
    assert settle_waiting(at=make.AT) == 2
    events = PaymentEvent.objects.order_by("pk")
    assert [(event.payment, event.outcome) for event in events] == [(payment, "PAID"), (other, "PAID")]
    assert Payment.objects.get(pk=payment.pk).receipt_number < Payment.objects.get(pk=other.pk).receipt_number
    assert settle_waiting(at=make.AT) == 0


def test_a_silent_bank_is_asked_ever_later_and_a_person_told(payment, silent):
    decided(payment, DemoBankPayment.PAID)
    told(payment)
    at = make.AT
    for tries in range(1, PERSISTENT + 1):
        assert (settle_waiting(at=at), settle_waiting(at=at)) == (1, 0)
        assert PaymentEvent.objects.get().attempts == tries
        at += timedelta(minutes=10)
    assert Alert.objects.get().kind == "unsettled-notice"
    silent()
    settle_waiting(at=at)
    assert (status(payment), credits()) == (Payment.PAID, 1)


def test_one_that_fails_does_not_stop_the_others(payment, household, office, caplog):
    kept(payment, make.answer(payment)).answer.clear()
    PaymentEvent.objects.update(answer={"not": "an answer"})
    other = make.attempt(make.order(make.household(), office, "3.80")).payment
    kept(other)
    assert settle_waiting(at=make.AT) == 2
    assert (status(payment), status(other)) == (Payment.PENDING, Payment.PAID)
    assert PaymentEvent.objects.waiting().get().outcome == "KeyError"


def test_a_crowd_of_notices_of_one_visit_asks_its_bank_once(payment, monkeypatch):
    asked, check = [], DemoBank.check
    monkeypatch.setattr(DemoBank, "check", lambda self, visit: asked.append(visit) or check(self, visit))
    decided(payment, DemoBankPayment.PAID)
    for _time in range(5):
        told(payment)
    settle_waiting(at=make.AT)
    assert (len(asked), credits()) == (1, 1)
    assert not PaymentEvent.objects.waiting().exists()


def test_the_visit_decided_after_a_first_notice_is_asked_about_again(payment):
    """The same words may come twice and mean another thing: abandoned, then paid."""
    decided(payment, DemoBankPayment.ABANDONED)
    told(payment)
    settle_waiting(at=make.AT)
    assert status(payment) == Payment.ABANDONED
    decided(payment, DemoBankPayment.PAID)
    told(payment)
    settle_waiting(at=make.AT)
    assert status(payment) == Payment.PAID


def test_strangers_do_not_make_us_ask_banks_without_end(payment):
    for number in range(STRANGERS + 5):
        receive("demo", Notice(fields={"id": STRANGER.format(number)}), at=make.AT)
    told(payment)
    assert PaymentEvent.objects.count() == STRANGERS + 1
    assert settle_waiting(at=make.AT) == STRANGERS + 1
    assert PaymentEvent.objects.get().about == payment.external_id


class TestTheParentComesBack:
    def test_what_the_bank_told_is_settled_at_once_and_nothing_is_asked(self, family, payment, silent):
        kept(payment)
        assert family.get(f"/paiement/retour/{payment.reference}/").url == f"/paiement/recu/{payment.reference}/"
        assert settle_waiting(at=timezone.now()) == 0

    def test_a_notice_of_other_keys_is_not_believed(self, family, payment, silent):
        kept(payment)
        PaymentEvent.objects.update(keys="another")
        assert family.get(f"/paiement/retour/{payment.reference}/").status_code == 200
        assert (status(payment), credits()) == (Payment.PENDING, 0)

    def test_an_order_given_up_is_first_settled_with_what_the_bank_told(self, payment, silent):
        kept(payment)
        assert [one.status for one in follow(payment.order, at=make.AT, close=True)] == [Payment.PAID]


class TestNothingIsLost:
    def test_a_notice_nobody_settled_is_found_by_the_timer(self, payment, silent):
        kept(payment)
        call_command("settle_notices", verbosity=0)
        assert status(payment) == Payment.PAID

    def test_and_by_who_asks_the_banks(self, payment, silent):
        kept(payment)
        assert reconcile(at=timezone.now()).paid == 1

    def test_more_than_a_batch_is_settled_by_one_run(self, payment, silent):
        PaymentEvent.objects.bulk_create([
            PaymentEvent(adapter="demo", digest=str(number), about=payment.reference,
                         answer=plain(make.answer(payment)), received_at=make.AT)
            for number in range(BATCH + 1)
        ])  # fmt: skip
        assert settle_notices.settle_all() == BATCH + 1
        assert credits() == 1


def test_what_waits_is_found_by_its_index(payment):
    """Whoever looks twice a second must not read every notice there ever was."""
    with connection.cursor() as cursor:
        sql, params = PaymentEvent.objects.due(make.AT).order_by("pk")[:BATCH].query.sql_with_params()
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            assert "payment_event_waiting" in str(cursor.fetchall())


def test_who_watches_settles_then_stops_when_told(payment, monkeypatch):
    class Stop:
        """Told to stop at the second look."""

        waits: list[float] = []

        def wait(self, seconds):
            self.waits.append(seconds)
            return len(self.waits) > 2

    kept(payment)
    for name in ("close_old_connections",):
        monkeypatch.setattr(settle_notices, name, lambda: None)
    settle_notices.watch(Stop())
    assert status(payment) == Payment.PAID
    assert Stop.waits == [0.0, 0.0, settle_notices.PAUSE]
