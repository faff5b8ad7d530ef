"""Several régies: each has its numbers, its settings and secrets, its means, its least amounts. Row A27."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from families.models import AuditEntry
from payments.adapters.registry import credentials_of, means_for, means_of
from payments.models import RevenueOffice
from tests.factories import payments as make
from tests.payments.payfip_double import NUMCLI, OTHER

pytestmark = pytest.mark.django_db
FIELDS = {
    "name": "Régie", "code": "regie", "legal_name": "Commune", "accountant": "SGC", "adapters": ["cash"],
    "minimum_online": "0", "minimum_invoice": "5.00", "first_reminder": 7, "last_reminder": 30,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _payfip_is_a_means_of_this_town(settings):
    settings.PAYMENT_ADAPTERS = [
        "payments.adapters.counter.Cash",
        "payments.adapters.stripe.StripeDemonstration",
        "payments.adapters.payfip.PayFiPDemonstration",
    ]


@pytest.fixture
def regie(client):
    user = make.clerk()
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_revenueoffice", "access_admin"]))
    client.force_login(user)
    return client


@pytest.fixture
def office():
    return make.revenue_office(adapters=["payfip", "stripe"], number=207, prefix="CG")


def written(office, **values):
    RevenueOffice.objects.filter(pk=office.pk).update(means_settings=values)
    office.refresh_from_db()
    return office


def save(browser, office, **values):
    sent = {"save": "payfip", "payfip_numcli": NUMCLI, "payfip_saisie": "T", **values}
    return browser.post(reverse("regie:means", args=[office.pk]), sent, follow=True).content.decode()


class TestSettings:
    def test_the_regie_writes_its_client_number_and_its_mode_and_the_trail_says_so(self, regie, office):
        assert "sont enregistrés. Testez-les." in save(regie, office)
        office.refresh_from_db()
        assert office.means_settings == {"payfip_numcli": NUMCLI, "payfip_saisie": "T"}
        assert credentials_of(office) == office.means_settings
        entry = AuditEntry.objects.get(action="payments.set_means")
        assert (entry.data["means"], entry.data["settings"]["payfip_numcli"]) == ("payfip", NUMCLI)

    @pytest.mark.parametrize("values", [{"payfip_numcli": "12345"}, {"payfip_numcli": ""}, {"payfip_saisie": "Q"}])
    def test_what_has_not_the_right_form_is_refused_and_kept_on_the_page(self, regie, office, values):
        shown = save(regie, office, **values)
        office.refresh_from_db()
        assert office.means_settings == {}
        assert "sont enregistrés" not in shown
        if "payfip_numcli" in values:
            assert f'value="{values["payfip_numcli"]}"' in shown or not values["payfip_numcli"]

    def test_two_regies_never_share_a_client_number(self, regie, office):
        written(make.revenue_office(), payfip_numcli=NUMCLI)
        assert "Une autre régie a déjà cette valeur" in save(regie, office)
        assert "sont enregistrés" in save(regie, office, payfip_numcli=OTHER)

    def test_what_the_server_imposes_wins_and_cannot_be_written_over(self, regie, office, monkeypatch):
        written(office, payfip_numcli=OTHER)
        RevenueOffice.objects.filter(pk=office.pk).update(credentials="cantine")
        monkeypatch.setenv("PREAU_CANTINE_PAYFIP_NUMCLI", "777777")
        save(regie, office, payfip_numcli=NUMCLI)
        office.refresh_from_db()
        assert office.means_settings == {"payfip_numcli": OTHER, "payfip_saisie": "T"}
        assert credentials_of(office)["payfip_numcli"] == "777777"

    def test_each_regie_uses_its_own(self, office):
        other = written(make.revenue_office(), payfip_numcli=OTHER, payfip_saisie="W")
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        assert [means_of(one, "payfip")._secrets["payfip_numcli"] for one in (office, other)] == [NUMCLI, OTHER]


class TestTrying:
    @pytest.fixture
    def page(self, office, payfip, monkeypatch):
        payfip.fault("none")
        RevenueOffice.objects.filter(pk=office.pk).update(credentials="essai")
        monkeypatch.setenv("PREAU_ESSAI_PAYFIP_ADDRESS", payfip.address)
        return reverse("regie:means", args=[office.pk])

    def tried(self, browser, page):
        return browser.post(page, {"means": "payfip"}).content.decode()

    def test_settings_that_are_right_name_the_regie_as_payfip_knows_it(self, regie, office, page):
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        said = self.tried(regie, page)
        assert "Tout est en ordre" in said
        assert "SGC de Rivesource CANTINE-GARDERIE" in said
        assert "Mode : Essai : aucune carte n’est débitée." in said
        assert "http://testserver/paiement/notification/payfip/" in said

    @pytest.mark.parametrize(
        ("numcli", "what"), [("999999", "PayFiP ne connaît pas ce numéro de client"), ("12", "doit avoir 6 chiffres")]
    )
    def test_what_is_wrong_is_said_with_what_to_do(self, regie, office, page, numcli, what):
        written(office, payfip_numcli=numcli, payfip_saisie="T")
        said = self.tried(regie, page)
        assert "Il reste quelque chose à corriger" in said
        assert what in said

    def test_a_regie_without_secure_access_is_told_whom_to_ask(self, regie, office, page, payfip):
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        payfip.order("close", numcli=NUMCLI)
        assert "correspondant à la DGFiP" in self.tried(regie, page)

    def test_a_bank_that_is_away_is_said_to_be(self, regie, office, page, payfip):
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        payfip.fault("500")
        assert "PayFiP n’a pas répondu." in self.tried(regie, page)


class TestMeans:
    def test_a_means_the_regie_did_not_finish_to_set_up_is_not_offered(self, office):
        assert [means.name for means in means_for(office)] == ["stripe"]
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        assert [means.name for means in means_for(office)] == ["stripe", "payfip"]

    def test_under_one_euro_payfip_is_not_offered(self, office):
        written(office, payfip_numcli=NUMCLI, payfip_saisie="T")
        assert [means.name for means in means_for(office, amount=Decimal("0.99"))] == ["stripe"]
        assert [means.name for means in means_for(office, amount=Decimal("1.00"))] == ["stripe", "payfip"]


class TestNumbers:
    def edit(self, browser, office, **values):
        browser.post(reverse("revenueoffice:edit", args=[office.pk]), {**FIELDS, **values})
        office.refresh_from_db()
        return office

    def test_until_a_number_is_given_the_regie_may_still_choose_it(self, regie, office):
        self.edit(regie, office, number=300, prefix="X")
        assert (office.number, office.prefix, office.minimum_invoice) == (300, "X", Decimal("5.00"))

    def test_once_given_number_and_prefix_stay(self, regie, office, household):
        make.order(household, office, "3.60", at=timezone.now())
        self.edit(regie, office, number=300, prefix="X")
        assert (office.number, office.prefix, office.code) == (207, "CG", "regie")

    @pytest.mark.parametrize("change", [{"number": 300}, {"prefix": "X"}])
    def test_the_database_keeps_that_promise(self, office, household, change):
        make.order(household, office, "3.60", at=timezone.now())
        with pytest.raises(IntegrityError, match="office_keeps_its_number_once_used"), transaction.atomic():
            RevenueOffice.objects.filter(pk=office.pk).update(**change)
        RevenueOffice.objects.filter(pk=office.pk).update(name="Régie renommée")

    @pytest.mark.parametrize("prefix", ["CG", "207-"])
    def test_no_two_regies_number_alike(self, regie, office, prefix):
        if prefix == "207-":
            RevenueOffice.objects.filter(pk=office.pk).update(prefix="")
        other = make.revenue_office(number=208)
        self.edit(regie, other, number=208, prefix=prefix)
        assert (other.prefix, other.code) == ("", other.code)
        assert other.name != "Régie"

    def test_the_database_refuses_two_prefixes_alike(self, office):
        with pytest.raises(IntegrityError):
            make.revenue_office(prefix="CG")

    def test_two_regies_count_each_for_itself(self, household, office):
        other = make.revenue_office(number=208)
        orders = [make.order(household, one, "3.60", at=timezone.now()) for one in (office, other)]
        year = timezone.localdate().year
        assert [order.number for order in orders] == [f"CG{year}-C000001", f"208-{year}-C000001"]
