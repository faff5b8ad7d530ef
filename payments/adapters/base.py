"""The contract of every means of payment: small enough to remember, and pure.

An adapter starts a payment, reads a notice, and can be asked again. It never writes our books:
`settlement.settle` does, whatever the adapter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable


class AdapterError(Exception):
    """The means of payment cannot be used now; its text is for a log, never for a family."""


class BankUnavailable(AdapterError):
    """The bank did not answer, or answered with a fault: ask again later."""


class UnreadableNotice(AdapterError):
    """This notice does not come from our bank, or says nothing we understand."""


class OfNoConcern(AdapterError):
    """This notice comes from our bank and asks nothing of us: it is thanked, and nothing changes."""


class UnknownPayment(AdapterError):
    """The bank knows no payment under this identifier, and never will."""


class BankRefuses(AdapterError):
    """The bank understood and will not do it; its text says why, for the régie."""


class Unfit(BankRefuses):
    """What a family asks does not fit this bank; its text tells the family what to do."""


class Status(StrEnum):
    """What the bank says of a payment. PENDING: it does not know yet."""

    PENDING = "PENDING"
    PAID = "PAID"
    REFUSED = "REFUSED"
    ABANDONED = "ABANDONED"


@dataclass(frozen=True)
class PaymentRequest:
    """What a bank is told of a debt: never a child, never a meal.

    `amount` is in euros with two places; `statement` is what the payer's bank statement should say, where the régie
    chose it; `details` is what the counter wrote down (a cheque's number, say).
    """

    reference: str
    amount: Decimal
    email: str
    purpose: str
    creditor: str
    accountant: str
    credentials: Mapping[str, str]
    return_url: str
    notify_url: str
    cancel_url: str
    at: datetime
    statement: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Redirect:
    """Where the parent goes to pay, and how the bank calls this visit."""

    url: str
    external_id: str


@dataclass(frozen=True)
class Refunded:
    """Euros that left our account for the payer's: the bank's identifier, and our reference where we asked for it.

    `is_lost` where the payer's bank took them back after a dispute; `has_failed` where they came back to us.
    """

    external_id: str
    amount: Decimal
    reference: str = ""
    is_lost: bool = False
    has_failed: bool = False


@dataclass(frozen=True)
class Answer:
    """What the means of payment says: of which debt, how it ended, for how many euros.

    `reference` is "" where a bank that does not know the end does not say of which debt. `raw` is what is worth
    keeping of its words; never a card or account number. `doubt` says why money announced cannot be ours (another
    currency, a trial); `contested` is the bank's identifier of a dispute under way; `refunds` is all that went back so
    far.
    """

    external_id: str
    reference: str
    status: Status
    amount: Decimal
    raw: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    contested: str = ""
    refunds: tuple[Refunded, ...] = ()


@dataclass(frozen=True)
class Named:
    """What a notice says where it only names a visit, or a payment of it: its bank is asked, beside.

    `external_id` is what `check` is given.
    """

    external_id: str


@dataclass(frozen=True)
class RefundRequest:
    """Euros to give back of a payment; asked twice under one `reference`, they go back once."""

    external_id: str
    reference: str
    amount: Decimal


@dataclass(frozen=True)
class Remark:
    """One thing the settings of a means do well or badly, in French, and what to do where it is bad."""

    is_right: bool
    what: str
    advice: str = ""


@dataclass(frozen=True)
class Notice:
    """A call received on the notification address, as plain values."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


class Adapter(Protocol):
    """A means of payment.

    `name` is its key in the books; `label` what a person reads; under `minimum` euros it takes nothing;
    `lifetime` is how long its page stays open; `at_counter` means only a clerk may take it.
    """

    name: str
    label: str
    minimum: Decimal
    lifetime: timedelta
    at_counter: bool

    def start(self, request: PaymentRequest) -> Redirect | Answer:
        """Send the parent to the bank, or answer at once.

        Raises:
            BankUnavailable: nothing was started.
        """

    def read(self, notice: Notice) -> Answer | Named:
        """Give what a notice says, or only names. Nothing is asked of the bank: it waits to be thanked.

        Raises:
            UnreadableNotice: it is not ours, or not understood.
            OfNoConcern: it is ours, and asks nothing.
        """

    def check(self, external_id: str) -> Answer:
        """Ask again; the same question may be asked any number of times.

        Raises:
            UnknownPayment: the bank has forgotten it.
            OfNoConcern: what a notice named is not ours.
            BankUnavailable: no answer now.
        """


# What only some means can do: the house asks `isinstance(means, Closes)` before.


@runtime_checkable
class Keyed(Protocol):
    """A means whose bank wants the régie's keys. `secrets` names them."""

    secrets: Mapping[str, str]

    def with_secrets(self, secrets: Mapping[str, str]) -> Adapter:
        """Give this means as that régie uses it."""


@dataclass(frozen=True)
class Setting:
    """What a régie writes of a means, no secret: in digits or letters of a `pattern`, or one of a few `choices`.

    `is_own`: no two régies may write the same.
    """

    label: str
    help: str = ""
    pattern: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False


@runtime_checkable
class Configured(Keyed, Protocol):
    """A means each régie sets up in the back office: its `settings` come with its secrets, under their names."""

    settings: Mapping[str, Setting]


@runtime_checkable
class Signs(Keyed, Protocol):
    """A means whose notices are signed: `signature` is the secret that knows them. What nobody signed is refused."""

    signature: str


@runtime_checkable
class Closes(Protocol):
    """A means whose page can be closed before its time, so that nobody pays what is no longer asked."""

    def close(self, external_id: str) -> Answer:
        """Close the page and give how the visit ended: PAID where the parent was quicker.

        Raises:
            UnknownPayment: the bank has forgotten it.
            BankUnavailable: no answer now, the page may still be open.
        """


@runtime_checkable
class Refunds(Protocol):
    """A means that can send money back by the way it came."""

    def refund(self, request: RefundRequest) -> Refunded:
        """Send money back, once a reference.

        Raises:
            BankRefuses: the bank will not.
            BankUnavailable: no answer now, the money may have left.
        """


@runtime_checkable
class Examined(Protocol):
    """A means whose settings can be tried without moving money."""

    def examine(self, notify_url: str) -> tuple[Remark, ...]:
        """Say what is right and what is wrong, the bank being told to notify `notify_url`."""


class Counter:
    """A means taken by a clerk. `asks` names what is written down: the key and its label.

    `keeps_excess`: no change is given, what is above the sum asked stays as a credit.
    """

    name: str
    label: str
    minimum = Decimal("0.01")
    lifetime = timedelta(0)
    at_counter = True
    asks: Mapping[str, str] = {}
    keeps_excess = False

    def start(self, request: PaymentRequest) -> Answer:
        raw = {key: request.details[key] for key in self.asks if request.details.get(key)}
        return Answer(f"{self.name}-{request.reference}", request.reference, Status.PAID, request.amount, raw)

    def read(self, notice: Notice) -> Answer | Named:
        raise UnreadableNotice("nobody notifies what a clerk takes")

    def check(self, external_id: str) -> Answer:
        raise UnknownPayment(external_id)


def answer_is_final(answer: Answer) -> bool:
    """Whether asking again is useless: only PAID never changes its mind."""
    return answer.status is Status.PAID
