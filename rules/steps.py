"""A règlement: ordered steps, each a decision table applied at a level; and the bill of a world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from rules.application import adjustment, explained, named, operated, quantity_reason, reason, sentence, shared
from rules.counters import Census, Counter, among, grouped
from rules.engine import Verdict, decide, decide_many
from rules.facts import Fact, Kind, Value
from rules.lines import Bill, Components, Key, Line, Priced
from rules.operations import Operation, operate
from rules.outcomes import (
    CENT,
    TO_THE_CENT,
    Outcome,
    OutcomeError,
    Rounding,
    measures,
)
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

    @cached_property
    def measures(self) -> tuple[Fact, ...]:
        """The facts its outcomes read besides the columns, as facts of their own."""
        names = {name for row in self.table.rows for name in measures(row.output)}
        known = {column.name for column in self.table.columns}
        return tuple(Fact(name, Kind.NUMBER, name) for name in sorted(names - known))


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

    @property
    def widest(self) -> str:
        """The name of the widest level its steps and counters reach, in the order of levels given."""
        return max((step.level for step in self.steps), default=LINE).name


def apply(rulebook: Rulebook, lines: Sequence[Line]) -> Bill:
    """The bill of a world: every line priced by the steps in order, then one adjustment a group step adds.

    The order of the lines does not matter, ordinals apart. Raises RulebookError when an amount is
    not rounded to the cent, OverlapError when two rows of a unique table match.
    """
    return _Pricing(rulebook, lines).bill()


class _Pricing:
    """One world being priced; each line's facts, components and reasons so far."""

    def __init__(self, rulebook: Rulebook, lines: Sequence[Line]) -> None:
        self.rulebook = rulebook
        self.lines = lines
        self.census = Census(rulebook.counters, lines)
        self.facts: list[dict[str, Value]] = [{**line.facts, **self.census.of_line(line)} for line in lines]
        self.priced = [Priced(line.subject, line.day, None) for line in lines]
        self.place = {line.subject: index for index, line in enumerate(lines)}
        self.adjustments: list[tuple[Key, Priced]] = []

    def bill(self) -> Bill:
        multiplied = False
        for step in self.rulebook.steps:
            if step.level >= LINE and not multiplied:
                self._multiply_quantities()
                multiplied = True
            self._groups(step) if step.level.is_group else self._each_line(step)
        if not multiplied:
            self._multiply_quantities()
        bill = Bill(tuple(self.priced), tuple(priced for _, priced in self.adjustments))
        for priced in (*bill.lines, *bill.adjustments):
            _check_cents(priced)
        return bill

    def _each_line(self, step: Step) -> None:
        for index, verdict in enumerate(decide_many(step.table, self.facts)):
            self.priced[index] = self._applied(step, index, verdict)

    def _applied(self, step: Step, index: int, verdict: Verdict[Outcome]) -> Priced:
        priced, facts = self.priced[index], self.facts[index]
        match step.operation:
            case Operation.NAME:
                facts[step.writes] = named(step, verdict, facts)
                return explained(
                    priced,
                    reason(step, verdict, facts, priced.components, priced.components),
                )
            case Operation.REFUSE:
                because = reason(step, verdict, facts, priced.components, priced.components)
                return replace(
                    explained(priced, because),
                    refusal=priced.refusal or sentence(verdict),
                )
            case Operation.SHARE:
                return shared(step, priced, verdict, facts)
        try:
            after = operated(step, priced.components, verdict, facts)
        except OutcomeError as error:
            return replace(priced, refusal=priced.refusal or str(error))
        return replace(
            explained(priced, reason(step, verdict, facts, priced.components, after)),
            components=after,
        )

    def _multiply_quantities(self) -> None:
        for index, (line, priced) in enumerate(zip(self.lines, self.priced, strict=True)):
            if line.quantity != 1 and priced.components is not None:
                after = operate(Operation.QUANTITY, priced.components, (line.quantity,), writes="")
                self.priced[index] = replace(
                    explained(
                        priced,
                        quantity_reason(LINE.name, line.quantity, priced.components, after),
                    ),
                    components=after,
                )

    def _groups(self, step: Step) -> None:
        covered = among(step.covers, (line for line in self.lines if line.counted))
        for key, members in grouped(covered, step.level.name).items():
            self._group(step, key, members)

    def _group(self, step: Step, key: Key, members: list[Line]) -> None:
        indexes = [self.place[member.subject] for member in members]
        facts = {
            **self.facts[indexes[0]],
            **self.census.of_group(step.level.name, key, members),
        }
        verdict = decide(step.table, facts)
        before = self._present(key, indexes)
        refusal = sentence(verdict) if step.operation is Operation.REFUSE else None
        after = before
        if step.operation is not Operation.REFUSE:
            try:
                after = operated(step, before, verdict, facts)
            except OutcomeError as error:
                refusal = str(error)
        if step.operation is Operation.SET and after is not before:
            for index in indexes:
                self.priced[index] = replace(self.priced[index], covered=True)
        if after is before and refusal is None:
            return
        self.adjustments.append(
            (
                key,
                adjustment(step, key, members, verdict, facts, before, after, refusal),
            )
        )

    def _present(self, key: Key, indexes: Sequence[int]) -> Components | None:
        inside = [self.priced[index].components for index in indexes]
        inside += [adjustment.components for own, adjustment in self.adjustments if own.inside(key)]
        known = [components for components in inside if components is not None]
        return _sum(known) if known else None


def _sum(parts: Sequence[Components]) -> Components:
    total: dict[str, Decimal] = {}
    for components in parts:
        for name, amount in components.items():
            total[name] = total.get(name, Decimal(0)) + amount
    return total


def _check_cents(priced: Priced) -> None:
    amount = priced.amount
    if amount is not None and amount != amount.quantize(CENT):
        raise RulebookError(
            f"Le montant {amount} n'est pas arrondi au centime : choisissez l'arrondi de la dernière étape."
        )
