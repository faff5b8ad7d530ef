"""The règlements of the demonstration are right: their gate lets them through, and shown in the editor they stay so."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from imports.commune import in_year
from rules import gate
from rules.drafting import draft_from, save_draft, settle
from rules.editions import as_json, compiled, export, load_edition
from rules.models import Edition
from rules.vocabulary import vocabulary
from tests.factories.reservations import school_year
from tests.factories.rules import rulebook

pytestmark = pytest.mark.django_db
FILES = sorted((Path(settings.BASE_DIR) / "imports" / "demo" / "rulebooks").glob("*.json"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def draft(request):
    data = json.loads(in_year(request.param.read_text(encoding="utf-8"), school_year()))
    return load_edition(rulebook(kind=data["reglement"]["nature"], name=data["reglement"]["nom"]), data)


def test_a_reglement_of_the_demonstration_may_be_published(draft):
    """B19, B03."""
    assert [finding.message for finding in gate.check(draft) if finding.blocking] == []


def test_saved_from_the_editor_it_decides_the_same(draft):
    words, before = vocabulary(), compiled(draft)
    typed = draft_from(draft, words)
    assert settle(typed, draft.rulebook.kind, words) is False
    assert save_draft(draft, typed, words) == ()
    assert compiled(Edition.objects.get(pk=draft.pk)) == before


def test_exported_and_loaded_again_it_is_the_same(draft):
    """B23."""
    again = load_edition(draft.rulebook, json.loads(json.dumps(export(draft))))
    assert as_json(again) == as_json(draft)
    assert export(again) == export(draft)
