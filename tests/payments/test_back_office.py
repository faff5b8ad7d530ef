"""The régie reads everything, edits no money, and closes its alerts."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from payments.models import Alert, RevenueOffice
from payments.settlement import settle
from tests.factories import payments as make

pytestmark = pytest.mark.django_db

LISTS = ["order", "payment", "ledgerentry", "alert", "revenueoffice"]


@pytest.fixture
def payment(household, office):
    payment = make.attempt(make.order(household, office, "3.60")).payment
    settle(make.answer(payment, amount="3.00"), at=make.AT)
    return settle(make.answer(payment), at=make.AT)


def agent(*codenames):
    user = make.clerk()
    user.user_permissions.set(Permission.objects.filter(codename__in=[*codenames, "access_admin"]))
    return user


@pytest.fixture
def regie(client):
    """The régisseur's browser: every permission on money, to show that none of them edits it."""
    codenames = [f"{action}_{name}" for action in ("view", "add", "change", "delete") for name in LISTS]
    client.force_login(agent(*codenames))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_the_regie_reads_its_lists(regie, payment, name):
    assert regie.get(reverse(f"{name}:index")).status_code == 200


def test_the_list_of_payments_shows_french_money_and_finds_a_family(regie, payment, household):
    page = regie.get(reverse("payment:index"), {"household": household.name[:5]})
    assert "3,60\u00a0€" in page.content.decode()
    assert payment.reference in page.content.decode()
    assert payment.reference not in regie.get(reverse("payment:index"), {"household": "personne"}).content.decode()


@pytest.mark.parametrize("name", ["order", "payment", "ledgerentry"])
@pytest.mark.parametrize("action", ["add", "edit", "delete"])
def test_nobody_edits_money_by_hand(regie, payment, name, action):
    row = {"order": payment.order, "payment": payment, "ledgerentry": payment.entries.get()}[name]
    arguments = [] if action == "add" else [row.pk]
    answer = regie.post(reverse(f"{name}:{action}", args=arguments), {"amount": "1"})
    assert answer.status_code in (302, 403)
    assert answer.status_code == 403 or answer.url == reverse("wagtailadmin_home")
    row.refresh_from_db()


@pytest.mark.parametrize("name", LISTS)
def test_an_agent_without_the_permission_sees_no_list(client, payment, name):
    client.force_login(agent())
    assert client.get(reverse(f"{name}:index")).status_code in (302, 403, 404)


def test_closing_an_alert_says_who_and_what(regie, payment):
    alert = Alert.objects.get()
    regie.post(reverse("alert:edit", args=[alert.pk]), {"resolution": "Banque appelée : erreur de saisie."})
    alert.refresh_from_db()
    assert alert.resolved_by is not None
    assert alert.resolution == "Banque appelée : erreur de saisie."
    assert list(Alert.objects.unresolved()) == []


def test_an_alert_is_not_closed_without_a_word(regie, payment):
    alert = Alert.objects.get()
    regie.post(reverse("alert:edit", args=[alert.pk]), {"resolution": ""})
    alert.refresh_from_db()
    assert alert.resolved_at is None


def test_the_regie_chooses_its_means_among_those_of_the_town(regie, office):
    """Row A27 in part: what a régie accepts is data."""
    page = regie.get(reverse("revenueoffice:edit", args=[office.pk])).content.decode()
    assert "Chèque" in page
    fields = {
        "name": "Régie", "code": "regie", "number": 207, "legal_name": "Commune", "accountant": "SGC CANTINE-GARDERIE",
        "adapters": ["cheque"], "minimum_online": "2.00", "minimum_invoice": "0", "first_reminder": 7,
        "last_reminder": 30,
    }  # fmt: skip
    regie.post(reverse("revenueoffice:edit", args=[office.pk]), fields)
    assert RevenueOffice.objects.get(pk=office.pk).adapters == ["cheque"]
    regie.post(reverse("revenueoffice:edit", args=[office.pk]), {**fields, "adapters": ["bitcoin"]})
    assert RevenueOffice.objects.get(pk=office.pk).adapters == ["cheque"]


def test_a_list_costs_the_same_queries_whatever_its_length(regie, office, clerk, django_assert_max_num_queries):
    for _family in range(15):
        make.adjustment(make.household(), office, clerk, "1.00")
    regie.get(reverse("order:index"))
    for name in ("order", "ledgerentry"):
        with django_assert_max_num_queries(30):
            regie.get(reverse(f"{name}:index"))
