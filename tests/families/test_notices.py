"""Every notice is a row, sent once, and tried again where the post fails."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from families import notices
from families.models import Message
from families.notices import MAX_ATTEMPTS, post_message, send_message, send_waiting
from tests.factories.families import household

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def post(**fields):
    given = {"kind": "essai", "subject": "Un avis", "body": "Bonjour.", "at": NOON, "recipient": "claire@exemple.fr"}
    return post_message(**{**given, **fields})


@pytest.fixture
def broken_post(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("boîte injoignable")

    monkeypatch.setattr(notices, "send_mail", refuse)


def test_a_notice_leaves_once_its_cause_is_written(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = post()
        assert mail.outbox == []
    message.refresh_from_db()
    assert [one.to for one in mail.outbox] == [["claire@exemple.fr"]]
    assert message.status == Message.Status.SENT
    assert message.sent_at


def test_a_cause_undone_takes_its_notice_with_it():
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_the_same_notice_asked_twice_is_written_once():
    assert post(key="order:12:receipt").pk == post(key="order:12:receipt").pk
    assert Message.objects.count() == 1


def test_a_notice_sent_twice_by_the_queue_reaches_the_family_once():
    message = post()
    send_message.call(message.pk)
    send_message.call(message.pk)
    assert len(mail.outbox) == 1


def test_a_family_without_address_gets_a_letter():
    assert post(recipient="", household=household("Martin")).channel == Message.Channel.LETTER


def test_a_letter_is_not_sent_by_e_mail():
    post(recipient="", household=household("Martin"))
    assert send_waiting() == 0
    assert mail.outbox == []


def test_a_failure_is_written_and_tried_again(broken_post, monkeypatch):
    message = post()
    send_waiting()
    message.refresh_from_db()
    assert (message.status, message.attempts, message.last_error) == (Message.Status.WAITING, 1, "boîte injoignable")
    monkeypatch.undo()
    call_command("send_messages", verbosity=0)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Message.Status.SENT, 2)


def test_after_five_failures_a_notice_is_marked_failed_and_left_alone(broken_post):
    message = post()
    for _ in range(MAX_ATTEMPTS):
        send_waiting()
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Message.Status.FAILED, MAX_ATTEMPTS)
    assert send_waiting() == 0
