"""What people type, made alike before it is understood: spaces, minus signs, French numbers, names of facts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.facts import SLUG
from rules.reading import fold

Titles = Mapping[str, str]  # the name of a fact → the words people read

NUMBER = r"[+\-]?\d[\d ]*(?:[.,]\d+)?"


class WordingError(ValueError):
    """A text that decides nothing we know; the message says what to write, in French."""


def clean(text: str) -> str:
    """One line, plain spaces, a plain minus: what people paste looks alike."""
    return " ".join(text.replace("\u2212", "-").split())


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
    """The fact called ``said``, by its name or by its title. Raises WordingError."""
    wanted = plainly(said)
    for name, title in titles.items():
        if wanted in (plainly(name), plainly(title)):
            return name
    if SLUG.match(said):
        return said
    raise WordingError(f"« {said} » n'est pas un critère connu.")


def plainly(text: str) -> str:
    """A text without capitals, accents or doubled spaces, to compare what people type."""
    return fold(clean(text))
