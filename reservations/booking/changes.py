"""What is asked of some days for a child, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from families.models import Child
from reservations.terms import Terms


@dataclass(frozen=True)
class Change:
    """What a parent asks for one child: the sessions to have, and those to leave.

    ``terms`` say at what hours, in which variant, for the sessions wanted; where they say nothing, a new place is
    the whole of its unit and one already booked stays as it is.
    """

    child: Child
    wanted: Collection[int]
    unwanted: Collection[int] = ()
    terms: Mapping[int, Terms] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A session that could not be booked or given up, and the sentence the parent reads."""

    session: int
    day: date | None
    label: str
    sentence: str
    child: int = 0
    full: bool = False


@dataclass
class HoldResult:
    """What « Valider » did: the sessions held, given up, at other hours, and refused with their reason."""

    held: list[int] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
