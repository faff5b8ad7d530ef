"""Every notice is a row written with its cause, worded as the town wishes, unless the family declined that kind."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import transaction

from families.message_kinds import Kind, Word
from families.models import Message
from families.notices import notify, post_message, send_again
from families.unsubscribing import choose
from families.wordings import Letter, publish
from tests.factories.families import agent, household

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
MEAL = Kind("repas", "Repas", "{plat} pour {famille}", "Ce midi : {plat}.", (Word("plat", "le plat", "des pâtes"),))
pytestmark = pytest.mark.django_db


def post(**fields):
    given = {"kind": "essai", "subject": "Un avis", "body": "Bonjour.", "at": NOON, "recipient": "claire@exemple.fr"}
    return post_message(**{**given, **fields})


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


def test_a_family_without_address_gets_a_letter_and_an_e_mail_once_it_has_one():
    family = household("Martin")
    letter = post(recipient="", household=family)
    assert letter.channel == Message.Channel.LETTER
    family.email = "martin@exemple.fr"
    family.save()
    assert send_again(Message.objects.all()) == 1
    letter.refresh_from_db()
    assert (letter.channel, letter.recipient) == (Message.Channel.EMAIL, "martin@exemple.fr")


def test_a_queue_that_is_down_fails_nobody(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args):
        raise ConnectionError("file d'attente injoignable")

    monkeypatch.setattr("families.notices.send_message", SimpleNamespace(enqueue=refuse))
    with django_capture_on_commit_callbacks(execute=True):
        message = post()
    message.refresh_from_db()
    assert message.status == Message.Status.WAITING, "the sweep sends it"


def test_a_kind_fills_its_words():
    message = notify(MEAL, {"plat": "purée"}, household=household("Martin", email="m@exemple.fr"), at=NOON)
    assert (message.subject, message.body) == ("purée pour Martin", "Ce midi : purée.")


def test_the_town_s_text_is_the_one_sent():
    publish(MEAL, Letter("Menu", "Bon appétit, {famille} : {plat}."), at=NOON, by=agent())
    message = notify(MEAL, {"plat": "purée"}, household=household("Martin", email="m@exemple.fr"), at=NOON)
    assert (message.subject, message.body) == ("Menu", "Bon appétit, Martin : purée.")


def test_a_family_reads_its_own_language_where_the_town_wrote_it():
    family = household("Silva", email="s@exemple.fr")
    choose(family, declined=[], language="pt")
    assert notify(MEAL, {"plat": "purée"}, household=family, at=NOON).body == "Ce midi : purée."
    publish(MEAL, Letter("Ementa", "Hoje : {plat}."), language="pt", at=NOON, by=agent())
    assert notify(MEAL, {"plat": "purée"}, household=family, at=NOON).body == "Hoje : purée."


def test_what_a_word_holds_is_never_read_again():
    message = notify(MEAL, {"plat": "{famille}"}, household=household("Martin", email="m@exemple.fr"), at=NOON)
    assert message.body == "Ce midi : {famille}."


def test_a_subject_stays_on_one_line():
    message = notify(MEAL, {"plat": "purée\nBcc: x@exemple.fr"}, recipient="m@exemple.fr", at=NOON)
    assert "\n" not in message.subject
