"""Two clerks on one draft: what the second is told, and the three ways to lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rules.drafting import draft_from, draft_of_data, save_draft, stored_draft
from rules.models import DraftSave, Edition
from rules.posted import Draft
from rules.vocabulary import Vocabulary
from rules.workshop.merging import Conflict, Merger
from rules.workshop.saving import saved


@dataclass(frozen=True)
class Clash:
    """Who saved meanwhile, over what the other's work was written, and what both have changed.

    ``mergeable`` is false where what both started from is no longer known.
    """

    last: DraftSave | None
    base: str
    conflicts: tuple[Conflict, ...]
    mergeable: bool


def clash_of(edition: Edition, draft: Draft, base: str, last: DraftSave | None, words: Vocabulary) -> Clash:
    """What stands between a draft written over the content ``base`` and what is stored now."""
    merger = Merger()
    start = saved(edition, base, words)
    if start is not None:
        merger.drafts(start, _as_stored(draft, edition, words), draft_from(edition, words))
    return Clash(last, base, tuple(merger.conflicts), start is not None)


def merged(edition: Edition, draft: Draft, post: Mapping[str, str], words: Vocabulary) -> Draft:
    """What is typed and what is stored, together; ``post`` says for which conflicts the other's is taken."""
    start = saved(edition, post.get("base", ""), words)
    if start is None:
        return draft
    theirs = {int(name.partition(".")[2]) for name, value in post.items() if _is_choice(name) and value == "leur"}
    return Merger(frozenset(theirs)).drafts(start, _as_stored(draft, edition, words), draft_from(edition, words))


def apart(edition: Edition, draft: Draft, author: str, words: Vocabulary) -> Edition:
    """What was typed as a draft of its own, beside the other's."""
    title = _("%(title)s – version de %(author)s") % {"title": edition.title, "author": author}
    other = Edition.objects.create(rulebook=edition.rulebook, title=title[:120], valid_from=edition.valid_from)
    save_draft(other, draft, words)
    return other


def _as_stored(draft: Draft, edition: Edition, words: Vocabulary) -> Draft:
    """The texts as they come back from the database: « 1,2 » is « 1,20 € »."""
    data, examples, _misread = stored_draft(draft, edition.rulebook.kind, words)
    return draft_of_data(data, examples, words)


def _is_choice(name: str) -> bool:
    prefix, dot, number = name.partition(".")
    return prefix == "garder" and bool(dot) and number.isdecimal()
