"""A règlement: ordered steps, each a decision table applied at a level; and the bill of a world."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from rules.application import Applied, adjustment, applied, quantity_reason
from rules.counters import Census, Counter, among, by_day, grouped
from rules.engine import Verdict, decide, decide_many
from rules.facts import Fact, Kind, Value
from rules.lines import Bill, Components, Key, Line, Priced
from rules.operations import Operation, operate
from rules.outcomes import (
    CENT,
    TO_THE_CENT,
    Outcome,
    Rounding,
    measures,
)
from rules.tables import DecisionTable
from rules.traces import Reason

REMEMBERED = 5_000  # answers of one step


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


class _Subject:
    """One line being priced: its components so far, and what led to them."""

    __slots__ = ("components", "covered", "reasons", "refusal", "shares")

    def __init__(self) -> None:
        self.components: Components | None = None
        self.reasons: list[Reason] = []
        self.refusal: str | None = None
        self.shares: list[tuple[str, Decimal]] = []
        self.covered = False

    def take(self, applied: Applied) -> None:
        """What a step did becomes the present state; a step where no row answered leaves no reason."""
        self.components = applied.after
        if applied.reason is not None and applied.reason.fired:
            self.reasons.append(applied.reason)
        if applied.refusal is not None and self.refusal is None:
            self.refusal = applied.refusal
        if applied.share is not None:
            self.shares.append(applied.share)

    def priced(self, line: Line) -> Priced:
        return Priced(
            line.subject, line.day, self.components, tuple(self.reasons), self.refusal,
            shares=tuple(self.shares), covered=self.covered,
        )  # fmt: skip


class _Pricing:
    """One world being priced."""

    def __init__(self, rulebook: Rulebook, lines: Sequence[Line]) -> None:
        self.rulebook = rulebook
        self.lines = lines
        self.census = Census(rulebook.counters, lines)
        counted = self.census.of_lines(lines)
        self.facts: list[dict[str, Value]] = [{**line.facts, **own} for line, own in zip(lines, counted, strict=True)]
        self.subjects = [_Subject() for _ in lines]
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
        priced = [subject.priced(line) for subject, line in zip(self.subjects, self.lines, strict=True)]
        bill = Bill(tuple(priced), tuple(adjustment for _, adjustment in self.adjustments))
        _check_cents(bill)
        return bill

    @cached_property
    def grouping(self) -> list[Line]:
        """The lines that belong to groups, by day."""
        return by_day(line for line in self.lines if line.counted)

    def _each_line(self, step: Step) -> None:
        """The step on each line; lines alike in all it reads share one answer and one reason."""
        known, measured, naming = step.applied, step.measures, step.operation is Operation.NAME
        if len(known) > REMEMBERED:
            known.clear()
        for subject, facts, verdict in zip(self.subjects, self.facts, decide_many(step.table, self.facts), strict=True):
            present = subject.components
            key = (id(verdict), id(present), *[facts.get(fact.name) for fact in measured])
            found = known.get(key)
            if found is None:
                found = known[key] = (applied(step, verdict, facts, present), verdict, present)
            did = found[0]
            subject.take(did)
            if naming:
                facts[step.writes] = did.named

    def _multiply_quantities(self) -> None:
        for subject, line in zip(self.subjects, self.lines, strict=True):
            if line.quantity != 1 and subject.components is not None:
                after = operate(Operation.QUANTITY, subject.components, (line.quantity,), writes="")
                subject.reasons.append(quantity_reason(LINE.name, line.quantity, subject.components, after))
                subject.components = after

    def _groups(self, step: Step) -> None:
        covered = among(step.covers, self.grouping)
        for key, members in grouped(covered, step.level.name).items():
            self._group(step, key, members)

    def _group(self, step: Step, key: Key, members: list[Line]) -> None:
        indexes = [self.place[member.subject] for member in members]
        facts = {**self.facts[indexes[0]], **self.census.of_group(step.level.name, key, members)}
        verdict = decide(step.table, facts)
        before = self._present(key, indexes)
        did = applied(step, verdict, facts, before)
        if step.operation is Operation.SET and did.after is not before:
            for index in indexes:
                self.subjects[index].covered = True
        if did.after is not before or did.refusal is not None:
            self.adjustments.append((key, adjustment(step, key, members, did, before)))

    def _present(self, key: Key, indexes: Sequence[int]) -> Components | None:
        inside = [self.subjects[index].components for index in indexes]
        inside += [adjustment.components for own, adjustment in self.adjustments if own.inside(key)]
        known = [components for components in inside if components is not None]
        return _sum(known) if known else None


def _sum(parts: Sequence[Components]) -> Components:
    """The components added up; lines alike share theirs, which are told once."""
    shared = {id(components): components for components in parts}
    total: dict[str, Decimal] = {}
    for number, count in Tally(map(id, parts)).items():
        for name, amount in shared[number].items():
            total[name] = total.get(name, Decimal(0)) + amount * count
    return total


def _check_cents(bill: Bill) -> None:
    distinct = {id(priced.components): priced for priced in (*bill.lines, *bill.adjustments)}
    for priced in distinct.values():
        amount = priced.amount
        if amount is not None and amount != amount.quantize(CENT):
            raise RulebookError(
                f"Le montant {amount} n'est pas arrondi au centime : choisissez l'arrondi de la dernière étape."
            )
