"""A family pays by Stripe: the signed notice confirms, whatever order, number or hour it comes in."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import stripe
from django.urls import reverse
from django.utils import timezone

from families.models import Message
from payments import ledger
from payments.kept import settle_waiting
from payments.models import Alert, LedgerEntry, Order, Payment, PaymentEvent
from payments.orders import void
from payments.reconciliation import reconcile
from payments.settlement import give_up
from tests.factories import payments as make

pytestmark = pytest.mark.django_db
DOOR = "/paiement/notification/stripe/"
URLS = {"return_url": "https://portail.test/paiement/retour/REFERENCE/"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda self, tries: 0.01)


@pytest.fixture
def bank(double, monkeypatch):
    """The double, and its keys where the server of « essai » has them."""
    for name, value in double.secrets.items():
        monkeypatch.setenv(f"PREAU_ESSAI_{name.upper()}", value)
    double.fault("none")
    return double


@pytest.fixture
def office(bank):
    return make.revenue_office(adapters=["stripe", "cash"], credentials="essai")


@pytest.fixture
def order(household, office):
    return make.order(household, office, "3.60", "3.60", at=timezone.now())


@pytest.fixture
def payment(order):
    return attempt(order)


def attempt(order):
    return make.attempt(order, "stripe", at=timezone.now(), **URLS).payment


def tell(client, letters):
    """Put letters through the door, each settled beside; gives the statuses."""
    return [(post(client, letter).status_code, settle_waiting(at=timezone.now()))[0] for letter in letters]


def post(client, letter):
    signature = {"HTTP_STRIPE_SIGNATURE": letter.headers["Stripe-Signature"]}
    return client.post(DOOR, letter.body, content_type="application/json", **signature)


def status(row):
    row.refresh_from_db()
    return row.status


def balance(household):
    return ledger.balance(household, on=timezone.localdate())


class TestNotice:
    def test_the_signed_notice_settles_the_order_and_nothing_else_does(self, client, bank, payment, order, paid_orders):
        """Statement 46: the parent never comes back, the notice confirms."""
        letters = bank.act(payment.external_id, "pay")
        assert (status(payment), paid_orders) == (Payment.PENDING, [])
        assert tell(client, letters) == [200, 200, 200]
        assert (status(payment), status(order), len(paid_orders)) == (Payment.PAID, Order.PAID, 1)

    def test_a_notice_is_thanked_then_settled_in_a_bounded_number_of_statements(
        self, client, bank, order, django_assert_max_num_queries
    ):
        """One row before the bank is thanked; then, bookings apart, half of what it was."""
        payment = attempt(order)
        letter = bank.act(payment.external_id, "pay")[-1]
        with django_assert_max_num_queries(2):
            assert post(client, letter).status_code == 200
        assert status(payment) == Payment.PENDING
        with django_assert_max_num_queries(36):
            assert settle_waiting(at=timezone.now()) == 1
        assert status(payment) == Payment.PAID

    def test_five_times_is_once(self, client, bank, payment, household, paid_orders):
        """Row B05."""
        bank.fault("duplicate")
        letters = [one for one in bank.act(payment.external_id, "pay") if b"session.completed" in one.body]
        assert len(letters) == 5
        assert tell(client, letters) == [200] * 5
        assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
        assert (len(paid_orders), Message.objects.filter(household=household).count()) == (1, 1)
        assert PaymentEvent.objects.filter(payment=payment).count() == 5

    def test_a_refusal_told_after_the_payment_changes_nothing(self, client, bank, payment, paid_orders):
        """Row B05: out of order."""
        bank.fault("reordered")
        assert bank.act(payment.external_id, "decline") == []
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), len(paid_orders)) == (Payment.PAID, 1)

    @pytest.mark.parametrize("spoil", ["forged", "stale", "truncated_notice"])
    def test_what_nobody_of_ours_signed_now_changes_nothing_and_is_refused(self, client, bank, payment, spoil):
        """Refused with a status, so that Stripe's dashboard shows a secret badly copied."""
        bank.fault(spoil)
        assert tell(client, bank.act(payment.external_id, "pay")) == [400, 400, 400]
        assert (status(payment), PaymentEvent.objects.count(), Alert.objects.count()) == (Payment.PENDING, 0, 0)

    def test_a_stranger_is_refused_without_a_word(self, client, bank, office):
        answer = client.post(DOOR, {"id": "cs_test_1"})
        assert (answer.status_code, answer.content) == (400, b"")

    def test_another_amount_is_disputed_and_a_person_is_told(self, client, bank, payment, household, paid_orders):
        bank.fault("amount", "pay", value=100)
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), paid_orders, balance(household)) == (Payment.DISPUTED, [], 0)
        alert = Alert.objects.get()
        assert (alert.kind, "1,00\u00a0€" in alert.message) == ("disputed-payment", True)

    def test_a_notice_whose_bank_is_silent_is_thanked_and_its_bank_asked_later(self, client, bank, payment):
        letter = bank.act(payment.external_id, "decline")[-1]
        bank.fault("500", times=99)
        assert tell(client, [letter]) == [200]
        assert settle_waiting(at=timezone.now()) == 0, "it waits a little"
        bank.fault("none")
        assert settle_waiting(at=timezone.now() + timedelta(seconds=11)) == 1
        assert status(payment) == Payment.REFUSED

    def test_another_regie_s_keys_do_not_vouch_for_this_payment(self, client, bank, payment, monkeypatch):
        """A second account of the town may not confirm the debts of the first."""
        letters = bank.act(payment.external_id, "pay")
        for name, value in bank.secrets.items():
            monkeypatch.setenv(f"PREAU_AUTRE_{name.upper()}", value)
            monkeypatch.setenv(f"PREAU_ESSAI_{name.upper()}", "whsec_x" if "webhook" in name else value)
        make.revenue_office(adapters=["stripe"], credentials="autre")
        assert tell(client, letters) == [200, 200, 200]
        assert status(payment) == Payment.PENDING
        assert Alert.objects.get().kind == "unknown-debt"

    def test_no_card_and_no_secret_is_kept(self, client, bank, payment):
        tell(client, bank.act(payment.external_id, "pay"))
        payment.refresh_from_db()
        kept = json.dumps(payment.payload) + str(list(PaymentEvent.objects.values()))
        assert not any(word in kept for word in ("whsec_", "sk_test", "0000 0000"))


