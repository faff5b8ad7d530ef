"""Every notice is a row, written in the transaction that causes it, sent by the queue once that is committed."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from families.models import Household, Message

MAX_ATTEMPTS = 5


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
        transaction.on_commit(lambda: send_message.enqueue(message.pk))
    return message


def address_of(household: Household) -> str:
    """Where a household reads its e-mail: its own address, else the first guardian who has one."""
    guardians = household.guardians.exclude(email="").values_list("email", flat=True)
    return household.email or next(iter(guardians), "")


@task()
def send_message(pk: int) -> None:
    """Send one notice if it is still waiting; a failure is written down and tried again later."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=pk).waiting().first()
        if message is not None:
            _send(message)


def send_waiting() -> int:
    """Send what is still waiting; gives the number of notices tried."""
    waiting = Message.objects.waiting().filter(channel=Message.Channel.EMAIL, attempts__lt=MAX_ATTEMPTS)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in keys:
        send_message.call(pk)
    return len(keys)


def _send(message: Message) -> None:
    message.attempts += 1
    try:
        send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient])
    except OSError as error:
        message.last_error = str(error)
        if message.attempts >= MAX_ATTEMPTS:
            message.status = Message.Status.FAILED
    else:
        message.status, message.sent_at = Message.Status.SENT, timezone.now()
    message.save(update_fields=["attempts", "last_error", "status", "sent_at"])
