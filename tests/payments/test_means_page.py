"""A régie sets its means of payment up: what is wrong is said in French, with what to do; no secret is ever shown."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from families.models import AuditEntry
from payments.models import RevenueOffice
from payments.settlement import ask
from tests.factories import payments as make

pytestmark = pytest.mark.django_db


def agent(*codenames):
    user = make.clerk()
    user.user_permissions.set(Permission.objects.filter(codename__in=[*codenames, "access_admin"]))
    return user


@pytest.fixture
def bank(double, monkeypatch):
    for name, value in double.secrets.items():
        monkeypatch.setenv(f"PREAU_ESSAI_{name.upper()}", value)
    double.fault("none")
    return double


@pytest.fixture
def office(bank):
    return make.revenue_office(adapters=["stripe", "cash"], credentials="essai")


@pytest.fixture
def page(office):
    return reverse("regie:means", args=[office.pk])


@pytest.fixture
def regie(client):
    client.force_login(agent("change_revenueoffice", "view_revenueoffice"))
    return client


def tried(browser, page) -> str:
    return browser.post(page, {"means": "stripe"}).content.decode()


def test_it_names_the_variables_of_the_server_and_says_whether_they_are_there(regie, page, monkeypatch):
    monkeypatch.delenv("PREAU_ESSAI_STRIPE_WEBHOOK_SECRET")
    shown = regie.get(page).content.decode()
    assert "PREAU_ESSAI_STRIPE_KEY" in shown
    assert shown.count("<strong>présent</strong>") == 1
    assert shown.count("<strong>absent</strong>") == 1
    assert "http://testserver/paiement/notification/stripe/" in shown


def test_no_secret_is_ever_shown(regie, page, bank):
    shown = regie.get(page).content.decode() + tried(regie, page)
    assert not [value for key, value in bank.secrets.items() if key != "stripe_address" and value in shown]


def test_settings_that_are_right_are_said_to_be(regie, page, bank):
    notify = "http://testserver/paiement/notification/stripe/"
    bank.order("endpoint", url=notify, events=["*"])
    said = tried(regie, page)
    assert "Tout est en ordre" in said
    assert "Stripe accepte la clé." in said
    assert "La clé est d’essai : aucune carte ne sera débitée." in said
    assert f"Stripe envoie ses avis à {notify}." in said


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("KEY", "sk_test_revoked", "Stripe refuse la clé."),
        ("KEY", "pk_test_public", "Elle doit commencer par sk_test_"),
        ("KEY", "", "Il manque : clé secrète"),
        ("WEBHOOK_SECRET", "", "Il manque : secret de signature"),
        ("WEBHOOK_SECRET", "sk_test_x", "Elle doit commencer par whsec_"),
        ("ADDRESS", "http://127.0.0.1:9", "Stripe n’a pas répondu."),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(regie, page, monkeypatch, variable, value, what):
    monkeypatch.setenv(f"PREAU_ESSAI_STRIPE_{variable}", value)
    said = tried(regie, page)
    assert "Il reste quelque chose à corriger" in said
    assert what in said


def test_notices_sent_elsewhere_are_noticed(regie, page, bank):
    bank.order("endpoint", url="https://autre.exemple.fr/", events=["*"])
    assert "Stripe n’envoie pas ses avis à ce portail." in tried(regie, page)


def test_notices_that_are_not_all_asked_for_are_named(regie, page, bank):
    bank.order("endpoint", url="http://testserver/paiement/notification/stripe/", events=["checkout.session.completed"])
    said = tried(regie, page)
    assert "Stripe n’envoie pas tous les avis utiles." in said
    assert "charge.dispute.created" in said


def test_an_essay_moves_no_money_and_is_written_in_the_trail(regie, page, bank, office):
    before = bank.order("look")["rows"]["checkout.session"].keys()
    tried(regie, page)
    assert bank.order("look")["rows"]["checkout.session"].keys() == before
    entry = AuditEntry.objects.get(action="payments.try_means")
    assert (entry.object_id, entry.data["means"]) == (str(office.pk), "stripe")


@pytest.mark.parametrize("rights", [(), ("view_revenueoffice",), ("view_payment", "change_alert")])
def test_who_may_not_set_a_regie_up_finds_no_such_page(client, page, rights):
    client.force_login(agent(*rights))
    assert client.get(page).status_code == 404
    assert client.post(page, {"means": "stripe"}).status_code == 404
    assert not AuditEntry.objects.filter(action="payments.try_means").exists()


def test_the_statement_label_reaches_the_bank(household, office, bank):
    RevenueOffice.objects.update(statement_label="CANTINE")
    payment = make.attempt(
        make.order(household, office, "3.60", at=timezone.now()), "stripe", at=timezone.now()
    ).payment
    assert bank.rows("checkout.session")[payment.external_id]["statement"] == "CANTINE"


@pytest.mark.parametrize(
    ("label", "right"), [("CANTINE", True), ("Été", False), ("42", False), ("X", False), ("", True)]
)
def test_a_statement_label_a_bank_would_refuse_is_refused_at_once(regie, office, label, right):
    fields = {
        "name": "Régie", "code": "regie", "number": 207, "legal_name": "Commune", "accountant": "SGC",
        "adapters": ["stripe"], "minimum_online": "2.00", "minimum_invoice": "0",
        "first_reminder": 7, "last_reminder": 30, "statement_label": label,
    }  # fmt: skip
    regie.post(reverse("revenueoffice:edit", args=[office.pk]), fields)
    assert (RevenueOffice.objects.get(pk=office.pk).code == "regie") is right


class TestRefund:
    @pytest.fixture
    def paid(self, household, office, bank, client):
        payment = make.attempt(
            make.order(household, office, "3.60", at=timezone.now()), "stripe", at=timezone.now()
        ).payment
        bank.act(payment.external_id, "pay")
        return ask(payment, at=timezone.now())

    @pytest.fixture
    def place(self, paid):
        return reverse("regie:refund", args=[paid.reference])

    @pytest.fixture
    def cashier(self, client):
        client.force_login(agent("refund_payment", "view_payment"))
        return client

    def test_the_regie_gives_back_with_its_reason_and_the_trail_says_who(self, cashier, place, paid, bank):
        answer = cashier.post(place, {"amount": "1,60", "reason": "Repas non servi", "known": 0}, follow=True)
        assert "1,60\u00a0€ sont remboursés" in answer.content.decode()
        done = paid.refunds.get()
        assert (str(done.amount), done.reason, done.status) == ("1.60", "Repas non servi", "DONE")
        assert [row["amount"] for row in bank.rows("refund").values() if row["id"] == done.external_id] == [160]
        assert AuditEntry.objects.get(action="payments.refund").data["amount"] == "1.60"

    def test_pressing_twice_gives_back_once(self, cashier, place, paid):
        asked = {"amount": "1.60", "reason": "Repas non servi", "known": 0}
        cashier.post(place, asked)
        again = cashier.post(place, asked).content.decode()
        assert "Un autre remboursement vient d’être demandé" in again
        assert paid.refunds.count() == 1

    @pytest.mark.parametrize(("amount", "reason"), [("9", "x"), ("0", "x"), ("", "x"), ("1.60", "")])
    def test_what_is_wrong_keeps_what_was_typed(self, cashier, place, paid, amount, reason):
        shown = cashier.post(place, {"amount": amount, "reason": reason, "known": 0})
        assert shown.status_code == 200
        assert paid.refunds.count() == 0
        assert shown.context["form"].data["reason"] == reason

    def test_who_may_only_read_payments_finds_no_such_page(self, client, place):
        client.force_login(agent("view_payment"))
        assert client.get(place).status_code == 404
