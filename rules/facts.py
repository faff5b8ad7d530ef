"""What a rule may ask about: typed facts whose value may be unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum

Value = Decimal | int | date | time | str | bool | None
Facts = Mapping[str, Value]

LARGEST = 2**53 - 1  # beyond, the engine no longer tells two integers apart
DIGITS = 28  # beyond, a Decimal division is rounded
SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")


class FactError(ValueError):
    """A value that does not fit the fact it is given for; the message is for people, in French."""


class Kind(StrEnum):
    """The types of a column, as in DMN."""

    NUMBER = "nombre"
    DATE = "date"
    TIME = "heure"
    CHOICE = "choix"
    BOOLEAN = "oui-non"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice fact: the slug rules compare, the label people read."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A named thing a rule may ask about.

    ``grain`` is the smallest step between two values of a number (quotient: 1 from the CAF, 0.01
    where the town recomputes it): values off the grain are refused, and the review looks for
    holes on that grain only. ``choices`` empty means any slug (an open list).
    """

    name: str
    kind: Kind
    label: str = ""
    grain: Decimal = Decimal(1)
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    nullable: bool = True
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def __post_init__(self) -> None:
        if not SLUG.match(self.name):
            raise FactError(f"« {self.name} » n'est pas un nom de critère : lettres minuscules, chiffres et tirets.")
        if self.grain <= 0:
            raise FactError(f"Le pas du critère « {self.title} » doit être positif.")

    @property
    def title(self) -> str:
        """The words people read."""
        return self.label or self.name

    def label_of(self, value: Value) -> str:
        """The French words for one value of this fact."""
        if value is None:
            return "inconnu"
        if isinstance(value, bool):
            return "oui" if value else "non"
        if self.kind is Kind.CHOICE:
            return next((c.label for c in self.choices if c.slug == value), str(value))
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y")
        if isinstance(value, time):
            return value.strftime("%H:%M")
        return f"{plain(Decimal(str(value)))}{' ' + self.unit if self.unit else ''}"


def plain(number: Decimal) -> str:
    """A number as French people write it, without useless zeros: ``Decimal("3.50")`` → ``3,5``."""
    text = f"{number.normalize():f}"
    return text.replace(".", ",")


def encode(fact: Fact, value: Value) -> int | str | None:
    """The exact value the engine compares: an integer, or a slug for a choice; ``None`` if unknown.

    Numbers become multiples of the grain, dates ordinals, times minutes, booleans 0 or 1.
    Raises FactError when the value has another type, lies off the grain or is out of range.
    """
    if value is None:
        return None
    return _ENCODERS[fact.kind](fact, value)


def decode(fact: Fact, code: int | str | None) -> Value:
    """The value that ``encode`` turned into ``code``."""
    if code is None:
        return None
    match fact.kind:
        case Kind.NUMBER:
            return Decimal(code) * fact.grain
        case Kind.DATE:
            return date.fromordinal(int(code))
        case Kind.TIME:
            return time(int(code) // 60, int(code) % 60)
        case Kind.BOOLEAN:
            return bool(code)
    return str(code)


def _number(fact: Fact, value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise FactError(f"« {fact.title} » attend un nombre, pas {value!r}.")
    steps = scaled(fact, Decimal(value))
    if steps != steps.to_integral_value():
        raise FactError(
            f"« {fact.title} » avance de {plain(fact.grain)} en {plain(fact.grain)} : {value} n'en est pas un multiple."
        )
    return int(steps)


def scaled(fact: Fact, number: Decimal) -> Decimal:
    """``number`` counted in grains of the fact, not yet rounded. Raises FactError out of range."""
    try:
        steps = number / fact.grain
    except InvalidOperation:
        raise FactError(f"« {fact.title} » : {number} n'est pas un nombre utilisable.") from None
    if len(number.as_tuple().digits) > DIGITS:
        raise FactError(f"« {fact.title} » : {number} a trop de chiffres pour être comparé exactement.")
    if not steps.is_finite() or abs(steps) > LARGEST:
        raise FactError(f"« {fact.title} » : {number} est hors des limites.")
    return steps


def _date(fact: Fact, value: Value) -> int:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FactError(f"« {fact.title} » attend une date, pas {value!r}.")
    return value.toordinal()


def _time(fact: Fact, value: Value) -> int:
    if not isinstance(value, time):
        raise FactError(f"« {fact.title} » attend une heure, pas {value!r}.")
    if value.second or value.microsecond:
        raise FactError(f"« {fact.title} » avance de minute en minute : {value} tombe entre deux.")
    return value.hour * 60 + value.minute


def _boolean(fact: Fact, value: Value) -> int:
    if not isinstance(value, bool):
        raise FactError(f"« {fact.title} » attend oui ou non, pas {value!r}.")
    return int(value)


def _choice(fact: Fact, value: Value) -> str:
    if not isinstance(value, str) or not SLUG.match(value):
        raise FactError(f"« {fact.title} » attend l'un de ses choix, pas {value!r}.")
    if fact.choices and all(choice.slug != value for choice in fact.choices):
        raise FactError(f"« {value} » n'est pas un choix de « {fact.title} ».")
    return value


_ENCODERS: dict[Kind, Callable[[Fact, Value], int | str]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}
