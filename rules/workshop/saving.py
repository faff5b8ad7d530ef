"""A draft saved as it is typed, each time beside what was saved before; who saves over somebody else is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from rules.drafting import content_digest, draft_of_data, save_draft
from rules.editions import as_json, examples_as_json
from rules.grids import Misread
from rules.models import DraftSave, Edition
from rules.posted import Draft
from rules.vocabulary import Vocabulary

KEPT = 200  # saves of one draft: several hours of typing, a few hundred kilobytes


class Stale(Exception):
    """Somebody else has saved the draft meanwhile; ``last`` is what they left, None where nobody knows who."""

    def __init__(self, last: DraftSave | None) -> None:
        super().__init__("Cette version a été modifiée ailleurs depuis que vous l'avez ouverte.")
        self.last = last


def save_over(
    edition: Edition, draft: Draft, words: Vocabulary, *, base: str, by: Any, at: datetime
) -> tuple[Misread, ...]:
    """Store a draft written over the content ``base``, and give the texts nobody understands.

    Raises Stale, having stored nothing, where the draft has another content by now; LiveEdition on a live edition.
    """
    with transaction.atomic():
        keep(_unless_stale(edition, base), by=None, at=at)
        misread = save_draft(edition, draft, words)
        keep(fresh(edition), by=by, at=at)
    return misread


def _unless_stale(edition: Edition, base: str) -> Edition:
    """The draft as it is now, nobody else saving it until the transaction ends. Raises Stale."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    current = fresh(edition)
    if content_digest(current) != base:
        raise Stale(edition.saves.select_related("saved_by").first())
    return current


def keep(edition: Edition, *, by: Any, at: datetime) -> None:
    """Remember what the draft holds now, unless the last save says the same."""
    content, last = content_digest(edition), edition.saves.first()
    if last is not None and last.content == content:
        return
    number = last.number + 1 if last else 1
    data = {**as_json(edition), "exemples": examples_as_json(edition)}
    DraftSave.objects.create(edition=edition, number=number, content=content, data=data, saved_by=by, saved_at=at)
    edition.saves.filter(number__lte=number - KEPT).delete()


def saved(edition: Edition, content: str, words: Vocabulary) -> Draft | None:
    """What the draft held under that digest, where it is still known."""
    found = edition.saves.filter(content=content).first()
    return draft_of_data(found.data, found.data["exemples"], words) if found else None


def fresh(edition: Edition) -> Edition:
    """The edition as the database has it now."""
    return Edition.objects.with_tables().prefetch_related("examples").get(pk=edition.pk)
