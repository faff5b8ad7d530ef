"""Stripe through the real SDK, against the double in its own process: the contract, then each thing that goes wrong."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
import stripe

from payments.adapters.base import (
    AdapterError,
    BankRefuses,
    BankUnavailable,
    Closes,
    Examined,
    Keyed,
    Named,
    Notice,
    OfNoConcern,
    RefundRequest,
    Refunds,
    Signs,
    Status,
    UnknownPayment,
    UnreadableNotice,
)  # fmt: skip
from payments.adapters.stripe import Stripe, StripeDemonstration
from payments.adapters.stripe import means as stripe_means
from tests.payments.adapter_contract import OnlineContract, a_request

_numbers = count(1)
DECISIONS = {Status.PAID: "pay", Status.REFUSED: "decline", Status.ABANDONED: "expire"}
TYPES = {
    Status.PAID: "checkout.session.completed",
    Status.REFUSED: "payment_intent.payment_failed",
    Status.ABANDONED: "checkout.session.expired",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The SDK waits half a second and more between two tries: not here."""
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda self, tries: 0.01)


@pytest.fixture
def bank(double):
    double.fault("none")
    return double


@pytest.fixture
def means(bank):
    return StripeDemonstration(bank.secrets)


def visit(means, bank, amount="14.40", **fields):
    """A visit just started; gives its identifier."""
    return means.start(wish(bank, amount, **fields)).external_id


def wish(bank, amount="14.40", **fields):
    values = {"credentials": bank.secrets, "at": datetime.now(UTC), "amount": Decimal(amount)}
    return a_request(f"20261231x300x{next(_numbers)}", **{**values, **fields})


class TestContract(OnlineContract):
    adapter_class = StripeDemonstration

    @pytest.fixture
    def adapter(self, bank):
        self.bank, self.decided = bank, {}
        return StripeDemonstration(bank.secrets)

    def decide(self, external_id, status):
        self.bank.act(external_id, DECISIONS[status])
        self.decided[external_id] = status

    def notice(self, external_id):
        return self.bank.notice_of(external_id, TYPES[self.decided[external_id]])

    def fresh(self, reference=""):
        return wish(self.bank)


def test_it_can_do_all_that_a_means_may(means):
    assert all(isinstance(means, one) for one in (Keyed, Signs, Closes, Refunds, Examined))
    assert issubclass(StripeDemonstration, Stripe)


class TestStarting:
    def test_stripe_is_told_a_debt_and_an_amount_in_cents_and_nothing_of_a_child(self, means, bank):
        request = wish(bank)
        external_id = means.start(request).external_id
        session = bank.rows("checkout.session")[external_id]
        assert (session["amount_total"], session["currency"]) == (1440, "eur")
        assert session["client_reference_id"] == request.reference
        assert session["metadata"] == session["intent_metadata"] == {"reference": request.reference}
        assert "Sarah" not in str(session)

    def test_the_page_closes_when_its_lifetime_has_passed(self, means, bank):
        request = wish(bank)
        external_id = means.start(request).external_id
        session = bank.rows("checkout.session")[external_id]
        assert session["expires_at"] == int((request.at + timedelta(minutes=35)).timestamp())

    def test_the_same_debt_asked_twice_is_one_visit(self, means, bank):
        request = wish(bank)
        assert means.start(request) == means.start(request)

    def test_the_same_debt_for_another_amount_is_refused(self, means, bank):
        request = wish(bank)
        means.start(request)
        other = wish(bank, "20.00")
        again = a_request(request.reference, at=request.at, credentials=bank.secrets, amount=other.amount)
        with pytest.raises(AdapterError):
            means.start(again)

    @pytest.mark.parametrize("fault", ["cut_before", "cut_after", "truncated", "500", "429"])
    def test_an_answer_lost_on_the_way_is_asked_again_and_makes_one_visit(self, means, bank, fault):
        """Network cut mid-call, before and after the bank recorded it."""
        request = wish(bank)
        bank.fault(fault, "create")
        if fault == "429":
            with pytest.raises(BankUnavailable):
                means.start(request)
        started = means.start(request)
        mine = [
            one for one in bank.rows("checkout.session").values() if one["metadata"] == {"reference": request.reference}
        ]
        assert [one["id"] for one in mine] == [started.external_id]

    def test_a_bank_down_for_good_says_so(self, means, bank):
        bank.fault("500", "create", times=9)
        with pytest.raises(BankUnavailable):
            means.start(wish(bank))

    def test_a_slow_bank_is_not_waited_for(self, means, bank, monkeypatch):
        monkeypatch.setattr(stripe_means, "PATIENCE", 0.3)
        stripe_means._client.cache_clear()
        bank.fault("slow", "create", times=9, value=1.0)
        with pytest.raises(BankUnavailable):
            means.start(wish(bank))
        stripe_means._client.cache_clear()

    def test_a_bank_that_is_not_there_says_so(self, bank):
        nowhere = StripeDemonstration({**bank.secrets, "stripe_address": "http://127.0.0.1:9"})
        with pytest.raises(BankUnavailable):
            nowhere.check("cs_test_1")

    @pytest.mark.parametrize(
        ("amount", "more"),
        [("0.49", {}), ("14.40", {"at": datetime(2026, 1, 1, tzinfo=UTC)}), ("14.40", {"return_url": "/retour/"})],
    )
    def test_what_stripe_refuses_is_not_started(self, means, bank, amount, more):
        with pytest.raises(BankRefuses):
            visit(means, bank, amount, **more)

    @pytest.mark.parametrize("key", ["sk_test_another", ""])
    def test_a_wrong_or_missing_key_starts_nothing(self, means, bank, key):
        with pytest.raises(AdapterError):
            visit(means, bank, credentials={**bank.secrets, "stripe_key": key})


