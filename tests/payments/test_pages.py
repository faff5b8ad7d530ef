"""The doors of money: the bank's notices, the return page, the receipt, the history, the demonstration bank."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from families.models import Guardian, User
from payments import ledger
from payments.adapters.demo import LIFETIME, DemoBank
from payments.models import Alert, DemoBankPayment, LedgerEntry, Order, Payment, PaymentEvent
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(household):
    user = User.objects.create_user("martin", first_name="Sarah")
    Guardian.objects.create(household=household, user=user, first_name="Sarah", last_name="Martin")
    return user


@pytest.fixture
def family(client, parent):
    """The parent's browser."""
    client.force_login(parent)
    return client


@pytest.fixture
def order(household, office):
    return make.order(household, office, "3.80", at=timezone.now())


@pytest.fixture
def payment(order):
    urls = {"return_url": "/paiement/retour/REFERENCE/"}
    return make.attempt(order, at=timezone.now(), **urls).payment


@pytest.fixture
def bank(payment):
    """The address of the bank's first page."""
    return reverse("payments:demo_bank", args=[payment.external_id])


def decided(payment, state):
    DemoBankPayment.objects.filter(reference=payment.reference).update(state=state)


def visible(response) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def status(payment):
    payment.refresh_from_db()
    return payment.status


class TestDemoBank:
    def test_the_first_page_shows_the_debt_as_the_tutorial_does(self, client, bank, payment):
        """Statement 41."""
        page = visible(client.get(bank))
        assert f"Référence de la dette : {payment.reference}" in page
        assert "Montant : 3,80 €" in page
        for words in ("Adresse électronique", "Choix du mode de paiement", "Payer par carte bancaire", "Annuler"):
            assert words in page

    def test_the_second_page_repeats_it_and_asks_for_a_card(self, client, bank, payment):
        """Statement 43."""
        client.post(bank, {"email": "sarah@example.org", "decision": "card"})
        page = visible(client.get(f"{bank}carte/"))
        for words in (
            "Commune de Rivesource", "SGC de Rivesource CANTINE-GARDERIE", payment.reference, "sarah@example.org",
            "Numéro de carte", "mois", "année", "Cryptogramme visuel", "VALIDER",
        ):  # fmt: skip
            assert words in page

    def test_every_screen_says_demonstration_and_shows_no_mark_of_another(self, client, bank, payment):
        """Statement 43: no logo of the State, the DGFiP or a card scheme."""
        pages = [client.get(bank).content.decode(), client.get(f"{bank}carte/").content.decode()]
        decided(payment, DemoBankPayment.PAID)
        pages.append(client.get(bank).content.decode())
        for page in pages:
            assert "démonstration" in page
            assert not re.search(r"dgfip|marianne|impots\.gouv|visa|mastercard|<img", page, re.IGNORECASE)

    def test_the_card_s_fields_have_no_name_so_a_browser_sends_none(self, client, bank):
        page = client.get(f"{bank}carte/").content.decode()
        inputs = re.findall(r"<input[^>]*id=\"card-[^>]*>", page)
        assert len(inputs) == 4
        assert not [field for field in inputs if "name=" in field]

    def test_a_card_number_sent_all_the_same_is_kept_nowhere(self, client, bank, payment):
        client.post(f"{bank}carte/", {"decision": "pay", "card-number": "4970100000000154"})
        payment.refresh_from_db()
        visit = DemoBankPayment.objects.values().get(reference=payment.reference)
        events = list(PaymentEvent.objects.values())
        assert "4970100000000154" not in f"{payment.payload}{visit}{events}"

    def test_an_e_mail_is_asked_for(self, client, bank, payment):
        page = client.post(bank, {"email": "", "decision": "card"})
        assert page.status_code == 200
        assert "email" in page.context["form"].errors

    def test_paying_tells_the_mairie_and_sends_the_parent_back(self, client, bank, payment, paid_orders):
        """Statement 44."""
        back = client.post(f"{bank}carte/", {"decision": "pay"})
        assert back.url == f"/paiement/retour/{payment.reference}/"
        assert status(payment) == Payment.PAID
        assert [order for order, _at in paid_orders] == [payment.order]

    @pytest.mark.parametrize(("decision", "end"), [("refuse", "REFUSED"), ("abandon", "ABANDONED")])
    def test_a_refusal_or_leaving_books_nothing_and_keeps_the_order(self, client, bank, payment, decision, end):
        """Statement 44."""
        client.post(f"{bank}carte/", {"decision": decision})
        assert status(payment) == end
        assert Order.objects.get().status == Order.OPEN
        assert LedgerEntry.objects.count() == 0

    def test_cancelling_on_the_first_page_needs_no_e_mail(self, client, bank, payment):
        """Statement 41: "Annuler"."""
        assert client.post(bank, {"email": "", "decision": "abandon"}).status_code == 302
        assert status(payment) == Payment.ABANDONED

    def test_a_visit_ends_once(self, client, bank, payment):
        client.post(f"{bank}carte/", {"decision": "pay"})
        page = client.post(f"{bank}carte/", {"decision": "refuse"})
        assert "Cette page de paiement est fermée" in visible(page)
        assert status(payment) == Payment.PAID

    def test_its_page_closes_after_fifteen_minutes(self, client, bank, payment):
        DemoBankPayment.objects.update(opened_at=timezone.now() - LIFETIME)
        page = client.post(f"{bank}carte/", {"decision": "pay"})
        assert "fermée" in visible(page)
        assert status(payment) == Payment.PENDING

    def test_a_town_without_the_demonstration_bank_has_no_such_page(self, client, bank, settings):
        settings.PAYMENT_ADAPTERS = ["payments.adapters.counter.Cash"]
        assert client.get(bank).status_code == 404

    def test_the_bank_does_not_care_that_the_mairie_stumbles(self, client, bank, payment, monkeypatch):
        monkeypatch.setattr("payments.demo_bank.receive", lambda *args, **kwargs: 1 / 0)
        assert client.post(f"{bank}carte/", {"decision": "pay"}).status_code == 302
        assert status(payment) == Payment.PENDING


