"""Starting a payment, and settling what the bank answers: once, in any order, however often it is said.

Laws: settle is idempotent and does not depend on the order of the answers, because a status only climbs;
a payment credits once; PAID is final.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from payments import allocation, ledger, notices, tills
from payments.adapters.base import (
    Adapter,
    AdapterError,
    Answer,
    Closes,
    PaymentRequest,
    Redirect,
    Status,
    UnknownPayment,
)
from payments.adapters.registry import means_of
from payments.alerts import tell_contested, tell_disputed, tell_late_payment
from payments.attempts import refuse_attempt, request_of, why_not_left
from payments.errors import PaymentError
from payments.locks import lock_household
from payments.models import NumberSeries, Order, Payment, PaymentEvent
from payments.money import euros
from payments.numbering import document_number, next_reference
from payments.orders import left_to_pay, settle_order, void
from payments.plain_answers import answer_of
from payments.refunds import write_refunds
from payments.verdicts import RANK, verdict

REFERENCE = "REFERENCE"  # stands for the debt reference in the addresses given to `start_payment`
GIVEN_UP = "abandon"  # what the return address says more where a bank's page sends back who gives up


class UnknownDebt(LookupError):
    """An answer speaks of a debt reference we never gave."""


@dataclass(frozen=True)
class Step:
    """Where the parent goes next, and the attempt under way."""

    url: str
    payment: Payment


def start_payment(
    *,
    order: Order,
    adapter: str,
    return_url: str,
    notify_url: str,
    cancel_url: str,
    email: str,
    at: datetime,
    by=None,
    amount: Decimal | None = None,
    details: Mapping[str, str] | None = None,
) -> Step:
    """Start an attempt to pay an order; the PENDING payment is committed before the parent leaves.

    Must not run inside a transaction. Earlier attempts are asked about first. "REFERENCE" in the addresses is replaced
    by the debt reference. At the counter the clerk is `by`, may take part of the `amount`, and writes down `details`.

    Raises:
        PaymentError: the order is not open, the means is not accepted, three attempts were made, or the bank is silent.
    """
    means = _accepted(adapter, order, by)
    for earlier in follow(order, at=at, close=True):
        if earlier.status == Payment.PAID:
            return Step(return_url.replace(REFERENCE, earlier.reference), earlier)
    payment = _open_attempt(order, means, amount, email, cancel_url, at, by, details or {})
    urls = {"return_url": return_url, "notify_url": notify_url, "cancel_url": f"{return_url}?{GIVEN_UP}=1"}
    request = request_of(payment, {key: url.replace(REFERENCE, payment.reference) for key, url in urls.items()}, at)
    return leave(means, payment, request, at)


def settle(answer: Answer, *, at: datetime, keys: str | None = None, alone: bool = True) -> Payment:
    """Write what a means of payment answers; the same answer again changes nothing.

    PAID for the right amount credits the household, settles the order it completes, and writes the receipt, all in one
    transaction under the household's and the payment's locks. Another amount is DISPUTED and a person is told. What
    went back is written too. `keys` names the secrets that vouch for the answer: they must be the régie's own.
    One of several means of one settlement is not `alone`: who takes them together settles the order once.

    Raises:
        UnknownDebt: we never gave this reference.
    """
    with transaction.atomic(savepoint=False):
        payment = _locked(answer.reference, keys)
        said = verdict(payment.amount, payment.external_id, answer)
        if said == Payment.DISPUTED:
            tell_disputed(payment, answer, at=at)
        if RANK[said] > RANK[payment.status]:
            _climb(payment, said, answer, at)
            if said == Payment.PAID and alone:
                _take_in(payment, at)
        if answer.contested:
            tell_contested(payment, answer, at=at)
        write_refunds(payment, answer.refunds, at=at)
        return payment


def settle_kept(event: PaymentEvent, answer: Answer, *, at: datetime) -> Payment | None:
    """Settle what a kept notice says and write so, together or neither; None where somebody else has it in hand.

    Raises:
        UnknownDebt: we never gave this reference, or not to these keys.
    """
    with transaction.atomic():
        mine = PaymentEvent.objects.waiting().select_for_update(skip_locked=connection.features.has_select_for_update)
        if not mine.filter(pk=event.pk).exists():
            return None
        payment = settle(answer, at=at, keys=event.keys or None)
        event.end(payment.status, at=at, payment=payment)
        return payment


def follow(order: Order, *, at: datetime, close: bool = False) -> list[Payment]:
    """Ask the bank about an order's attempts and settle its answers; a silent bank leaves them pending.

    `close` closes, where the means can, every page somebody might still pay on.
    """
    attempts = order.payments.still_payable(at) if close else order.payments.pending()
    return [ask(payment, at=at, close=close) for payment in attempts.select_related("revenue_office")]


def give_up(order: Order, *, at: datetime, reason: str, by=None) -> Order:
    """Void an order after closing its bank pages; give it as it then stands: PAID where the bank says it was."""
    follow(order, at=at, close=True)
    order.refresh_from_db()
    if order.status != Order.PAID:
        void(order, at=at, reason=reason, by=by)
        order.refresh_from_db()
    return order


def ask(payment: Payment, *, at: datetime, close: bool = False) -> Payment:
    """Ask the means of payment how an attempt ended, and settle the answer; `close` its page where the means can.

    What the bank already told and nobody settled yet is settled first: where it says PAID, nothing is asked.
    An attempt the bank does not know, or that never reached it, is ABANDONED once its page is closed.
    """
    told = _told(payment, at)
    if told and told.status == Payment.PAID:
        return told
    try:
        answer = _ask_bank(payment, close)
    except UnknownPayment:
        answer = Answer(payment.external_id, payment.reference, Status.ABANDONED, payment.amount)
        return settle(answer, at=at) if payment.expires_at <= at else payment
    except AdapterError:
        return payment
    return settle(answer, at=at) if answer.reference else payment


def _told(payment: Payment, at: datetime) -> Payment | None:
    """The payment once the notices that wait for it are settled; one of other keys is left to who settles notices."""
    told = None
    for event in PaymentEvent.objects.answers_of(payment).order_by("pk"):
        with suppress(UnknownDebt):
            told = settle_kept(event, answer_of(event.answer), at=at) or told
    return told


def _ask_bank(payment: Payment, close: bool) -> Answer:
    if not payment.external_id:
        raise UnknownPayment(payment.reference)
    means = means_of(payment.revenue_office, payment.adapter)
    if close and isinstance(means, Closes):
        return means.close(payment.external_id)
    return means.check(payment.external_id)


def _accepted(name: str, order: Order, by) -> Adapter:
    """The means of payment, if the régie takes it and this person may use it."""
    if name in order.revenue_office.adapters:
        try:
            means = means_of(order.revenue_office, name)
        except KeyError:
            means = None
        if means and (by is not None or not means.at_counter):
            return means
    raise PaymentError(_("Ce moyen de paiement n’est pas accepté ici. Choisissez-en un autre."))


@transaction.atomic(durable=True)
def _open_attempt(order, means, amount, email, back_url, at, by, details) -> Payment:
    lock_household(order.household_id)
    order = Order.objects.select_for_update(of=("self",)).select_related("revenue_office").get(pk=order.pk)
    amount = left_to_pay(order) if amount is None else euros(amount)
    refuse_attempt(order, means, amount)
    return record_attempt(order, means, amount, email=email, at=at, by=by, back_url=back_url, details=details)


def record_attempt(
    order: Order, means: Adapter, amount: Decimal, *, email: str, at: datetime, by, back_url: str = "", details=None
) -> Payment:
    """Write an attempt, PENDING, with the next debt reference of the régie; under the order's lock."""
    return Payment.objects.create(
        household_id=order.household_id,
        revenue_office=order.revenue_office,
        order=order,
        adapter=means.name,
        reference=next_reference(order.revenue_office, at),
        amount=amount,
        email=email,
        back_url=back_url,
        payload={"details": dict(details or {})},
        created_at=at,
        expires_at=at + means.lifetime,
        received_by=by if means.at_counter else None,
    )


