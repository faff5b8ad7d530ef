"""What every means of payment must keep: inherit, say what you are, and the tests are yours."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from payments.adapters.base import (
    AdapterError,
    Answer,
    Named,
    Notice,
    PaymentRequest,
    Redirect,
    Status,
    UnknownPayment,
    UnreadableNotice,
)  # fmt: skip

_references = count(1000)
AT = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)


def a_request(reference: str = "20261231x207x0001", **fields) -> PaymentRequest:
    values = {
        "amount": Decimal("14.40"),
        "email": "parent@example.org",
        "purpose": "Régie cantine 2026-C000001",
        "creditor": "Commune de Rivesource",
        "accountant": "SGC de Rivesource CANTINE-GARDERIE",
        "credentials": {},
        "return_url": "https://portail.test/retour/",
        "notify_url": "https://portail.test/notification/",
        "cancel_url": "https://portail.test/recapitulatif/",
        "at": AT,
    }
    return PaymentRequest(reference=reference, **{**values, **fields})


class AdapterContract:
    """True for all means."""

    adapter_class: type

    @pytest.fixture
    def adapter(self, db):
        return self.adapter_class()

    def test_it_says_its_name_its_label_and_its_limits(self, adapter):
        assert adapter.name.isidentifier()
        assert str(adapter.label)
        assert isinstance(adapter.minimum, Decimal)
        assert isinstance(adapter.lifetime, timedelta)
        assert isinstance(adapter.at_counter, bool)

    def test_a_stranger_s_notice_is_never_an_answer(self, adapter):
        for notice in (
            Notice(),
            Notice(body=b"<xml/>"),
            Notice(fields={"id": "'; drop table"}),
            Notice(fields={"x": "1"}),
        ):
            with pytest.raises(UnreadableNotice):
                adapter.read(notice)

    def test_a_payment_it_never_saw_is_unknown(self, adapter):
        with pytest.raises(UnknownPayment):
            adapter.check("nothing-of-ours")

    def test_its_refusals_are_of_one_family(self):
        assert issubclass(UnknownPayment, AdapterError)
        assert issubclass(UnreadableNotice, AdapterError)


class CounterContract(AdapterContract):
    """True for what a clerk takes: the answer is there at once."""

    def test_it_is_for_clerks_only(self, adapter):
        assert adapter.at_counter

    def test_it_answers_paid_at_once_for_exactly_what_was_asked(self, adapter):
        answer = adapter.start(a_request())
        assert isinstance(answer, Answer)
        assert (answer.status, answer.amount, answer.reference) == (Status.PAID, Decimal("14.40"), "20261231x207x0001")

    def test_two_payments_have_two_identifiers(self, adapter):
        answers = [adapter.start(a_request(f"20261231x207x000{n}")) for n in (1, 2)]
        assert answers[0].external_id != answers[1].external_id

    def test_it_keeps_what_it_asks_for_and_nothing_else(self, adapter):
        details = dict.fromkeys(adapter.asks, "12")
        answer = adapter.start(a_request(details={**details, "card_number": "4970100000000000"}))
        assert dict(answer.raw) == details


class OnlineContract(AdapterContract):
    """True for a bank page. The means says how its bank `decides`, and how it `notifies` us."""

    def decide(self, external_id: str, status: Status) -> None:
        """Make the bank end this visit."""
        raise NotImplementedError

    def notice(self, external_id: str) -> Notice:
        """The notice the bank sends about this visit."""
        raise NotImplementedError

    def test_it_is_for_families(self, adapter):
        assert not adapter.at_counter
        assert adapter.lifetime > timedelta(0)

    def test_it_sends_the_parent_to_a_page_under_an_identifier(self, adapter):
        started = adapter.start(self.fresh())
        assert isinstance(started, Redirect)
        assert started.url
        assert 0 < len(started.external_id) <= 120

    def test_two_visits_have_two_identifiers(self, adapter):
        started = [adapter.start(self.fresh(f"20261231x207x000{n}")) for n in (1, 2)]
        assert started[0].external_id != started[1].external_id

    def test_before_the_parent_decides_the_answer_is_pending(self, adapter):
        answer = adapter.check(adapter.start(self.fresh()).external_id)
        assert answer.status is Status.PENDING

    @pytest.mark.parametrize("status", [Status.PAID, Status.REFUSED, Status.ABANDONED])
    def test_asked_or_notified_it_says_the_same(self, adapter, status):
        request = self.fresh()
        external_id = adapter.start(request).external_id
        self.decide(external_id, status)
        asked, told = adapter.check(external_id), self.told(adapter, self.notice(external_id))
        assert asked == told == adapter.check(external_id)
        assert (asked.status, asked.reference, asked.amount) == (status, request.reference, request.amount)
        assert asked.external_id == external_id

    def test_nothing_of_a_card_is_in_its_answers(self, adapter):
        external_id = adapter.start(self.fresh()).external_id
        self.decide(external_id, Status.PAID)
        assert not any(str(value).replace(" ", "").isdigit() for value in adapter.check(external_id).raw.values())

    def told(self, adapter, notice: Notice) -> Answer:
        """What a notice says in the end: itself, or its bank where it only names a visit."""
        said = adapter.read(notice)
        return adapter.check(said.external_id) if isinstance(said, Named) else said

    def fresh(self, reference: str = "") -> PaymentRequest:
        """A request made now, for banks whose page closes, under a reference of its own, for those who remember."""
        return a_request(reference or f"20261231x207x{next(_references)}", at=datetime.now(UTC))
