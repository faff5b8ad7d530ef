"""Why a price is what it is: the reasons of each step, in plain values that can be stored and replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.facts import Fact, Value
from rules.lines import ZERO, Components, Priced
from rules.operations import Operation, difference, operate
from rules.outcomes import Outcome, Rounding, figure


@dataclass(frozen=True, slots=True)
class Fired:
    """A row that decided: its place in the table, counted from 1, its label, and what it says."""

    number: int
    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """One step as it applied to one subject.

    ``asked`` holds each fact the step read, with its value; ``before`` and ``after`` the components
    in euros. An adjustment starts from ``before``, the present total of what its group contains.
    """

    step: str
    level: str
    operation: Operation
    table: str
    fired: tuple[Fired, ...]
    asked: tuple[tuple[Fact, Value], ...]
    writes: str
    on: tuple[str, ...]
    rounding: Rounding | None
    before: Components | None
    after: Components | None

    @property
    def facts(self) -> dict[str, Value]:
        return {fact.name: value for fact, value in self.asked}

    def again(self, present: Components | None) -> Components | None:
        """The components this step gives when it starts from ``present``, computed anew."""
        return operate(
            self.operation,
            present,
            figures(self.fired, self.facts),
            writes=self.writes,
            on=self.on,
            rounding=self.rounding,
        )


def figures(fired: Sequence[Fired], facts: Mapping[str, Value]) -> tuple[Decimal, ...]:
    """The numbers of the rows that fired, in row order, rows without number left out."""
    found = (figure(row.outcome, facts) for row in fired)
    return tuple(number for number in found if number is not None)


def replay(reasons: Sequence[Reason], *, adjustment: bool) -> Decimal:
    """The amount the reasons lead to, in euros, recomputed from what they hold and nothing else.

    An adjustment is what its last step adds to the total its group had; a line starts from nothing.
    """
    if not reasons:
        return ZERO
    present: Components | None = reasons[0].before if adjustment else None
    start = present
    for reason in reasons:
        present = reason.again(present)
    gap = difference(present, start) if adjustment else (present or {})
    return sum(gap.values(), ZERO)


def replayed(priced: Priced) -> Decimal:
    """The amount of a priced subject, recomputed from its reasons."""
    return replay(priced.reasons, adjustment=bool(priced.members))
