"""A family pays by PayFiP: told twice, never, late or wrongly, the books say what the bank says once asked. B06."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import ledger
from payments.errors import PaymentError
from payments.kept import settle_waiting
from payments.models import Alert, LedgerEntry, Order, Payment, PaymentEvent, RevenueOffice
from payments.orders import confirm_without_payment, void
from payments.reconciliation import delay, reconcile
from payments.settlement import give_up
from tests.factories import payments as make
from tests.payments.payfip_double import OTHER

pytestmark = pytest.mark.django_db
DOOR = "/paiement/notification/payfip/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def bank(payfip, monkeypatch):
    monkeypatch.setenv("PREAU_ESSAI_PAYFIP_ADDRESS", payfip.address)
    payfip.fault("none")
    return payfip


@pytest.fixture
def office(bank):
    kept = {key: value for key, value in bank.secrets.items() if key != "payfip_address"}
    return make.revenue_office(adapters=["payfip", "cash"], credentials="essai", means_settings=kept)


@pytest.fixture
def order(household, office):
    return make.order(household, office, "3.60", "3.60", at=timezone.now())


@pytest.fixture
def payment(order, bank):
    return attempt(order, bank)


def attempt(order, bank, **fields):
    urls = {"return_url": "https://portail.test/paiement/retour/REFERENCE/", "notify_url": bank.box.url}
    return make.attempt(order, "payfip", at=timezone.now(), **{**urls, **fields}).payment


def tell(client, letters):
    """Put notices through the door, then settle as who works beside does; gives the statuses."""
    statuses = [client.post(DOOR, dict(letter.fields)).status_code for letter in letters]
    settle_waiting(at=timezone.now())
    return statuses


def status(row):
    row.refresh_from_db()
    return row.status


def balance(household):
    return ledger.balance(household, on=timezone.localdate())


class TestNotice:
    def test_a_notice_is_thanked_before_the_bank_is_asked_then_settled_beside(self, client, bank, payment, order):
        letters = bank.act(payment.external_id, "pay")
        bank.fault("500", "retrieve")  # whoever asked now would fail
        assert [client.post(DOOR, dict(letter.fields)).status_code for letter in letters] == [200]
        assert status(payment) == Payment.PENDING
        bank.fault("none")
        settle_waiting(at=timezone.now())
        assert (status(payment), status(order)) == (Payment.PAID, Order.PAID)

    def test_one_debt_pays_many_lines_and_each_is_covered(self, client, bank, payment, order, household):
        """Row B06, statements 44 and 45."""
        tell(client, bank.act(payment.external_id, "pay"))
        assert [line.allocations.get().amount for line in order.charges.all()] == [Decimal("3.60")] * 2
        assert (balance(household), payment.reference.count("x")) == (0, 2)

    def test_told_twice_is_once(self, client, bank, payment, paid_orders):
        """Row B05."""
        bank.fault("twice")
        assert tell(client, bank.act(payment.external_id, "pay")) == [200, 200]
        assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == len(paid_orders) == 1

    def test_told_by_get_with_its_other_name_is_heard_too(self, client, bank, payment):
        bank.fault("by_get")
        [letter] = bank.act(payment.external_id, "pay")
        assert client.get(DOOR, letter.fields).status_code == 200
        settle_waiting(at=timezone.now())
        assert status(payment) == Payment.PAID

    @pytest.mark.parametrize("fields", [{}, {"idop": "x"}, {"idop": "00000000-0000-4000-8000-000000000000"}])
    def test_whoever_knocks_is_thanked_and_changes_nothing(self, client, bank, payment, fields):
        assert client.post(DOOR, fields).status_code == 200
        settle_waiting(at=timezone.now())
        assert (status(payment), Alert.objects.count(), PaymentEvent.objects.count()) == (Payment.PENDING, 0, 0)

    def test_a_notice_forged_before_the_end_changes_nothing(self, client, bank, payment):
        """P5: somebody knows the identifier and says it is over."""
        assert client.post(DOOR, {"idop": payment.external_id}).status_code == 200
        settle_waiting(at=timezone.now())
        assert (status(payment), PaymentEvent.objects.waiting().count()) == (Payment.PENDING, 0)

    def test_another_amount_is_disputed_and_a_person_is_told(self, client, bank, payment, household):
        bank.fault("amount", "pay", value=100)
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), balance(household)) == (Payment.DISPUTED, 0)
        assert Alert.objects.get().kind == "disputed-payment"

    def test_money_of_another_client_number_is_disputed(self, client, bank, payment, office):
        letters = bank.act(payment.external_id, "pay")
        RevenueOffice.objects.filter(pk=office.pk).update(
            means_settings={**office.means_settings, "payfip_numcli": OTHER}
        )
        tell(client, letters)
        assert (status(payment), Alert.objects.get().kind) == (Payment.DISPUTED, "disputed-payment")

    def test_abandoned_then_paid_is_paid(self, client, bank, payment, order):
        """A then P, the parent having second thoughts."""
        tell(client, bank.act(payment.external_id, "abandon"))
        assert (status(payment), status(order)) == (Payment.ABANDONED, Order.OPEN)
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), status(order)) == (Payment.PAID, Order.PAID)


class TestReconciling:
    def test_a_notice_that_never_came_is_made_up_for(self, bank, payment, order):
        """Row F10."""
        bank.fault("never")
        assert bank.act(payment.external_id, "pay") == []
        assert reconcile(at=timezone.now()).paid == 1
        assert status(order) == Order.PAID

    def test_a_page_nobody_ends_is_abandoned_once_its_quarter_of_an_hour_is_over(self, bank, payment, order):
        """P5, then P4: never before its time."""
        bank.wait(900)
        assert reconcile(at=timezone.now()).pending == 1
        assert reconcile(at=timezone.now() + timedelta(minutes=15)).pending == 0
        assert (status(payment), status(order)) == (Payment.ABANDONED, Order.OPEN)

    def test_what_payfip_forgot_in_the_night_is_abandoned_and_not_asked_about_any_more(self, bank, payment):
        """P1."""
        bank.wait(2 * 24 * 3600)
        later = timezone.now() + 2 * DAY
        reconcile(at=later)
        assert status(payment) == Payment.ABANDONED
        assert reconcile(at=later).asked == 0

    @pytest.mark.parametrize(
        ("age", "left"), [(HOUR / 2, HOUR * 0), (HOUR, HOUR / 4), (DAY, DAY / 4), (365 * DAY, 7 * DAY)]
    )
    def test_the_longer_it_lasts_the_less_often_it_is_asked(self, age, left):
        assert delay(age) == left

    def test_a_bank_away_for_long_is_asked_ever_more_rarely_and_a_payment_is_never_forgotten(
        self, bank, payment, order
    ):
        bank.act(payment.external_id, "pay")
        bank.fault("500", "retrieve", times=99)
        start = timezone.now()
        asked = [reconcile(at=start + timedelta(minutes=minute)).asked for minute in range(0, 60 * 24, 5)]
        assert 15 < sum(asked) < 40
        bank.fault("none")
        assert reconcile(at=start + 2 * DAY).paid == 1
        assert status(order) == Order.PAID


class TestLeaving:
    def test_a_service_that_is_down_takes_nothing_and_lets_the_family_try_again(self, bank, order):
        bank.fault("TechIndisponibiliteErreur", "create")
        with pytest.raises(PaymentError, match="Le service de paiement ne répond pas"):
            attempt(order, bank)
        assert (Payment.objects.get().status, Alert.objects.count()) == (Payment.ABANDONED, 0)
        assert attempt(order, bank).external_id

    def test_a_family_without_an_address_is_told_where_to_write_it(self, bank, order):
        with pytest.raises(PaymentError, match="Mon dossier"):
            attempt(order, bank, email="")
        assert Alert.objects.count() == 0

    def test_what_the_town_set_wrong_is_told_to_the_regie_once_and_the_family_may_choose_another(self, bank, order):
        bank.fault("T4", "create", times=2)
        for _time in range(2):
            with pytest.raises(PaymentError, match="la mairie en est prévenue"):
                attempt(order, bank)
        alert = Alert.objects.get()
        assert (alert.kind, "correspondant à la DGFiP" in alert.message) == ("refused-means", True)

    def test_under_one_euro_nothing_is_asked_of_payfip_and_it_is_left_due(self, bank, household, office):
        small = make.order(household, office, "0.99", at=timezone.now())
        with pytest.raises(PaymentError, match="rejoindra votre prochain paiement"):
            attempt(small, bank)
        assert confirm_without_payment(small, at=timezone.now()).left_due == Decimal("0.99")


class TestLate:
    def test_paid_after_the_order_was_given_up_is_a_credit_and_both_sides_are_told(
        self, client, bank, payment, order, household
    ):
        """The page cannot be closed: the basket expired, the parent pays."""
        give_up(order, at=timezone.now(), reason="Le récapitulatif a expiré.")
        tell(client, bank.act(payment.external_id, "pay"))
        assert (status(payment), status(order), balance(household)) == (Payment.PAID, Order.VOID, Decimal("-7.20"))
        assert Alert.objects.get().kind == "late-payment"

    def test_two_pages_both_paid_settle_once_and_leave_a_credit(self, client, bank, order, household, paid_orders):
        """Back button: the first page is still open when the second one is paid."""
        first, second = attempt(order, bank), attempt(order, bank)
        assert first.reference != second.reference
        for one in (first, second):
            tell(client, bank.act(one.external_id, "pay"))
        assert (len(paid_orders), balance(household)) == (1, Decimal("-7.20"))
        assert "deuxième fois" in Alert.objects.get().message

    def test_told_days_late_still_counts(self, client, bank, payment, order):
        letters = bank.act(payment.external_id, "pay")
        Payment.objects.update(expires_at=timezone.now() - 2 * DAY)
        tell(client, letters)
        assert status(order) == Order.PAID

    def test_an_order_voided_meanwhile_owes_nothing_and_keeps_the_money(self, client, bank, payment, order, household):
        void(order, at=timezone.now(), reason="Une ligne a changé")
        tell(client, bank.act(payment.external_id, "pay"))
        assert balance(household) == Decimal("-7.20")


class TestReturning:
    def test_the_return_page_asks_and_shows_the_receipt(self, family, bank, payment):
        bank.fault("never")
        bank.act(payment.external_id, "pay")
        answer = family.get(reverse("payments:return", args=[payment.reference]))
        assert answer.url == reverse("payments:receipt", args=[payment.reference])

    @pytest.mark.parametrize(("decision", "said"), [("refuse", "a refusé"), ("abandon", "avez quitté")])
    def test_refused_or_abandoned_the_basket_is_kept(self, family, bank, payment, order, decision, said):
        """Statement 44."""
        bank.act(payment.external_id, decision)
        shown = family.get(reverse("payments:return", args=[payment.reference]))
        assert shown.url == payment.back_url
        assert said in str(next(iter(shown.wsgi_request._messages)))
        assert status(order) == Order.OPEN

    def test_a_parent_sent_back_by_a_form_is_let_in(self, parent, bank, payment):
        """Some banks send the parent back by POST, from their own site."""
        browser = Client(enforce_csrf_checks=True)
        place = reverse("payments:return", args=[payment.reference])
        assert (
            place in browser.post(place, {"idop": payment.external_id}).url
        )  # her cookie stays home: log-in, then there
        browser.force_login(parent)
        assert "ne nous a pas encore répondu" in browser.post(place).content.decode()