class TestLate:
    def test_paid_after_the_order_was_voided_is_a_credit_and_both_sides_are_told(
        self, client, bank, payment, order, household
    ):
        """Rows B05, F11: late."""
        void(order, at=timezone.now(), reason="Le récapitulatif a expiré.")
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), status(order), balance(household)) == (Payment.PAID, Order.VOID, Decimal("-7.20"))
        assert Alert.objects.get().kind == "late-payment"

    def test_told_days_after_its_page_closed_still_counts(self, client, bank, payment, order):
        """Row B05: late."""
        letters = bank.act(payment.external_id, "pay")
        Payment.objects.update(expires_at=timezone.now() - timedelta(days=2))
        tell(client, letters)
        assert status(order) == Order.PAID

    def test_two_visits_both_paid_settle_once_and_leave_a_credit(self, client, bank, order, household, paid_orders):
        """Row F11: duplicate; the first page could not be closed, the bank being silent."""
        first = attempt(order)
        bank.fault("500", "expire", times=3)
        second = attempt(order)
        assert first.external_id != second.external_id
        for one in (first, second):
            tell(client, bank.act(one.external_id, "pay"))
        assert (len(paid_orders), balance(household)) == (1, Decimal("-7.20"))
        assert "deuxième fois" in Alert.objects.get().message

    def test_a_second_attempt_closes_the_page_of_the_first(self, bank, order):
        first = attempt(order)
        attempt(order)
        assert status(first) == Payment.ABANDONED
        assert bank.rows("checkout.session")[first.external_id]["status"] == "expired"

    def test_giving_up_an_order_closes_its_page(self, bank, payment, order):
        assert give_up(order, at=timezone.now(), reason="Le récapitulatif a été modifié.").status == Order.VOID
        assert status(payment) == Payment.ABANDONED
        assert bank.rows("checkout.session")[payment.external_id]["status"] == "expired"

    def test_a_parent_quicker_than_that_has_paid(self, bank, payment, order):
        bank.act(payment.external_id, "pay")
        assert give_up(order, at=timezone.now(), reason="Le récapitulatif a été modifié.").status == Order.PAID


class TestReconciling:
    def test_a_notice_that_never_came_is_made_up_for(self, bank, payment, order):
        """Row F10."""
        bank.fault("lost")
        assert bank.act(payment.external_id, "pay") == []
        assert reconcile(at=timezone.now()).paid == 1
        assert status(order) == Order.PAID

    @pytest.mark.parametrize("fault", ["500", "cut_before", "truncated"])
    def test_a_bank_in_trouble_is_asked_again_later(self, bank, payment, fault):
        """Row F10."""
        bank.act(payment.external_id, "pay")
        bank.fault(fault, "retrieve", times=9)
        assert reconcile(at=timezone.now()).pending == 1
        bank.fault("none")
        assert reconcile(at=timezone.now()).paid == 1

    def test_a_page_nobody_used_is_abandoned_once_closed(self, client, bank, payment, order):
        assert reconcile(at=timezone.now()).pending == 1
        tell(client, bank.act(payment.external_id, "expire"))
        assert (status(payment), status(order)) == (Payment.ABANDONED, Order.OPEN)

    def test_a_visit_whose_address_was_lost_is_abandoned(self, bank, order):
        """The network is cut for good once the bank has recorded: nobody has the address, nobody pays."""
        bank.fault("cut_after", "create", times=9)
        with pytest.raises(Exception, match="Rien n’a été payé"):
            attempt(order)
        assert Payment.objects.get().status == Payment.ABANDONED


class TestReturning:
    def test_the_return_page_alone_confirms_nothing(self, family, bank, payment):
        """Statement 46."""
        page = family.get(reverse("payments:return", args=[payment.reference]), {"session": payment.external_id})
        assert "ne nous a pas encore répondu" in page.content.decode()
        assert status(payment) == Payment.PENDING

    def test_giving_up_on_the_page_closes_it_and_keeps_the_basket(self, family, bank, payment, order):
        """Statement 44."""
        session = bank.rows("checkout.session")[payment.external_id]
        place = session["cancel_url"].removeprefix("https://portail.test")
        assert family.get(place).url == payment.back_url
        assert (status(payment), status(order)) == (Payment.ABANDONED, Order.OPEN)
        assert bank.rows("checkout.session")[payment.external_id]["status"] == "expired"