class TestReading:
    @pytest.mark.parametrize("spoil", ["forged", "stale", "truncated_notice"])
    def test_a_notice_forged_stale_or_cut_is_not_read(self, means, bank, spoil):
        external_id = visit(means, bank)
        bank.fault(spoil)
        with pytest.raises(UnreadableNotice):
            means.read(bank.act(external_id, "pay")[-1])

    def test_a_notice_changed_on_its_way_is_not_read(self, means, bank):
        letter = bank.act(visit(means, bank), "pay")[-1]
        with pytest.raises(UnreadableNotice):
            means.read(Notice(body=letter.body.replace(b"1440", b"1"), headers=letter.headers))

    def test_another_regie_s_secret_does_not_read_it(self, bank, means):
        letter = bank.act(visit(means, bank), "pay")[-1]
        for secrets in ({**bank.secrets, "stripe_webhook_secret": "whsec_other"}, {"stripe_key": "sk_test_essai"}):
            with pytest.raises(UnreadableNotice):
                StripeDemonstration(secrets).read(letter)

    def test_what_asks_nothing_of_us_is_thanked_without_effect(self, means, bank):
        charged, intent, _completed = bank.act(visit(means, bank), "pay")
        for letter in (charged, intent):
            with pytest.raises(OfNoConcern):
                means.read(letter)

    def test_a_visit_of_another_site_on_the_same_account_does_not_concern_us(self, means, bank):
        client = means._client()
        order = means._order(wish(bank)) | {"client_reference_id": "boutique-12"}
        session = client.v1.checkout.sessions.create(params=order)
        with pytest.raises(OfNoConcern):
            means.read(bank.act(session.id, "pay")[-1])
        with pytest.raises(UnknownPayment):
            means.check(session.id)

    def test_another_amount_is_said_as_it_is(self, means, bank):
        external_id = visit(means, bank)
        bank.fault("amount", "pay", value=100)
        answer = means.read(bank.act(external_id, "pay")[-1])
        assert (answer.status, answer.amount) == (Status.PAID, Decimal("1.00"))

    def test_a_trial_payment_told_to_a_real_key_is_doubted(self, bank, means):
        letter = bank.act(visit(means, bank), "pay")[-1]
        real = StripeDemonstration({**bank.secrets, "stripe_key": "sk_live_x"})
        assert real.read(letter).doubt == "mode"

    def test_a_card_refused_then_accepted_is_paid(self, means, bank):
        external_id = visit(means, bank)
        bank.act(external_id, "decline")
        assert means.check(external_id).status is Status.REFUSED
        bank.act(external_id, "pay")
        assert means.check(external_id).status is Status.PAID


class TestClosing:
    def test_a_page_closed_is_paid_by_nobody(self, means, bank):
        external_id = visit(means, bank)
        assert means.close(external_id).status is Status.ABANDONED
        bank.act(external_id, "pay")
        assert means.check(external_id).status is Status.ABANDONED

    def test_a_parent_quicker_than_the_closing_has_paid(self, means, bank):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        assert means.close(external_id).status is Status.PAID

    def test_a_page_nobody_knows_is_unknown(self, means, bank):
        with pytest.raises(UnknownPayment):
            means.close("cs_test_nothing")


class TestRefunding:
    @pytest.fixture
    def paid(self, means, bank):
        external_id = visit(means, bank)
        bank.act(external_id, "pay")
        return external_id

    @staticmethod
    def named_by(means, letter):
        """What the bank says of the payment a notice names."""
        named = means.read(letter)
        assert isinstance(named, Named)
        return means.check(named.external_id)

    @pytest.mark.parametrize("fault", ["", "cut_before", "cut_after", "truncated", "500"])
    def test_money_goes_back_once_whatever_happens_on_the_way(self, means, bank, paid, fault):
        if fault:
            bank.fault(fault, "refund")
        asked = RefundRequest(paid, f"r{next(_numbers)}", Decimal("3.60"))
        first, again = means.refund(asked), means.refund(asked)
        assert first == again
        assert [one.amount for one in means.check(paid).refunds] == [Decimal("3.60")]
        assert means.check(paid).refunds[0].reference == asked.reference

    def test_more_than_was_paid_is_refused(self, means, paid):
        with pytest.raises(BankRefuses):
            means.refund(RefundRequest(paid, f"r{next(_numbers)}", Decimal("14.41")))

    def test_a_dispute_is_said_while_it_lasts_and_its_loss_as_money_gone(self, means, bank, paid):
        letter = bank.act(paid, "dispute")[-1]
        answer = self.named_by(means, letter)
        assert (answer.status, answer.refunds, bool(answer.contested)) == (Status.PAID, (), True)
        lost = self.named_by(means, bank.act(paid, "lost")[-1])
        assert [(one.amount, one.is_lost) for one in lost.refunds] == [(Decimal("14.40"), True)]
        assert lost.contested == ""

    def test_a_dispute_won_leaves_the_payment_as_it_was(self, means, bank, paid):
        bank.act(paid, "dispute")
        won = self.named_by(means, bank.act(paid, "won")[-1])
        assert (won.contested, won.refunds) == ("", ())
