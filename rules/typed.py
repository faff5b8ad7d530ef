"""What people type, made alike before it is understood: spaces, minus signs, French numbers, names of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rules.facts import SLUG
from rules.reading import fold

Titles = Mapping[str, str]  # the name of a fact → the words people read

NUMBER = r"[+\-]?\s?\d[\d ]*(?:[.,]\d+)?"


class WordingError(ValueError):
    """A text that decides nothing we know; the message says what to write, in French."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may name: every fact by its title, and among them the numbers a price is computed with."""

    titles: Titles = field(default_factory=dict)
    measures: Titles = field(default_factory=dict)


def clean(text: str) -> str:
    """One line, plain spaces, a plain minus: what people paste looks alike."""
    said = " ".join(text.replace("\u2212", "-").split())
    return re.sub(r"^[\u2012-\u2015](?= ?\d)", "-", said)


def number(text: str) -> Decimal:
    """A number as French people write it: « 1 250,50 ». Raises WordingError."""
    try:
        found = Decimal(text.replace(" ", "").replace(",", "."))
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite():
        raise WordingError(f"« {text} » n'est pas un nombre.")
    return found


def name_of(said: str, titles: Titles) -> str:
    """The fact called ``said``, by its name or by its title. Raises WordingError naming those there are."""
    found = called(said, titles)
    if found is not None:
        return found
    if not titles and SLUG.match(said):
        return said
    known = ", ".join(f"« {title} »" for title in titles.values())
    raise WordingError(f"« {said} » n'est pas un critère connu ici. Ce que l'on connaît : {known or 'rien'}. "
                       "Pour une part du prix lui-même, écrivez « 50 % du prix ».")  # fmt: skip


def called(said: str, titles: Titles) -> str | None:
    """The name of what is called ``said``: its name, its title, or its name said with spaces; None if there is none."""
    wanted, slug = plainly(said), slug_of(said, "")
    for name, title in titles.items():
        if wanted in (plainly(name), plainly(title)):
            return name
    return slug if slug in titles else None


def plainly(text: str) -> str:
    """A text without capitals, accents or doubled spaces, to compare what people type."""
    return fold(clean(text))


def slug_of(text: str, usual: str) -> str:
    """A name for what a clerk calls ``text``: « Séances du jour » → ``seances-du-jour``."""
    slug = re.sub(r"[^a-z0-9]+", "-", plainly(text)).strip("-")[:50]
    return slug if SLUG.match(slug) else usual
