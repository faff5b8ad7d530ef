"""What a bank tells us, whoever knocks: read by its adapter, settled, and a trace kept."""

import hashlib
import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from payments.adapters.base import AdapterError, Answer, BankUnavailable, Notice, Status, UnreadableNotice
from payments.adapters.registry import readers_of
from payments.alerts import raise_alert
from payments.models import Payment, PaymentEvent
from payments.money import written
from payments.settlement import UnknownDebt, settle

log = logging.getLogger(__name__)


class Unsigned(UnreadableNotice):
    """A means that signs its notices sent one no key of ours knows: forged, stale, or a secret badly copied."""


def receive(adapter: str, notice: Notice, *, at: datetime) -> Payment | None:
    """Settle what a notice says and keep its digest; give the payment, or None where there is nothing to settle.

    Raises:
        KeyError: the town has no such means of payment.
        Unsigned: it should be signed, and no key of ours knows it.
        BankUnavailable: the bank had to be asked and did not answer; it should notify again.
    """
    try:
        keys, answer = _read(adapter, notice)
    except AdapterError as error:
        log.warning("notice from %s not settled: %s", adapter, type(error).__name__)
        if isinstance(error, Unsigned | BankUnavailable):
            raise
        return None
    return _settle(adapter, notice, answer, keys, at)


def _read(adapter: str, notice: Notice) -> tuple[str | None, Answer]:
    """What a notice says, and the name of the keys that know it."""
    for keys, means in readers_of(adapter):
        try:
            return keys, means.read(notice)
        except UnreadableNotice:
            if keys is None:
                raise
    raise Unsigned("no key of ours knows it")


def _settle(adapter: str, notice: Notice, answer: Answer, keys: str | None, at: datetime) -> Payment | None:
    """Settle and leave the trace together, or neither."""
    try:
        with transaction.atomic():
            payment = settle(answer, at=at, keys=keys)
            PaymentEvent.objects.create(
                payment=payment, adapter=adapter, digest=digest(notice), outcome=payment.status, received_at=at
            )
            return payment
    except UnknownDebt:
        _tell_unknown(adapter, answer, at)
        return None


def digest(notice: Notice) -> str:
    """Give the SHA-256 of a notice: enough to recognise it, nothing to read in it."""
    fields = "&".join(f"{key}={value}" for key, value in sorted(notice.fields.items()))
    return hashlib.sha256(notice.body + b"\0" + fields.encode()).hexdigest()


def _tell_unknown(adapter: str, answer: Answer, at: datetime) -> None:
    """Money somebody paid for a debt we never gave: a person must look."""
    if answer.status is Status.PAID:
        message = _(
            "Le moyen de paiement « %(adapter)s » annonce %(amount)s pour la référence %(reference)s, inconnue ici."
        )
        values = {"adapter": adapter, "amount": written(answer.amount), "reference": answer.reference}
        raise_alert("unknown-debt", answer.reference[:120], message % values, at=at)
