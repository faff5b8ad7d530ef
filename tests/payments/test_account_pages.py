"""What banks announce, where parents come back, and what they read of their account."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from payments import ledger
from payments.adapters.demo import DemoBank
from payments.kept import settle_waiting
from payments.models import Alert, DemoBankPayment, LedgerEntry, Payment, PaymentEvent
from payments.settlement import settle
from tests.factories import payments as make
from tests.payments.test_pages import decided, status, visible

pytestmark = pytest.mark.django_db


class TestNotification:
    url = "/paiement/notification/demo/"

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_notice_settles_the_payment_without_a_session_or_a_token(self, payment, method):
        from django.test import Client

        decided(payment, DemoBankPayment.PAID)
        answer = getattr(Client(enforce_csrf_checks=True), method)(self.url, {"id": payment.external_id})
        assert (answer.status_code, answer.content) == (200, b"")
        settle_waiting(at=timezone.now())
        assert status(payment) == Payment.PAID

    def test_the_same_notice_five_times_is_one_payment_and_five_traces(self, client, payment, household):
        """Row B05."""
        decided(payment, DemoBankPayment.PAID)
        for _notice in range(5):
            client.post(self.url, {"id": payment.external_id})
        settle_waiting(at=timezone.now())
        assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
        assert PaymentEvent.objects.filter(payment=payment).count() == 5
        assert len({event.digest for event in PaymentEvent.objects.all()}) == 1

    @pytest.mark.parametrize("fields", [{}, {"id": "nothing"}, {"id": "00000000-0000-0000-0000-000000000000"}])
    def test_a_stranger_learns_nothing_and_leaves_nothing(self, client, fields):
        answer = client.post(self.url, fields)
        assert (answer.status_code, answer.content) == (200, b"")
        settle_waiting(at=timezone.now())
        assert (PaymentEvent.objects.count(), Alert.objects.count()) == (0, 0)

    def test_a_notice_cannot_say_paid_for_the_bank(self, client, payment):
        client.post(self.url, {"id": payment.external_id, "status": "PAID", "state": "PAID"})
        settle_waiting(at=timezone.now())
        assert status(payment) == Payment.PENDING

    def test_money_for_a_debt_we_never_gave_is_shown_to_a_person(self, client):
        visit = DemoBankPayment.objects.create(
            reference="20261231x1x1", amount=Decimal("9.00"), state=DemoBankPayment.PAID, opened_at=make.AT
        )
        client.post(self.url, {"id": str(visit.token)})
        settle_waiting(at=timezone.now())
        assert Alert.objects.get().kind == "unknown-debt"

    def test_a_means_the_town_does_not_have_has_no_door(self, client):
        assert client.post("/paiement/notification/bitcoin/").status_code == 404

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
