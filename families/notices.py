"""Every notice is a row, written in the transaction that causes it, sent by the queue once that is committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from families.message_kinds import Kind
from families.models import Household, Message, MessagePreferences
from families.sending import send_message
from families.unsubscribing import unsubscribe_url
from families.wordings import in_force, words_for


def notify(
    kind: Kind,
    values: Mapping[str, object],
    *,
    at: datetime,
    household: Household | None = None,
    recipient: str = "",
    key: str | None = None,
) -> Message | None:
    """Write a notice of a kind, worded as the town wishes; None where the household declined that kind."""
    chosen = MessagePreferences.of(household) if household else MessagePreferences()
    if kind.optional and kind.slug in chosen.declined:
        return None
    words = {**words_for(household), **{name: str(value) for name, value in values.items()}}
    letter = in_force(kind, chosen.language).filled(words)
    body = f"{letter.body}{_way_out(kind, household)}"
    return post_message(
        kind=kind.slug, subject=letter.subject, body=body, at=at, household=household, recipient=recipient, key=key
    )


def post_message(
    *,
    kind: str,
    subject: str,
    body: str,
    at: datetime,
    household: Household | None = None,
    recipient: str = "",
    key: str | None = None,
) -> Message:
    """Write a notice, to be sent on commit. With a `key`, the same notice is written once however often it is asked."""
    to = recipient or (address_of(household) if household else "")
    content = {
        "household": household, "kind": kind, "recipient": to, "subject": subject, "body": body, "created_at": at,
        "channel": Message.Channel.EMAIL if to else Message.Channel.LETTER,
    }  # fmt: skip
    if key is None:
        message, new = Message.objects.create(**content), True
    else:
        message, new = Message.objects.get_or_create(key=key, defaults=content)
    if new and to:
        _queue(message)
    return message


def address_of(household: Household) -> str:
    """Where a household reads its e-mail: its own address, else the first guardian who has one."""
    guardians = household.guardians.exclude(email="").values_list("email", flat=True)
    return household.email or next(iter(guardians), "")


def send_again(messages: QuerySet[Message]) -> int:
    """« Renvoyer »: put notices back in the queue as if new; one being sent is left to its sender. Gives their number.

    A letter whose family has an address since becomes an e-mail.
    """
    found = list(messages.exclude(status=Message.Status.SENDING).select_related("household"))
    for message in found:
        to = message.recipient or (address_of(message.household) if message.household else "")
        Message.objects.filter(pk=message.pk).exclude(status=Message.Status.SENDING).update(
            status=Message.Status.WAITING, attempts=0, resent=F("resent") + 1, try_after=None, last_error="",
            recipient=to, channel=Message.Channel.EMAIL if to else message.channel,
        )  # fmt: skip
        if to:
            _queue(message)
    return len(found)


def _queue(message: Message) -> None:
    """Hand a message to the queue once it is committed; where the queue is down, the sweep of every minute finds it."""
    transaction.on_commit(lambda: send_message.enqueue(message.pk), robust=True)


def _way_out(kind: Kind, household: Household | None) -> str:
    """The end of a message one may decline: the way to receive no more of them."""
    if not kind.optional or household is None:
        return ""
    return _("\n\n--\nPour ne plus recevoir ces messages : %(link)s\n") % {"link": unsubscribe_url(household, kind)}
