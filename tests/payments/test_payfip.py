"""PayFiP through zeep, against the double in its own process: the contract, then each thing that goes wrong. B06."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from payments.adapters.base import (
    AdapterError,
    BankUnavailable,
    Closes,
    Configured,
    Examined,
    Keyed,
    Named,
    Notice,
    Refunds,
    Status,
    UnknownPayment,
    UnreadableNotice,
)
from payments.adapters.payfip import PayFiP, PayFiPDemonstration, wire
from payments.adapters.payfip.debts import Account
from tests.payments.adapter_contract import OnlineContract, a_request
from tests.payments.payfip_double import NUMCLI, OTHER

_numbers = count(1)
DECISIONS = {Status.PAID: "pay", Status.REFUSED: "refuse", Status.ABANDONED: "abandon"}
NOBODY = "00000000-0000-4000-8000-000000000000"
ACCOUNT = Account(NUMCLI, "T")


@pytest.fixture
def bank(payfip):
    payfip.fault("none")
    return payfip


@pytest.fixture
def means(bank):
    return PayFiPDemonstration(bank.secrets)


def wish(bank, amount="14.40", **fields):
    urls = {"notify_url": bank.box.url, "return_url": "https://portail.test/retour/"}
    values = {"credentials": bank.secrets, "at": datetime.now(UTC), "amount": Decimal(amount), **urls}
    return a_request(f"20261231x207x{next(_numbers):04d}", **{**values, **fields})


def visit(means, bank, amount="14.40", **fields):
    """A visit just started; gives its identifier."""
    return means.start(wish(bank, amount, **fields)).external_id


class TestContract(OnlineContract):
    adapter_class = PayFiPDemonstration

    @pytest.fixture
    def adapter(self, bank):
        self.bank = bank
        return PayFiPDemonstration(bank.secrets)

    def decide(self, external_id, status):
        self.bank.act(external_id, DECISIONS[status])

    def notice(self, external_id):
        return Notice(fields={"idop": external_id})

    def fresh(self, reference=""):
        return wish(self.bank)


def test_it_is_keyed_set_up_by_the_regie_and_examined_and_neither_closes_nor_refunds(means):
    assert all(isinstance(means, one) for one in (Keyed, Configured, Examined))
    assert not any(isinstance(means, one) for one in (Closes, Refunds))
    assert issubclass(PayFiPDemonstration, PayFiP)


class TestStarting:
    def test_payfip_is_told_one_debt_for_many_lines_and_nothing_of_a_child(self, means, bank):
        """Row B06: a reference, an amount in cents, the régie."""
        request = wish(bank, purpose="Régie n° 2 2026-C000001")
        external_id = means.start(request).external_id
        asked = bank.operations()[external_id]["asked"]
        assert asked == {
            "exer": "2026", "mel": "parent@example.org", "montant": "1440", "numcli": NUMCLI,
            "objet": "Regie n 2 2026 C000001", "refdet": request.reference, "saisie": "T",
            "urlnotif": request.notify_url, "urlredirect": request.return_url,
        }  # fmt: skip

    def test_the_parent_goes_to_the_page_of_her_operation(self, means, bank):
        started = means.start(wish(bank))
        assert started.url == f"{bank.address}/tpa/paiementws.web?idop={started.external_id}"

    def test_in_production_it_goes_to_the_service_of_the_public_finances(self):
        means = PayFiP(ACCOUNT.__dict__)
        assert means._address() + "/tpa/services/securite" == "https://www.payfip.gouv.fr/tpa/services/securite"

    @pytest.mark.parametrize("fault", ["500", "cut_before", "cut_after", "truncated", "empty", "bomb"])
    def test_a_bank_in_trouble_starts_nothing_and_says_so(self, means, bank, fault):
        """Row F10; an entity or a DTD in an answer is never expanded."""
        bank.fault(fault, "create")
        with pytest.raises(BankUnavailable):
            means.start(wish(bank))
        assert means.start(wish(bank)).external_id

    def test_a_slow_bank_is_not_waited_for(self, means, bank, monkeypatch):
        monkeypatch.setattr(wire, "PATIENCE", 0.3)
        bank.fault("slow", "create", value=1.0)
        with pytest.raises(BankUnavailable):
            means.start(wish(bank))

    def test_a_bank_that_is_not_there_says_so(self, bank):
        nowhere = PayFiPDemonstration({**bank.secrets, "payfip_address": "http://127.0.0.1:9"})
        with pytest.raises(BankUnavailable):
            nowhere.check(NOBODY)

    def test_without_the_address_of_its_double_the_demonstration_starts_nothing(self, bank):
        with pytest.raises(AdapterError):
            visit(PayFiPDemonstration(), bank, credentials={"payfip_numcli": NUMCLI})


class TestChecking:
    def test_before_the_end_the_answer_is_pending_and_names_no_debt(self, means, bank):
        """P5."""
        assert means.check(visit(means, bank)).status is Status.PENDING

    def test_what_payfip_never_knew_is_unknown(self, means):
        """P1."""
        with pytest.raises(UnknownPayment):
            means.check(NOBODY)

    def test_nobody_asks_about_what_is_no_identifier(self):
        with pytest.raises(UnknownPayment):
            PayFiPDemonstration().check("' OR 1=1")

    def test_fifteen_minutes_later_its_page_is_closed_and_the_next_night_it_is_forgotten(self, means, bank):
        """P4, then P1."""
        external_id = visit(means, bank)
        bank.wait(899)
        assert means.check(external_id).status is Status.PENDING
        bank.wait(1)
        with pytest.raises(UnknownPayment, match="P4"):
            means.check(external_id)
        bank.wait(27 * 3600)
        with pytest.raises(UnknownPayment, match="P1"):
            means.check(external_id)

    def test_what_was_paid_is_told_for_long(self, means, bank):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        bank.wait(40 * 24 * 3600)
        assert means.check(external_id).status is Status.PAID

    def test_abandoned_then_paid_on_the_same_page_is_paid(self, means, bank):
        """A then P, within a couple of minutes."""
        external_id = visit(means, bank)
        bank.act(external_id, "abandon")
        assert means.check(external_id).status is Status.ABANDONED
        bank.wait(60)
        bank.act(external_id, "pay")
        assert means.check(external_id).status is Status.PAID

    def test_what_is_kept_of_an_answer_is_how_when_and_the_authorisation(self, means, bank):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        raw = means.check(external_id).raw
        assert raw["result"] == "P"
        assert datetime.strptime(raw["moment"], "%d/%m/%Y %H:%M").date() - datetime.now(UTC).date() <= timedelta(1)
        assert raw["authorisation"].startswith("n° ")

    def test_an_amount_payfip_is_wrong_about_is_told_as_it_says_it(self, means, bank):
        external_id = visit(means, bank)
        bank.fault("amount", "pay", value=100)
        bank.act(external_id, "pay")
        assert means.check(external_id).amount == Decimal("1.00")

    @pytest.mark.parametrize(
        ("secrets", "doubt"), [({"payfip_numcli": OTHER}, "account"), ({"payfip_saisie": "W"}, "mode"), ({}, "")]
    )
    def test_money_of_another_regie_or_of_a_trial_is_doubted(self, means, bank, secrets, doubt):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        assert PayFiPDemonstration({**bank.secrets, **secrets}).check(external_id).doubt == doubt

    @pytest.mark.parametrize("fault", ["500", "cut_before", "truncated", "empty", "TechIndisponibiliteErreur"])
    def test_a_bank_in_trouble_is_asked_again_later(self, means, bank, fault):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        bank.fault(fault, "retrieve")
        with pytest.raises(BankUnavailable):
            means.check(external_id)
        assert means.check(external_id).status is Status.PAID


class TestReading:
    @pytest.mark.parametrize("name", ["idop", "idOp"])
    def test_a_notice_only_names_the_operation_and_the_bank_is_not_asked(self, name):
        assert PayFiPDemonstration().read(Notice(fields={name: NOBODY})) == Named(NOBODY)

    @pytest.mark.parametrize("fields", [{}, {"idop": ""}, {"idop": "x" * 41}, {"idop": "<x/>"}, {"id": NOBODY}])
    def test_what_names_no_operation_is_not_read(self, fields):
        with pytest.raises(UnreadableNotice):
            PayFiPDemonstration().read(Notice(fields=fields))

    @pytest.mark.parametrize(("way", "times"), [("twice", 2), ("never", 0), ("by_get", 1)])
    def test_told_twice_never_or_by_get(self, means, bank, way, times):
        external_id = visit(means, bank)
        bank.fault(way)
        assert [means.read(letter) for letter in bank.act(external_id, "pay")] == [Named(external_id)] * times
