"""The contract of every means of payment: small enough to remember, and pure.

An adapter starts a payment, reads a notice, and can be asked again. It never writes our books:
`settlement.settle` does, whatever the adapter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class AdapterError(Exception):
    """The means of payment cannot be used now; its text is for a log, never for a family."""


class BankUnavailable(AdapterError):
    """The bank did not answer, or answered with a fault: ask again later."""


class UnreadableNotice(AdapterError):
    """This notice does not come from our bank, or says nothing we understand."""


class UnknownPayment(AdapterError):
    """The bank knows no payment under this identifier, and never will."""


class Status(StrEnum):
    """What the bank says of a payment. PENDING: it does not know yet."""

    PENDING = "PENDING"
    PAID = "PAID"
    REFUSED = "REFUSED"
    ABANDONED = "ABANDONED"


@dataclass(frozen=True)
class PaymentRequest:
    """What a bank is told of a debt: never a child, never a meal.

    `amount` is in euros with two places; `details` is what the counter wrote down (a cheque's number, say).
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
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Redirect:
    """Where the parent goes to pay, and how the bank calls this visit."""

    url: str
    external_id: str


@dataclass(frozen=True)
class Answer:
    """What the means of payment says: of which debt, how it ended, for how many euros.

    `raw` is what is worth keeping of its words; never a card or account number.
    """

    external_id: str
    reference: str
    status: Status
    amount: Decimal
    raw: Mapping[str, str] = field(default_factory=dict)


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

    def read(self, notice: Notice) -> Answer:
        """Give what a notice says.

        Raises:
            UnreadableNotice: it is not ours, or not understood.
            BankUnavailable: the bank had to be asked and did not answer.
        """

    def check(self, external_id: str) -> Answer:
        """Ask again; the same question may be asked any number of times.

        Raises:
            UnknownPayment: the bank has forgotten it.
            BankUnavailable: no answer now.
        """


def answer_is_final(answer: Answer) -> bool:
    """Whether asking again is useless: only PAID never changes its mind."""
    return answer.status is Status.PAID
