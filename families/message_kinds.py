"""The kinds of message: each room declares its own in a tuple that `settings.MESSAGE_KINDS` names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Word:
    """A word between braces: what it stands for, and an example that looks real."""

    name: str
    means: Text
    example: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message and its text of origin.

    ``optional`` kinds may be declined by a family; a ``private`` one carries a secret (a link that opens an
    account): agents read that it was sent, not what it says.
    """

    slug: str
    label: Text
    subject: Text
    body: Text
    words: tuple[Word, ...] = ()
    optional: bool = False
    private: bool = False

    @property
    def all_words(self) -> tuple[Word, ...]:
        return (*self.words, *EVERYWHERE)

    @property
    def examples(self) -> dict[str, str]:
        return {word.name: str(word.example) for word in self.all_words}


EVERYWHERE = (
    Word("famille", _("le nom du foyer"), _("Martin")),
    Word("portail", _("l'adresse du portail"), _("https://portail.villeneuve-les-tilleuls.exemple.fr")),
)


def kinds() -> Mapping[str, Kind]:
    """Every kind by its slug, in the order of the settings; a room that is not there yet declares none."""
    declared = (kind for path in settings.MESSAGE_KINDS for kind in import_string(path))
    return {kind.slug: kind for kind in declared}


def kind_named(slug: str) -> Kind | None:
    """The kind of that slug, or None where no room declares it."""
    return kinds().get(slug)


def optional_kinds() -> tuple[Kind, ...]:
    """Those a family may decline."""
    return tuple(kind for kind in kinds().values() if kind.optional)


INVITATION = Kind(
    slug="invitation",
    label=_("Ouverture d'un compte"),
    subject=_("Votre compte sur le portail famille"),
    body=_(
        "Bonjour {nom},\n\nVotre compte est prêt. Votre nom d'utilisateur est : {identifiant}\n\n"
        "Suivez ce lien pour choisir votre mot de passe. Il sert une seule fois, jusqu'au {limite} :\n\n{lien}\n"
    ),
    words=(
        Word("nom", _("le responsable légal"), _("Claire Martin")),
        Word("identifiant", _("son nom d'utilisateur"), _("claire.martin")),
        Word("limite", _("le dernier jour du lien"), _("30/06/2026")),
        Word("lien", _("l'adresse qui ouvre le compte"), _("https://portail.exemple.fr/bienvenue/9fJk2mPq/")),
    ),
    private=True,
)

KINDS = (INVITATION,)
