"""A published grid pasted as it stands: « De 0 à 622 », « 623 – 1000 » read, what lies between two of them asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from rules.explain import words
from rules.facts import Fact, FactError, Kind, plain
from rules.reading import read
from rules.tables import Between, Cell

_LEAD = re.compile(r"^(?:qf|q\.f\.|quotient(?: familial)?|tranche(?: \w+)?)\s*:?\s*", re.IGNORECASE)
_DASH = re.compile(r"^(?:de )?(\d[\d\s.,]*?)\s*(?:€|euros)?\s*[-–—/]\s*(\d[\d\s.,]*?)\s*(?:€|euros)?$")
_ABOVE = re.compile(r"^(?:au[- ]del[àa] de|sup[ée]rieure? [àa]|>)\s*", re.IGNORECASE)
_BELOW = re.compile(r"^(?:inf[ée]rieure? [àa]|<)\s*", re.IGNORECASE)
_EURO = re.compile(r"(?<=\d)\s*(?:€|euros)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to what lies between two brackets: how it is said, and what each cell then says."""

    label: str
    texts: tuple[str, ...]
    grain: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a published grid leaves open: a value between two of its brackets, and the ways to close them."""

    sentence: str
    ways: tuple[Way, ...]


def tidied(column: Fact, text: str) -> str:
    """A published text as a cell is written; as it stands where it is not understood."""
    if column.kind is not Kind.NUMBER:
        return text
    for said in (text, _plainer(text)):
        try:
            return words(column, read(column, said))
        except FactError:
            continue
    return text


def _plainer(text: str) -> str:
    said = _EURO.sub("", _LEAD.sub("", " ".join(text.split())))
    said = _BELOW.sub("moins de ", _ABOVE.sub("plus de ", said))
    found = _DASH.match(said)
    return f"de {found[1]} à {found[2]}" if found else said


def question(column: Fact, texts: Sequence[str]) -> Question | None:
    """What lies between two brackets whose bounds are whole and do not meet; None where nothing is left open."""
    cells = [_bracket(column, text) for text in texts]
    step = next((found for pair in pairwise(cells) if (found := _gap(*pair))), None)
    if step is None:
        return None
    low, high = step
    middle = plain(low + (high - low) / 2)
    ends = {"low": plain(low), "high": plain(high), "middle": middle}
    below, above = _closed(column, texts, cells), _opened(column, texts, cells)
    return Question(
        "La grille passe de {low} à {high}. Que vaut {middle} ?".format(**ends),
        (
            Way("Cela n'arrive pas : ce sont des nombres entiers.", tuple(texts), "1"),
            Way("La tranche du dessous va jusqu'à moins de {high}.".format(**ends), below, "0.01"),
            Way("La tranche du dessus commence après {low}.".format(**ends), above, "0.01"),
        ),
    )


def _bracket(column: Fact, text: str) -> Between | None:
    try:
        tests = read(column, text).tests
    except FactError:
        return None
    return tests[0] if len(tests) == 1 and isinstance(tests[0], Between) else None


def _gap(one: Between | None, other: Between | None) -> tuple[Decimal, Decimal] | None:
    """The bounds two brackets leave a whole step between, both included."""
    if one is None or other is None or not (one.high_closed and other.low_closed):
        return None
    low, high = one.high, other.low
    if isinstance(low, Decimal) and isinstance(high, Decimal) and high - low == 1:
        return low, high
    return None


def _closed(column: Fact, texts: Sequence[str], cells: Sequence[Between | None]) -> tuple[str, ...]:
    """Each bracket up to where the next begins, left out: « de 0 à moins de 623 »."""
    said = list(texts)
    for place, (one, other) in enumerate(pairwise(cells)):
        if one is not None and other is not None and _gap(one, other):
            said[place] = words(column, Cell((replace(one, high=other.low, high_closed=False),)))
    return tuple(said)


def _opened(column: Fact, texts: Sequence[str], cells: Sequence[Between | None]) -> tuple[str, ...]:
    """Each bracket from where the one before ended, left out: « plus de 622 et jusqu'à 1000 »."""
    said = list(texts)
    for place, (one, other) in enumerate(pairwise(cells), start=1):
        if one is not None and other is not None and _gap(one, other):
            said[place] = words(column, Cell((replace(other, low=one.high, low_closed=False),)))
    return tuple(said)