class TestNotification:
    url = "/paiement/notification/demo/"

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_notice_settles_the_payment_without_a_session_or_a_token(self, payment, method):
        from django.test import Client

        decided(payment, DemoBankPayment.PAID)
        answer = getattr(Client(enforce_csrf_checks=True), method)(self.url, {"id": payment.external_id})
        assert (answer.status_code, answer.content) == (200, b"")
        assert status(payment) == Payment.PAID

    def test_the_same_notice_five_times_is_one_payment_and_five_traces(self, client, payment, household):
        """Row B05."""
        decided(payment, DemoBankPayment.PAID)
        for _notice in range(5):
            client.post(self.url, {"id": payment.external_id})
        assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
        assert PaymentEvent.objects.filter(payment=payment).count() == 5
        assert len({event.digest for event in PaymentEvent.objects.all()}) == 1

    @pytest.mark.parametrize("fields", [{}, {"id": "nothing"}, {"id": "00000000-0000-0000-0000-000000000000"}])
    def test_a_stranger_learns_nothing_and_writes_nothing(self, client, fields):
        answer = client.post(self.url, fields)
        assert (answer.status_code, answer.content) == (200, b"")
        assert (PaymentEvent.objects.count(), Alert.objects.count()) == (0, 0)

    def test_a_notice_cannot_say_paid_for_the_bank(self, client, payment):
        client.post(self.url, {"id": payment.external_id, "status": "PAID", "state": "PAID"})
        assert status(payment) == Payment.PENDING

    def test_money_for_a_debt_we_never_gave_is_shown_to_a_person(self, client):
        visit = DemoBankPayment.objects.create(
            reference="20261231x1x1", amount=Decimal("9.00"), state=DemoBankPayment.PAID, opened_at=make.AT
        )
        client.post(self.url, {"id": str(visit.token)})
        assert Alert.objects.get().kind == "unknown-debt"

    def test_a_means_the_town_does_not_have_has_no_door(self, client):
        assert client.post("/paiement/notification/stripe/").status_code == 404

    def test_a_counter_means_is_never_notified(self, client):
        assert client.post("/paiement/notification/cash/", {"id": "cash-20261231x1x1"}).status_code == 200
        assert PaymentEvent.objects.count() == 0


class TestReturn:
    def test_a_parent_back_before_the_notice_is_settled_by_asking_the_bank(self, family, payment):
        decided(payment, DemoBankPayment.PAID)
        answer = family.get(f"/paiement/retour/{payment.reference}/")
        assert answer.url == f"/paiement/recu/{payment.reference}/"
        assert status(payment) == Payment.PAID

    def test_a_parent_back_before_the_bank_knows_is_told_to_wait(self, family, payment):
        page = visible(family.get(f"/paiement/retour/{payment.reference}/"))
        assert "Vous n’avez rien à refaire" in page

    @pytest.mark.parametrize(("state", "words"), [
        (DemoBankPayment.REFUSED, "La banque a refusé le paiement"),
        (DemoBankPayment.ABANDONED, "Vous avez quitté le paiement"),
    ])  # fmt: skip
    def test_a_parent_who_did_not_pay_is_back_at_the_basket_and_told_why(self, family, payment, state, words):
        """Statement 44."""
        from django.contrib.messages import get_messages

        decided(payment, state)
        answer = family.get(f"/paiement/retour/{payment.reference}/")
        assert answer.url == "/recapitulatif/"
        assert words in str(next(iter(get_messages(answer.wsgi_request))))

    def test_another_amount_is_explained_without_alarm(self, family, payment):
        settle(make.answer(payment, amount="1.00"), at=make.AT)
        assert "ne payez pas une deuxième fois" in visible(family.get(f"/paiement/retour/{payment.reference}/"))

    @pytest.mark.parametrize("door", ["retour", "recu"])
    def test_another_household_s_payment_does_not_exist(self, family, office, door):
        other = make.attempt(make.order(make.household(), office, "3.80"), at=timezone.now()).payment
        settle(make.answer(other), at=make.AT)
        assert family.get(f"/paiement/{door}/{other.reference}/").status_code == 404

    @pytest.mark.parametrize("door", ["retour", "recu"])
    def test_without_a_session_the_parent_signs_in_first(self, client, payment, door):
        answer = client.get(f"/paiement/{door}/{payment.reference}/")
        assert answer.status_code == 302
        assert "next=" in answer.url

    def test_what_is_not_paid_has_no_receipt(self, family, payment):
        assert family.get(f"/paiement/recu/{payment.reference}/").status_code == 404


