"""What a bank tells us, whoever knocks: read by its adapter, kept as a row, and thanked; `payments.kept` settles it."""

import hashlib
import logging
from datetime import datetime

from payments.adapters.base import AdapterError, Answer, BankUnavailable, Keyed, Named, Notice, UnreadableNotice
from payments.adapters.registry import adapter_named, readers_of
from payments.models import Payment, PaymentEvent
from payments.plain_answers import plain

STRANGERS = 20  # visits nobody signed and we do not know, that may wait at once for their bank to be asked

log = logging.getLogger(__name__)


class Unsigned(UnreadableNotice):
    """A means that signs its notices sent one no key of ours knows: forged, stale, or a secret badly copied."""


def receive(adapter: str, notice: Notice, *, at: datetime) -> PaymentEvent | None:
    """Keep what a notice says, to be settled beside; None where it asks nothing of us.

    One row, written before the bank is thanked: whoever dies afterwards, it is found again.

    Raises:
        KeyError: the town has no such means of payment.
        Unsigned: it should be signed, and no key of ours knows it.
        BankUnavailable: the bank had to be asked to read it and did not answer; it should notify again.
    """
    try:
        keys, said = _read(adapter, notice)
    except AdapterError as error:
        log.warning("notice from %s not kept: %s", adapter, type(error).__name__)
        if isinstance(error, Unsigned | BankUnavailable):
            raise
        return None
    if isinstance(said, Named) and not keys and not _is_worth_asking(adapter, said.external_id):
        log.warning("notice from %s not kept: a visit we do not know", adapter)
        return None
    return PaymentEvent.objects.create(
        adapter=adapter, digest=digest(notice), keys=keys or "", received_at=at, **_content(said)
    )


def _read(adapter: str, notice: Notice) -> tuple[str | None, Answer | Named]:
    """What a notice says, and the name of the keys that know it."""
    for keys, means in readers_of(adapter):
        try:
            return keys, means.read(notice)
        except UnreadableNotice:
            if keys is None:
                raise
    raise Unsigned("no key of ours knows it")


def _content(said: Answer | Named) -> dict:
    if isinstance(said, Named):
        return {"about": said.external_id}
    return {"about": said.reference[:120], "answer": plain(said)}


def _is_worth_asking(adapter: str, visit: str) -> bool:
    """Whether a visit nobody vouches for is ours, or strangers are few: they may not make us ask banks without end.

    A bank that wants a régie's keys is asked only of what a régie asked it.
    """
    if Payment.objects.filter(adapter=adapter, external_id=visit).exists():
        return True
    if isinstance(adapter_named(adapter), Keyed):
        return False
    return PaymentEvent.objects.waiting().filter(adapter=adapter, answer__isnull=True).count() < STRANGERS


def digest(notice: Notice) -> str:
    """Give the SHA-256 of a notice: enough to recognise it, nothing to read in it."""
    fields = "&".join(f"{key}={value}" for key, value in sorted(notice.fields.items()))
    return hashlib.sha256(notice.body + b"\0" + fields.encode()).hexdigest()
