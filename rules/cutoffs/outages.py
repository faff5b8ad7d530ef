"""The outage clause: a portal or a bank that was away near a cut-off moves it, by the same rule for all (B16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.cutoffs.calendars import CutoffError

GRACE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Outage:
    """A span of time, both ends aware, during which nobody could book or pay; ``name`` is what families read.

    Once it is over there are always ``grace`` left to act: a cut-off it covers, or that falls too soon after it,
    moves to its end plus the grace.
    """

    name: str
    start: datetime
    end: datetime
    grace: timedelta = GRACE

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an outage is between two aware moments")
        if self.end <= self.start:
            raise CutoffError(f"« {self.name} » finit avant de commencer : corrigez ses heures.")
        if self.grace < timedelta(0):
            raise CutoffError(f"« {self.name} » : le délai laissé après la panne ne peut pas être négatif.")

    @property
    def leaves(self) -> datetime:
        """The moment until which families may still act."""
        return self.end + self.grace


def extended(at: datetime, outages: Iterable[Outage], *, limit: datetime) -> tuple[datetime, Outage | None]:
    """A closing edge once outages are taken into account, and the last outage that moved it.

    An outage counts when it began before the edge, as already moved by an earlier one. Never beyond ``limit``, the
    moment of the service itself; an edge that was already beyond stays where it is.
    """
    moved, cause = at, None
    for outage in sorted(outages, key=lambda one: one.start):
        until = min(outage.leaves, limit)
        if outage.start < moved < until:
            moved, cause = until, outage
    return moved, cause