class TestReceipt:
    def test_it_names_the_lines_the_means_and_the_reference(self, family, payment):
        """Statement 44."""
        settle(make.answer(payment), at=timezone.now())
        page = visible(family.get(f"/paiement/recu/{payment.reference}/"))
        for words in (payment.reference, "Sarah - Cantine - Repas", "3,80", "démonstration", "Commune de Rivesource"):
            assert words in page

    def test_it_is_in_the_outbox_once_the_payment_is_written(self, payment, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            settle(make.answer(payment), at=timezone.now())
        assert [message.to for message in mail.outbox] == [["parent@example.org"]]
        assert payment.reference in mail.outbox[0].body

    def test_a_cheque_shows_its_number(self, family, order, clerk):
        """Row K02."""
        details = {"cheque_number": "0012345", "bank": "La Banque", "drawer": "S. Martin"}
        payment = make.attempt(order, "cheque", by=clerk, details=details).payment
        page = visible(family.get(f"/paiement/recu/{payment.reference}/"))
        for words in ("Chèque", "0012345", "La Banque", "S. Martin", payment.receipt_number):
            assert words in page


class TestHistory:
    def test_each_order_payment_and_credit_is_a_line_with_the_balance_after_it(
        self, family, household, office, payment, clerk
    ):
        """Row P33; statement 10: "Consulter l'historique de mon compte"."""
        settle(make.answer(payment), at=timezone.now())
        make.adjustment(household, office, clerk, "-3.80", reason="Sortie scolaire", at=timezone.now())
        response = family.get("/facturation/historique/")
        page = visible(response)
        assert [line.balance for line in response.context["lines"]] == [Decimal("-3.80"), 0, Decimal("3.80")]
        for words in (
            f"Commande {payment.order.number}",
            f"Paiement {payment.reference}",
            "Sortie scolaire",
            "Avoir au",
        ):
            assert words in page

    def test_it_shows_what_is_owed(self, family, household, office, clerk):
        make.adjustment(household, office, clerk, "2.50", at=timezone.now())
        assert re.search(r"Restant dû au \d\d/\d\d/\d{4} : 2,50", visible(family.get("/facturation/historique/")))

    def test_an_empty_account_says_so(self, family):
        assert "Aucune opération pour l’instant" in visible(family.get("/facturation/historique/"))

    def test_it_costs_the_same_queries_whatever_its_length(
        self, family, household, office, clerk, django_assert_max_num_queries
    ):
        for n in range(12):
            make.adjustment(household, office, clerk, "1.00", "-0.50", at=timezone.now() - timedelta(minutes=n))
        family.get("/facturation/historique/")
        with django_assert_max_num_queries(25):
            assert len(family.get("/facturation/historique/").context["lines"]) == 12

    def test_a_person_without_a_household_has_no_account(self, client, clerk):
        client.force_login(clerk)
        assert client.get("/facturation/historique/").status_code == 404

    def test_a_clerk_who_opened_the_family_reads_its_account(self, client, clerk, household, office):
        clerk.user_permissions.add(Permission.objects.get(codename="act_for_household"))
        make.adjustment(household, office, clerk, "2.50", at=timezone.now())
        client.force_login(clerk)
        session = client.session
        session["counter_household"] = household.pk
        session.save()
        assert "2,50" in visible(client.get("/facturation/historique/"))


def test_the_bank_that_is_down_when_the_parent_comes_back_changes_nothing(family, payment, monkeypatch):
    from payments.adapters.base import BankUnavailable

    def silent(self, external_id):
        raise BankUnavailable("timeout")

    monkeypatch.setattr(DemoBank, "check", silent)
    assert "rien à refaire" in visible(family.get(f"/paiement/retour/{payment.reference}/"))
    assert status(payment) == Payment.PENDING
    assert ledger.balance(payment.household, on=timezone.localdate()) == 0
