"""What carries messages: one at a time, tried again ever later, and never by two senders at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from families.models import Message

Status = Message.Status

# After a first failure, a message waits a minute, then ever longer: about a day and a half in all.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
MAX_ATTEMPTS = len(DELAYS) + 1
LEASE = timedelta(minutes=10)  # much longer than a mail server is given to answer
BATCH = 200
PERMANENT = 500  # SMTP: from here on, the same message would be refused again


@task()
def send_message(pk: int) -> None:
    """Send one notice if it is still to be sent; a failure is written down and tried again later."""
    deliver(pk, at=timezone.now())


def send_waiting(*, at: datetime) -> int:
    """Send what is due; gives the number of notices tried. A mail server that is not there ends the round."""
    _give_up_on_the_abandoned(at)
    keys = list(Message.objects.due(at).order_by("created_at", "pk").values_list("pk", flat=True)[:BATCH])
    for number, pk in enumerate(keys, start=1):
        if deliver(pk, at=at) is False:
            return number
    return len(keys)


def deliver(pk: int, *, at: datetime) -> bool | None:
    """Try one notice: None where somebody else has it or it is done, False where no mail server answers.

    Claimed in one statement, sent outside any transaction: a slow server keeps nothing locked. Whoever dies
    between the server's yes and the word written here leaves a claim that ends after `LEASE`; the message is then
    sent again under the same Message-ID, which mail readers show once.
    """
    claimed = Message.objects.due(at).filter(pk=pk)
    if not claimed.update(status=Status.SENDING, try_after=at + LEASE, attempts=F("attempts") + 1):
        return None
    message = Message.objects.get(pk=pk)
    error = _send(message)
    if error is None:
        _mine(message).update(status=Status.SENT, sent_at=at, try_after=None, last_error="")
        return True
    _mine(message).update(**_after(error, message.attempts, at))
    return isinstance(error, (SMTPResponseException, SMTPRecipientsRefused, ValueError))


def message_id(message: Message) -> str:
    """The same for every try of a message, another one each time an agent sends it again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    moment = f"{message.created_at.timestamp():.6f}".replace(".", "")
    return f"<preau.{message.pk}.{moment}.{message.resent}@{domain}>"


def _give_up_on_the_abandoned(at: datetime) -> None:
    """A message whose every sender died is for a person to look at."""
    words = _("L'envoi s'est interrompu à chaque essai.")
    worn_out = Message.objects.due(at).filter(attempts__gte=MAX_ATTEMPTS)
    worn_out.update(status=Status.FAILED, last_error=words, try_after=None)


def _mine(message: Message):
    """The row, while our claim on it stands."""
    return Message.objects.filter(pk=message.pk, status=Status.SENDING, attempts=message.attempts)


def _send(message: Message) -> Exception | None:
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(
        message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient], headers=headers
    )
    try:
        mail.send()
    except (OSError, ValueError) as error:
        return error
    return None


def _after(error: Exception, attempts: int, at: datetime) -> dict[str, object]:
    """What a failure writes: the next moment to try, or the end."""
    words = str(error) or type(error).__name__
    if attempts >= MAX_ATTEMPTS or _is_final(error):
        return {"status": Status.FAILED, "last_error": words, "try_after": None}
    return {"status": Status.WAITING, "last_error": words, "try_after": at + DELAYS[attempts - 1]}


def _is_final(error: Exception) -> bool:
    """Would the same message be refused again?"""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _said in error.recipients.values())
    return isinstance(error, ValueError)
