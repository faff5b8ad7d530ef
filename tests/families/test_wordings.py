"""The town words its own messages: unknown words refused, drafts apart, versions kept, the origin never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from families.message_kinds import Kind, Word, kinds
from families.models import Wording
from families.placeholders import fill, has_a_lone_brace, unknown_words
from families.wordings import (
    Letter,
    back_to_origin,
    draft_of,
    faults,
    in_force,
    origin,
    preview,
    publish,
    save_draft,
    versions,
)
from tests.factories.families import agent

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
MEAL = Kind("repas", "Repas", "{plat}", "Ce midi : {plat}.", (Word("plat", "le plat", "des pâtes"),))


def test_words_are_replaced_where_they_are_known():
    assert fill("{a} et { a }, {b}", {"a": "1"}) == "1 et 1, {b}"


def test_an_unknown_word_is_named_once():
    assert unknown_words("{plat} {dessert} {dessert} {}", {"plat"}) == ["dessert", ""]


@pytest.mark.parametrize(("text", "alone"), [("{plat}", False), ("{plat", True), ("plat}", True), ("{{plat}}", True)])
def test_a_brace_that_opens_or_closes_nothing_is_seen(text, alone):
    assert has_a_lone_brace(text) is alone


def test_a_fault_says_what_is_wrong_and_what_may_be_written():
    (said,) = faults(MEAL, "Ce midi : {dessert}.")
    assert said == ("« {dessert} » n'existe pas dans ce message. Les mots possibles : {plat}, {famille}, {portail}.")
    assert faults(MEAL, "Ce midi : {plat}, {famille}.") == []


def test_every_kind_of_the_house_words_itself_without_fault_and_previews_whole():
    assert len(kinds()) >= 7
    for kind in kinds().values():
        shipped = origin(kind)
        assert faults(kind, shipped.subject) + faults(kind, shipped.body) == [], kind.slug
        shown = preview(kind, shipped)
        assert "{" not in shown.subject + shown.body, kind.slug
        assert {word.name for word in kind.words if f"{{{word.name}}}" not in shipped.subject + shipped.body} == set()


@pytest.mark.django_db
def test_a_draft_changes_nothing_until_it_is_published():
    clerk = agent()
    save_draft(MEAL, Letter("Menu", "Brouillon."), at=NOON, by=clerk)
    assert in_force(MEAL) == origin(MEAL)
    publish(MEAL, Letter("Menu", "Publié."), at=LATER, by=clerk)
    assert in_force(MEAL) == Letter("Menu", "Publié.")
    assert draft_of(MEAL) is None


@pytest.mark.django_db
def test_the_origin_comes_back_and_the_versions_stay():
    clerk = agent()
    publish(MEAL, Letter("Menu", "Un."), at=NOON, by=clerk)
    publish(MEAL, Letter("Menu", "Deux."), at=LATER, by=clerk)
    save_draft(MEAL, Letter("Menu", "Trois."), at=LATER, by=clerk)
    back_to_origin(MEAL, at=LATER + timedelta(hours=1), by=clerk)
    assert in_force(MEAL) == origin(MEAL)
    assert draft_of(MEAL) is None
    assert [(one.body, one.is_origin) for one in versions(MEAL)] == [
        ("Ce midi : {plat}.", True), ("Deux.", False), ("Un.", False),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_kind_has_one_draft_by_language():
    values = {"kind": "repas", "subject": "Menu", "body": "…", "written_at": NOON}
    Wording.objects.create(**values)
    Wording.objects.create(**values, language="pt")
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(**values)
