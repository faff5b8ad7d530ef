"""A règlement as a value: its ordered steps, each a decision table applied at a level, and its counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rules.application import Applied
from rules.cancellations import CANCELLATION
from rules.counters import Counter
from rules.elsewhere import Elsewhere
from rules.engine import Verdict
from rules.facts import Fact, Kind
from rules.lines import Components
from rules.operations import Operation
from rules.outcomes import PRESENT, TO_THE_CENT, Outcome, PriceOf, Rounding, measures
from rules.tables import DecisionTable


class RulebookError(ValueError):
    """A règlement that cannot be applied; the message is for people, in French."""


@dataclass(frozen=True, slots=True, order=True)
class Level:
    """Where a step applies: 0 the unit, 1 the line, then groups, the wider the later."""

    order: int
    name: str = field(compare=False)
    label: str = field(default="", compare=False)

    @property
    def is_group(self) -> bool:
        return self.order > LINE.order


_PRICE = Fact(PRESENT, Kind.NUMBER, "prix", unit="€")
UNIT = Level(0, "unite", "par unité")
LINE = Level(1, "ligne", "par ligne")


@dataclass(frozen=True)
class Step:
    """One step: an operation, on some components (all when ``on`` is empty), by a table.

    ``writes`` names the component it creates, or the fact a *name* step decides. A group step sees
    only the lines that ``covers`` accepts. ``rounding`` is applied to what the step computes.
    """

    name: str
    level: Level
    operation: Operation
    table: DecisionTable[Outcome]
    writes: str = "prix"
    on: tuple[str, ...] = ()
    covers: DecisionTable[bool] | None = None
    rounding: Rounding | None = TO_THE_CENT
    debtor: str = ""
    read: tuple[Fact, ...] = field(default=(), compare=False)

    @cached_property
    def measures(self) -> tuple[Fact, ...]:
        """The facts its outcomes read besides the columns; those of ``read`` with the words people know them by."""
        names = {name for row in self.table.rows for name in measures(row.output)}
        known = {column.name for column in self.table.columns}
        called: Mapping[str, Fact] = {fact.name: fact for fact in (*self.read, _PRICE)}
        return tuple(called.get(name) or Fact(name, Kind.NUMBER, name) for name in sorted(names - known))

    @cached_property
    def reads_present(self) -> bool:
        """Does a row compute with the price the step finds?"""
        return any(fact.name == PRESENT for fact in self.measures)

    @cached_property
    def elsewhere(self) -> tuple[PriceOf, ...]:
        """The prices of other things its rows compute with."""
        return tuple({row.output: None for row in self.table.rows if isinstance(row.output, PriceOf)})

    @cached_property
    def place_of_cancellation(self) -> int | None:
        """The place of the column « annulation », counted from 0, if it has one."""
        names = [column.name for column in self.table.columns]
        return names.index(CANCELLATION) if CANCELLATION in names else None

    @cached_property
    def applied(self) -> dict[tuple[object, ...], tuple[Applied, Verdict[Outcome], Components | None]]:
        """What it did to lines, by what it answered and the price they had; both kept alive, for their ids."""
        return {}


@dataclass(frozen=True)
class Rulebook:
    """An edition of a règlement, as a value: its steps in order and its counters.

    Raises RulebookError when a step applies at a narrower level than the one above it.
    """

    steps: tuple[Step, ...]
    counters: tuple[Counter, ...] = ()
    name: str = ""
    edition: str = ""

    def __post_init__(self) -> None:
        for above, step in zip(self.steps, self.steps[1:], strict=False):
            if step.level < above.level:
                raise RulebookError(
                    f"L'étape « {step.name} » s'applique {step.level.label}, plus étroit que « {above.name} » : "
                    "placez-la avant."
                )

    @cached_property
    def asked(self) -> frozenset[str]:
        """The names of all the facts its tables and counters read."""
        tables = [step.table for step in self.steps]
        others = [step.covers for step in self.steps] + [counter.among for counter in self.counters]
        columns = {column.name for table in (*tables, *filter(None, others)) for column in table.columns}
        return frozenset(columns | {fact.name for step in self.steps for fact in step.measures})

    @cached_property
    def by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    @cached_property
    def unit_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.level < LINE)

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """The prices of other things, asked once for each distinct case."""
        return Elsewhere(self)

    @cached_property
    def departed(self) -> frozenset[str]:
        """The counters that also see the lines that have left their groups."""
        return frozenset(counter.name for counter in self.counters if counter.departed)

    @property
    def widest(self) -> str:
        """The name of the widest level its steps and counters reach, in the order of levels given."""
        return max((step.level for step in self.steps), default=LINE).name
