"""What carries messages: tried ever later, never twice at once, and a server that is down fails nobody."""

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from socket import socket

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command

from families.models import Message
from families.notices import post_message, send_again
from families.sending import DELAYS, LEASE, MAX_ATTEMPTS, deliver, message_id, send_message, send_waiting

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
Status = Message.Status
pytestmark = pytest.mark.django_db


def post(**fields):
    given = {"kind": "essai", "subject": "Un avis", "body": "Bonjour.", "at": NOON, "recipient": "claire@exemple.fr"}
    return post_message(**{**given, **fields})


def breaking(monkeypatch, error):
    def refuse(self, fail_silently=False):
        raise error

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_a_notice_sent_twice_by_the_queue_reaches_the_family_once():
    message = post()
    send_message.call(message.pk)
    send_message.call(message.pk)
    assert len(mail.outbox) == 1


def test_a_letter_is_not_sent_by_e_mail():
    post(recipient="")
    assert send_waiting(at=NOON) == 0
    assert mail.outbox == []


def test_a_failure_is_written_and_tried_again_ever_later(monkeypatch):
    message = post()
    breaking(monkeypatch, SMTPServerDisconnected("boîte injoignable"))
    at, tries = NOON, []
    for _ in range(MAX_ATTEMPTS - 1):
        deliver(message.pk, at=at)
        message.refresh_from_db()
        assert (message.status, message.last_error) == (Status.WAITING, "boîte injoignable")
        assert deliver(message.pk, at=message.try_after - timedelta(seconds=1)) is None, "not before its time"
        tries.append(message.try_after - at)
        at = message.try_after
    assert tuple(tries) == DELAYS
    assert list(DELAYS) == sorted(DELAYS)
    assert sum(DELAYS, timedelta()) < timedelta(days=2)


def test_after_the_last_failure_a_notice_is_marked_failed_and_left_alone(monkeypatch):
    message = post()
    Message.objects.update(attempts=MAX_ATTEMPTS - 1)
    breaking(monkeypatch, SMTPServerDisconnected("boîte injoignable"))
    deliver(message.pk, at=NOON)
    message.refresh_from_db()
    assert (message.status, message.attempts, message.try_after) == (Status.FAILED, MAX_ATTEMPTS, None)
    assert send_waiting(at=NOON + timedelta(days=30)) == 0


def test_a_failed_notice_sent_again_by_an_agent_leaves(django_capture_on_commit_callbacks):
    message = post()
    first = message_id(message)
    Message.objects.update(status=Status.FAILED, attempts=MAX_ATTEMPTS, last_error="boîte pleine")
    with django_capture_on_commit_callbacks(execute=True):
        assert send_again(Message.objects.all()) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.last_error) == (Status.SENT, 1, "")
    assert mail.outbox[0].extra_headers["Message-ID"] != first, "a reader must show it again"


def test_the_command_sends_what_is_due():
    post()
    call_command("send_messages", verbosity=0)
    assert Message.objects.get().status == Status.SENT


def test_an_address_refused_for_good_is_not_tried_again(monkeypatch):
    message = post()
    breaking(monkeypatch, SMTPRecipientsRefused({"claire@exemple.fr": (550, b"no such user")}))
    deliver(message.pk, at=NOON)
    message.refresh_from_db()
    assert message.status == Status.FAILED
    assert "550" in message.last_error


def test_an_address_refused_for_now_is(monkeypatch):
    message = post()
    breaking(monkeypatch, SMTPRecipientsRefused({"claire@exemple.fr": (450, b"busy")}))
    deliver(message.pk, at=NOON)
    message.refresh_from_db()
    assert message.status == Status.WAITING


def test_a_server_that_is_not_there_ends_the_round(monkeypatch):
    for _ in range(3):
        post()
    breaking(monkeypatch, ConnectionRefusedError("connexion refusée"))
    assert send_waiting(at=NOON) == 1, "two others are not kept waiting for a time-out each"
    assert Message.objects.filter(attempts=0).count() == 2


def test_a_message_refused_does_not_hold_the_others(monkeypatch):
    for _ in range(3):
        post()
    breaking(monkeypatch, SMTPRecipientsRefused({"claire@exemple.fr": (550, b"no such user")}))
    assert send_waiting(at=NOON) == 3


def test_a_mail_server_that_is_dead_fails_no_request(settings, django_capture_on_commit_callbacks):
    """The real client against a port nobody listens on: the cause stands, the message waits for its next try."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with django_capture_on_commit_callbacks(execute=True):
        message = post()
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.WAITING, 1)
    assert "Connection refused" in message.last_error


class Killed(BaseException):
    """What kill −9 does: nothing after it runs."""


def test_killed_after_the_server_said_yes_it_is_sent_again_under_the_same_name(monkeypatch):
    message, send = post(), EmailMessage.send

    def die(self, fail_silently=False):
        send(self, fail_silently)
        raise Killed

    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(Killed):
        deliver(message.pk, at=NOON)
    monkeypatch.undo()
    message.refresh_from_db()
    assert message.status == Status.SENDING
    assert deliver(message.pk, at=NOON + LEASE - timedelta(seconds=1)) is None, "its sender may still be alive"
    assert deliver(message.pk, at=NOON + LEASE) is True
    first, second = (one.extra_headers["Message-ID"] for one in mail.outbox)
    assert first == second
    assert re.fullmatch(r"<preau\.\d+\.\d+\.0@exemple\.fr>", first)


def test_a_sender_that_comes_back_too_late_does_not_overwrite_the_next_one():
    message = post()
    Message.objects.update(status=Status.SENDING, attempts=2, try_after=NOON + LEASE)  # the second sender's claim
    from families.sending import _mine

    message.attempts = 1
    assert _mine(message).update(last_error="trop tard") == 0


def test_a_message_whose_every_sender_died_is_for_a_person():
    post()
    Message.objects.update(status=Status.SENDING, attempts=MAX_ATTEMPTS, try_after=NOON)
    assert send_waiting(at=NOON) == 0
    message = Message.objects.get()
    assert message.status == Status.FAILED
    assert message.last_error == "L'envoi s'est interrompu à chaque essai."
