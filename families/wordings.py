"""The text of each kind of message: the town's where it wrote one, else the one shipped; its draft and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from families.message_kinds import Kind
from families.models import Household, User, Wording
from families.models.wordings import FRENCH
from families.placeholders import fill, has_a_lone_brace, unknown_words

SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a body, with their words still between braces or filled."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> Letter:
        """The same with its words replaced; a subject stays on one line."""
        subject = " ".join(fill(self.subject, values).split())
        return Letter(subject[:SUBJECT_LENGTH], fill(self.body, values))


def origin(kind: Kind) -> Letter:
    """The text the portal ships, in French."""
    return Letter(str(kind.subject), str(kind.body))


def in_force(kind: Kind, language: str = FRENCH) -> Letter:
    """What is sent today: the last published text in this language, else the French one, else the one shipped."""
    found = _last(kind, language)
    if (found is None or found.is_origin) and language != FRENCH:
        return in_force(kind)
    return origin(kind) if found is None or found.is_origin else Letter(found.subject, found.body)


def preview(kind: Kind, letter: Letter) -> Letter:
    """The message as a family would read it, with the examples of its words."""
    return letter.filled(kind.examples)


def words_for(household: Household | None) -> dict[str, str]:
    """The words every message may use."""
    return {"famille": household.name if household else "", "portail": settings.WAGTAILADMIN_BASE_URL}


def faults(kind: Kind, text: str) -> list[str]:
    """What is wrong with a text, in sentences; an empty list is good news."""
    names = [word.name for word in kind.all_words]
    wrong = [
        _("« {%(word)s} » n'existe pas dans ce message. Les mots possibles : %(known)s.")
        % {"word": word, "known": ", ".join(f"{{{name}}}" for name in names)}
        for word in unknown_words(text, names)
    ]
    if has_a_lone_brace(text):
        wrong.append(_("Une accolade reste seule. Un mot à remplacer s'écrit entre deux accolades : {famille}."))
    return wrong


# Versions -----------------------------------------------------------------------------------------


def draft_of(kind: Kind, language: str = FRENCH) -> Wording | None:
    """The draft under way, or None."""
    return Wording.objects.drafts().filter(kind=kind.slug, language=language).first()


def versions(kind: Kind, language: str = FRENCH) -> list[Wording]:
    """The published texts, the one in force first."""
    published = Wording.objects.published().filter(kind=kind.slug, language=language)
    return list(published.select_related("written_by").order_by("-published_at", "-pk"))


def save_draft(kind: Kind, letter: Letter, *, language: str = FRENCH, at: datetime, by: User) -> Wording:
    """Keep a text without sending it."""
    values = {"subject": letter.subject, "body": letter.body, "written_at": at, "written_by": by}
    found, _new = Wording.objects.update_or_create(
        kind=kind.slug, language=language, published_at=None, defaults=values
    )
    return found


@transaction.atomic
def publish(kind: Kind, letter: Letter, *, language: str = FRENCH, at: datetime, by: User) -> Wording:
    """Send this text from now on; the draft becomes a version."""
    draft = save_draft(kind, letter, language=language, at=at, by=by)
    draft.published_at = at
    draft.save(update_fields=["published_at"])
    return draft


@transaction.atomic
def back_to_origin(kind: Kind, *, language: str = FRENCH, at: datetime, by: User) -> Wording:
    """« Revenir au texte d'origine »: the draft is dropped, the versions stay."""
    Wording.objects.drafts().filter(kind=kind.slug, language=language).delete()
    shipped = origin(kind)
    return Wording.objects.create(
        kind=kind.slug, language=language, subject=shipped.subject, body=shipped.body, is_origin=True,
        written_at=at, written_by=by, published_at=at,
    )  # fmt: skip


def drop_draft(kind: Kind, *, language: str = FRENCH) -> None:
    """Forget the draft."""
    Wording.objects.drafts().filter(kind=kind.slug, language=language).delete()


def _last(kind: Kind, language: str) -> Wording | None:
    return next(iter(versions(kind, language)), None)
