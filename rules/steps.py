"""A world priced: every line by the steps of a règlement in order, then what its group steps add."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from rules.application import Applied, adjustment, applied, quantity_reason
from rules.cancellations import CANCELLATION, LATE, due, provided_for, waived
from rules.counters import Census, among, by_day, grouped
from rules.elsewhere import Circle
from rules.engine import Verdict, decide, decide_many
from rules.facts import Facts, Value
from rules.lines import Bill, Components, Key, Line, Priced
from rules.operations import Operation, operate, total
from rules.outcomes import CENT, TO_THE_CENT, Outcome
from rules.rulebooks import LINE, UNIT, Level, Rulebook, RulebookError, Step
from rules.traces import Reason

__all__ = ["LINE", "UNIT", "Level", "Rulebook", "RulebookError", "Step", "apply"]

REMEMBERED = 5_000  # answers of one step
ON_TOTALS = frozenset({Operation.CAP, Operation.FLOOR, Operation.MULTIPLY, Operation.SHARE})


def apply(rulebook: Rulebook, lines: Sequence[Line]) -> Bill:
    """The bill of a world: every line priced by the steps in order, then one adjustment a group step adds.

    The order of the lines does not matter, ordinals apart. Raises RulebookError when an amount is
    not rounded to the cent, OverlapError when two rows of a unique table match.
    """
    return _Pricing(rulebook, lines).bill()


class _Subject:
    """One line being priced: its components so far, what led to them, and what others take of it."""

    __slots__ = ("components", "covered", "reasons", "refusal", "shares", "unknown")

    def __init__(self) -> None:
        self.components: Components | None = None
        self.reasons: list[Reason] = []
        self.refusal: str | None = None
        self.shares: list[tuple[str, Decimal]] = []
        self.covered = False
        self.unknown = False

    def waive(self, line: Line) -> None:
        """Nothing is due, by anybody."""
        self.components, reason = waived(line, self.components)
        self.reasons.append(reason)
        self.shares, self.refusal = [], None

    def take(self, applied: Applied) -> None:
        """What a step did becomes the present state; a step where no row answered leaves no reason."""
        self.components = applied.after
        if applied.reason is not None and applied.reason.fired:
            self.reasons.append(applied.reason)
        if applied.refusal is not None and (self.refusal is None or self.unknown):  # the town's sentence is better
            self.refusal, self.unknown = applied.refusal, applied.unknown
        if applied.share is not None:
            self.shares.append(applied.share)

    def multiply(self, quantity: Decimal) -> None:
        """The one multiplication between the unit and the line: the price, and what others take of it."""
        if self.components is not None:
            after = operate(Operation.QUANTITY, self.components, (quantity,), writes="")
            self.reasons.append(quantity_reason(LINE.name, quantity, self.components, after))
            self.components = after
        self.shares = [(debtor, TO_THE_CENT(amount * quantity)) for debtor, amount in self.shares]

    def priced(self, line: Line) -> Priced:
        shares = tuple(_within(self.shares, self.components)) if self.shares else ()
        return Priced(
            line.subject, line.day, self.components, tuple(self.reasons), self.refusal,
            shares=shares, covered=self.covered,
        )  # fmt: skip


def _within(shares: Sequence[tuple[str, Decimal]], components: Components | None) -> Iterator[tuple[str, Decimal]]:
    """What each debtor takes, the first one first, as long as something is left of the price."""
    left = total(components or {})
    for debtor, amount in shares:
        taken = min(left, amount)
        left -= taken
        if taken > 0:
            yield debtor, taken


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
        """The steps on units, the quantities, the steps on lines, those that have left, the steps on groups."""
        steps = self.rulebook.steps
        for step in self.rulebook.unit_steps:
            self._each_line(step)
        self._multiply_quantities()
        for step in steps[len(self.rulebook.unit_steps) :]:
            if step.level.is_group:
                break
            self._each_line(step)
        self._waive_departed()
        for step in steps:
            if step.level.is_group:
                self._groups(step)
        priced = [subject.priced(line) for subject, line in zip(self.subjects, self.lines, strict=True)]
        bill = Bill(tuple(priced), tuple(adjustment for _, adjustment in self.adjustments))
        _check_cents(bill)
        return bill

    @cached_property
    def present(self) -> list[Line]:
        """The lines that belong to groups, by day."""
        return by_day(line for line in self.lines if line.counted)

    @cached_property
    def owing(self) -> list[Line]:
        """Those, then the lines that have left and are due all the same."""
        left = [line for line, subject in zip(self.lines, self.subjects, strict=True)
                if not line.counted and due(line, subject.components)]  # fmt: skip
        return [*self.present, *by_day(left)]

    def _grouping(self, step: Step) -> list[Line]:
        """The lines a group step is about: all that is due for one that changes a total; otherwise those that have
        not left, unless its condition or one of its counters looks at the others too."""
        conditions = {column.name for column in step.covers.columns} if step.covers else set()
        counts = {column.name for column in step.table.columns} & self.rulebook.departed
        return self.owing if step.operation in ON_TOTALS or CANCELLATION in conditions or counts else self.present

    def _waive_departed(self) -> None:
        """A line that has left in time or justified is free, unless a row provides for it."""
        for line, subject in zip(self.lines, self.subjects, strict=True):
            if line.facts.get(CANCELLATION) in (None, LATE):
                continue
            if not provided_for(self.rulebook, subject.reasons):
                subject.waive(line)

    def _each_line(self, step: Step) -> None:
        """The step on each line; lines alike in all it reads share one answer and one reason."""
        known, measured, naming = step.applied, step.measures, step.operation is Operation.NAME
        if len(known) > REMEMBERED:
            known.clear()
        for subject, facts, verdict in zip(self.subjects, self.facts, decide_many(step.table, self.facts), strict=True):
            present = subject.components
            if step.elsewhere:
                facts.update(self._elsewhere(verdict, facts))
            key = (id(verdict), id(present), *[facts.get(fact.name) for fact in measured])
            found = known.get(key)
            if found is None:
                found = known[key] = (applied(step, verdict, facts, present), verdict, present)
            did = found[0]
            subject.take(did)
            if naming:
                facts[step.writes] = did.named

    def _elsewhere(self, verdict: Verdict[Outcome], facts: Facts) -> dict[str, Value]:
        try:
            return self.rulebook.elsewhere.facts(verdict.outputs, facts)
        except Circle as error:
            raise RulebookError(str(error)) from None

    def _multiply_quantities(self) -> None:
        for subject, line in zip(self.subjects, self.lines, strict=True):
            if line.quantity != 1:
                subject.multiply(line.quantity)

    def _groups(self, step: Step) -> None:
        if step.operation is Operation.NAME:  # outside its groups, nothing is named
            for facts in self.facts:
                facts[step.writes] = None
        covered = among(step.covers, self._grouping(step))
        for key, members in grouped(covered, step.level.name).items():
            self._group(step, key, members)

    def _group(self, step: Step, key: Key, members: list[Line]) -> None:
        indexes = [self.place[member.subject] for member in members]
        facts = {**self.facts[indexes[0]], **self.census.of_group(step.level.name, key, members)}
        verdict = decide(step.table, facts)
        if step.elsewhere:
            facts |= self._elsewhere(verdict, facts)
        before = self._present(key, indexes)
        did = applied(step, verdict, facts, before)
        if step.operation is Operation.NAME:
            for index in indexes:
                self.facts[index][step.writes] = did.named
        if step.operation is Operation.SET and did.after is not before:
            for index in indexes:
                self.subjects[index].covered = True
        if did.after is not before or did.refusal is not None or did.share is not None:
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
