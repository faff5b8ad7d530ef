"""The doors of money: the bank's notices, the return page, the receipt, the history, the demonstration bank."""

import re

import pytest
from django.utils import timezone

from payments.adapters.demo import LIFETIME
from payments.kept import settle_waiting
from payments.models import DemoBankPayment, LedgerEntry, Order, Payment, PaymentEvent

pytestmark = pytest.mark.django_db


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
        settle_waiting(at=timezone.now())
        assert status(payment) == Payment.PAID
        assert [order for order, _at in paid_orders] == [payment.order]

    @pytest.mark.parametrize(("decision", "end"), [("refuse", "REFUSED"), ("abandon", "ABANDONED")])
    def test_a_refusal_or_leaving_books_nothing_and_keeps_the_order(self, client, bank, payment, decision, end):
        """Statement 44."""
        client.post(f"{bank}carte/", {"decision": decision})
        settle_waiting(at=timezone.now())
        assert status(payment) == end
        assert Order.objects.get().status == Order.OPEN
        assert LedgerEntry.objects.count() == 0

    def test_cancelling_on_the_first_page_needs_no_e_mail(self, client, bank, payment):
        """Statement 41: "Annuler"."""
        assert client.post(bank, {"email": "", "decision": "abandon"}).status_code == 302
        settle_waiting(at=timezone.now())
        assert status(payment) == Payment.ABANDONED

    def test_a_visit_ends_once(self, client, bank, payment):
        client.post(f"{bank}carte/", {"decision": "pay"})
        page = client.post(f"{bank}carte/", {"decision": "refuse"})
        assert "Cette page de paiement est fermée" in visible(page)
        settle_waiting(at=timezone.now())
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