def leave(means: Adapter, payment: Payment, request: PaymentRequest, at: datetime) -> Step:
    """Ask the bank for its page; a bank that fails to give one ends the attempt."""
    try:
        started = means.start(request)
    except AdapterError as error:
        settle(Answer("", payment.reference, Status.ABANDONED, payment.amount, {"error": str(error)[:200]}), at=at)
        raise PaymentError(why_not_left(payment, means, error, at=at)) from error
    if isinstance(started, Redirect):
        Payment.objects.filter(pk=payment.pk).update(external_id=started.external_id)
        payment.external_id = started.external_id
        return Step(started.url, payment)
    return Step(request.return_url, settle(started, at=at))


def _locked(reference: str, keys: str | None) -> Payment:
    """The household's lock, then the payment as it stands now."""
    known = Payment.objects.filter(reference=reference)
    known = known if keys is None else known.filter(revenue_office__credentials=keys)
    household = known.values_list("household_id", flat=True).first()
    if household is None:
        raise UnknownDebt(reference)
    lock_household(household)
    related = Payment.objects.select_for_update(of=("self",)).select_related("household", "revenue_office")
    return related.get(reference=reference)


def _climb(payment: Payment, status: str, answer: Answer, at: datetime) -> None:
    payment.status = status
    payment.external_id = payment.external_id or answer.external_id
    payment.payload = {**payment.payload, "answer": dict(answer.raw)}
    if status == Payment.PAID:
        payment.settled_at = at
        payment.receipt_number = document_number(payment.revenue_office, NumberSeries.RECEIPT, "Q", at)
    payment.save(update_fields=["status", "external_id", "payload", "settled_at", "receipt_number"])
    if status == Payment.PAID:
        ledger.credit(payment, at=at, by=payment.received_by)
        tills.enter(payment, at=at)


def _take_in(payment: Payment, at: datetime) -> None:
    """Settle the order a credited payment completes, or the invoices, and write the receipt."""
    order = payment.order_id and Order.objects.select_for_update(of=("self",)).get(pk=payment.order_id)
    if order:  # what is already in hand is not read again
        payment.order, order.household, order.revenue_office = order, payment.household, payment.revenue_office
    expected = not order or order.status == Order.OPEN
    if order and order.status == Order.OPEN and left_to_pay(order) == 0:
        settle_order(order, at=at, by=payment.received_by)
    else:
        lines = payment.invoices.values_list("charges", flat=True)
        allocation.match(payment.household, payment.revenue_office, at=at, first=list(lines))
    if not expected:
        notices.tell_credit(payment, at=at)
        tell_late_payment(payment, order, at=at)
    notices.send_receipt(payment, at=at)
