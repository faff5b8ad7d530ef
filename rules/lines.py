"""A world of lines, and the bill that answers it: plain values, whose keys and subjects are opaque to rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rules.cutoffs.calendars import Calendar
from rules.facts import Facts

if TYPE_CHECKING:
    from rules.traces import Reason

_ORDINARY = Calendar()
Components = Mapping[str, Decimal]
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a group: whose (a path, the larger first) and over which days, both included."""

    who: tuple[str, ...]
    first: date
    last: date
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.who, self.first, self.last)))

    def __hash__(self) -> int:  # a world looks its keys up many times over
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Key):
            return NotImplemented
        return self.first == other.first and self.last == other.last and self.who == other.who

    def inside(self, other: Key) -> bool:
        """Does this group lie wholly inside the other?"""
        return self.who[: len(other.who)] == other.who and other.first <= self.first and self.last <= other.last

    def __str__(self) -> str:
        return f"{'/'.join(self.who)}:{self.first.isoformat()}:{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to price: a booked meal, a recorded late pick-up, a monthly fee.

    ``facts`` holds every fact of the vocabulary, ``None`` where unknown. ``keys`` gives the group
    the line belongs to at each level. ``counted`` is false once the line has left its groups (a
    booking cancelled): it keeps its own price, and counters no longer see it. ``calendar`` is that of
    the service it is for.
    """

    subject: str
    day: date
    facts: Facts
    keys: Mapping[str, Key] = field(default_factory=dict)
    quantity: Decimal = Decimal(1)
    booked_at: datetime | None = None
    rank: int = 0
    counted: bool = True
    calendar: Calendar = field(default=_ORDINARY, compare=False)


@dataclass(frozen=True, slots=True)
class Priced:
    """What one subject comes to: a line, or the adjustment a group step adds.

    ``amount`` is in euros, ``None`` when no step priced it. ``refusal`` is the sentence of a
    refusing row. An adjustment has the ``group`` it adjusts and its ``members``. ``shares`` says
    what other debtors take of it.
    """

    subject: str
    day: date
    components: Components | None
    reasons: tuple[Reason, ...] = ()
    refusal: str | None = None
    members: tuple[str, ...] = ()
    group: Key | None = None
    shares: tuple[tuple[str, Decimal], ...] = ()
    covered: bool = False

    @property
    def amount(self) -> Decimal | None:
        """The sum of the components, in euros to the cent; None where nothing priced the subject."""
        if self.components is None:
            return ZERO if self.covered else None
        return sum(self.components.values(), ZERO)

    @property
    def unpriced(self) -> bool:
        """No step gave it an amount and no group it belongs to had its total set."""
        return self.amount is None and self.refusal is None


@dataclass(frozen=True)
class Bill:
    """A world priced: one ``Priced`` a line, in the order of the lines, then the groups' adjustments."""

    lines: tuple[Priced, ...]
    adjustments: tuple[Priced, ...] = ()

    @cached_property
    def by_subject(self) -> Mapping[str, Priced]:
        return {priced.subject: priced for priced in (*self.lines, *self.adjustments)}

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset(self.by_subject)

    def of(self, subject: str) -> Decimal:
        """What the subject comes to, in euros; zero when the world does not know it."""
        priced = self.by_subject.get(subject)
        return (priced.amount if priced else None) or ZERO

    @property
    def total(self) -> Decimal:
        return sum((priced.amount or ZERO for priced in self.by_subject.values()), ZERO)

    @property
    def refused(self) -> tuple[Priced, ...]:
        return tuple(priced for priced in self.by_subject.values() if priced.refusal is not None)

    @property
    def unpriced(self) -> tuple[Priced, ...]:
        return tuple(priced for priced in self.lines if priced.unpriced)
