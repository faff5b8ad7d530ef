"""The means of payment keep the contract, and the régie chooses among them."""

from datetime import UTC, datetime

import pytest

from payments.adapters.base import Notice, Status
from payments.adapters.counter import Cash, Cesu, Cheque, Voucher
from payments.adapters.demo import LIFETIME, STATUSES, DemoBank
from payments.adapters.registry import adapters, credentials_of, means_for
from payments.adapters.tickets import Tickets
from payments.models import DemoBankPayment, RevenueOffice
from tests.payments.adapter_contract import CounterContract, OnlineContract, a_request


class TestCash(CounterContract):
    adapter_class = Cash


class TestCheque(CounterContract):
    adapter_class = Cheque


class TestCesu(CounterContract):
    adapter_class = Cesu


class TestVoucher(CounterContract):
    adapter_class = Voucher


class TestTickets(CounterContract):
    adapter_class = Tickets


class TestDemoBank(OnlineContract):
    adapter_class = DemoBank

    def decide(self, external_id, status):
        states = {said: state for state, said in STATUSES.items()}
        DemoBankPayment.objects.filter(token=external_id).update(state=states[status])

    def notice(self, external_id):
        return Notice(fields={"id": external_id})

    def test_a_visit_nobody_ends_is_abandoned_when_its_page_closes(self, adapter):
        external_id = adapter.start(a_request(at=datetime.now(UTC) - LIFETIME)).external_id
        assert adapter.check(external_id).status is Status.ABANDONED


def test_every_means_of_the_settings_has_its_own_name(settings):
    assert len(adapters()) == len(settings.PAYMENT_ADAPTERS)


def test_a_family_sees_online_means_and_a_clerk_those_of_the_counter():
    office = RevenueOffice(adapters=["cheque", "demo", "means-we-left"])
    assert [means.name for means in means_for(office)] == ["demo"]
    assert [means.name for means in means_for(office, at_counter=True)] == ["cheque"]


def test_a_regie_s_secrets_come_from_the_environment_alone(monkeypatch):
    monkeypatch.setenv("PREAU_CANTINE_STRIPE_KEY", "sk_test")
    monkeypatch.setenv("PREAU_OTHER_STRIPE_KEY", "sk_other")
    assert credentials_of(RevenueOffice(credentials="cantine")) == {"stripe_key": "sk_test"}
    assert credentials_of(RevenueOffice(credentials="")) == {}


@pytest.mark.parametrize("path", ["base.py"])
def test_the_contract_is_pure(path):
    """An adapter's contract knows neither Django nor our models."""
    import payments.adapters.base as base

    with open(base.__file__) as source:
        assert "django" not in source.read().lower()
