"""The review of a whole règlement: the defects of its tables, and which of them leave a family without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rules import review
from rules.circles import circles
from rules.counters import OF_THE_CALENDAR, What
from rules.explain import words
from rules.facts import Choice, Fact, FactError, Kind
from rules.findings import Finding
from rules.lines import Line
from rules.operations import Operation
from rules.outcomes import Keep, Named, OutcomeError, Refuse, measures
from rules.proofs import ACCESS, CUTOFF, World
from rules.review import Code
from rules.steps import Rulebook, RulebookError, Step, apply
from rules.tables import DecisionTable, Is, Row, matches
from rules.verdicts import OverlapError

HOLES = (Code.HOLE, Code.NO_UNKNOWN_ROW)
ACCEPTABLE = (*HOLES, Code.NEVER_REACHED, Code.UNREVIEWED)  # a case left without an answer is refused, never guessed


def proofread(rules: Rulebook, kind: str, world: World, day: date) -> Iterator[Finding]:
    """Each defect of each table; ``day`` is an ordinary day of the edition.

    A hole is only a remark where the step then changes nothing and the case is decided all the same.
    """
    domain = _Domain(rules)
    for number, step in enumerate(rules.steps):
        for one in review.review(domain.table(step.table)):
            blocking = one.code is not Code.UNREVIEWED
            if one.code in HOLES:
                blocking = _undecided(rules, kind, step, one.example, world, day)
            yield _finding(number, step, one, blocking)
        yield from _unknown_measures(rules, number, world)
        if step.operation is Operation.NAME:
            yield from _mixed(number, step)
    yield from circles(rules)


def _unknown_measures(rules: Rulebook, number: int, world: World) -> Iterator[Finding]:
    """The first row of a step that computes with a fact nobody may have given, where nothing provides for that."""
    step = rules.steps[number]
    for fact in (one for one in world.facts if one.nullable and one.kind is Kind.NUMBER):
        row = next((place for place, one in enumerate(step.table.rows) if _needs(step, one, fact)), None)
        if row is not None and not any(_refuses_unknown(other, fact) for other in rules.steps):
            said = _(
                "La ligne %(row)s calcule avec « %(fact)s », qui peut être inconnu. Ajoutez la colonne « %(fact)s », "
                "« connu » ici et une ligne « inconnu » avec son prix ; ou une étape qui refuse ce cas."
            )
            yield Finding(said % {"row": row + 1, "fact": fact.title}, "ligne", number, row)


def _mixed(number: int, step: Step) -> Iterator[Finding]:
    """A step that names now a word, now a number: nothing below could compare it."""
    outputs = [row.output for row in step.table.rows]
    words = any(isinstance(one, Named) and isinstance(one.value, str | bool) for one in outputs)
    numbers = any(not isinstance(one, Named | Keep) or _is_number(one) for one in outputs)
    if words and numbers:
        said = _("L'étape donne tantôt un mot, tantôt un nombre : choisissez, ou faites deux étapes « nommer ».")
        yield Finding(said, "etape", number)


def _is_number(output: Any) -> bool:
    value = output.value if isinstance(output, Named) else None
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _needs(step: Step, row: Row[Any], fact: Fact) -> bool:
    """Does the row compute with this fact even when it is unknown?"""
    return fact.name in measures(row.output) and _accepts_unknown(step, row, fact)


def _accepts_unknown(step: Step, row: Row[Any], fact: Fact) -> bool:
    place = next((place for place, column in enumerate(step.table.columns) if column.name == fact.name), None)
    return place is None or matches(fact, row.cells[place], None)


def _refuses_unknown(step: Step, fact: Fact) -> bool:
    """Is this a step that looks at the fact and refuses it unknown?"""
    if fact.name not in {column.name for column in step.table.columns}:
        return False
    return any(isinstance(row.output, Refuse) and _accepts_unknown(step, row, fact) for row in step.table.rows)


def _finding(number: int, step: Step, one: review.Finding, blocking: bool) -> Finding:
    said = f"{one.message} {one.suggestion}"
    if one.code in HOLES and not blocking:
        said = f"{one.message} " + _("L'étape n'y change alors rien ; écrivez « sans effet » si c'est voulu.")
    row = one.rows[0] if one.rows and one.code not in HOLES else None
    part = "etape" if row is None else "ligne"
    repairs, acceptable = _buttons(number, step, one), one.code in ACCEPTABLE
    return Finding(said, part, number, row, blocking=blocking, repairs=repairs, acceptable=acceptable)


def _buttons(number: int, step: Step, one: review.Finding) -> tuple[tuple[str, str], ...]:
    """The repairs of a defect as the editor's buttons: the cell, then what to write in it."""
    columns = step.table.columns
    moved = tuple(
        (repair.words, f"mend:{number}:{repair.row}:{repair.column}:{words(columns[repair.column], repair.cell)}")
        for repair in one.repairs
    )
    if not one.missing:
        return moved
    place = one.rows[0] + 1 if one.rows else len(step.table.rows)
    texts = "|".join(words(column, cell) for column, cell in zip(columns, one.missing, strict=True))
    return (*moved, (_("Ajouter la ligne manquante"), f"insert:{number}:{place}:{texts}"))


def _undecided(rules: Rulebook, kind: str, step: Step, case: dict[str, Any], world: World, day: date) -> bool:
    """Would a case without a row in this step end without an answer?"""
    if kind == CUTOFF and step.operation is Operation.REFUSE:
        return False
    if kind in (ACCESS, CUTOFF) or step.operation is Operation.NAME:
        return True
    if step.operation is not Operation.SET:
        return False
    settable = {fact.name for fact in world.facts}
    if step.level.is_group or not case.keys() <= settable:
        return sum(other.operation is Operation.SET for other in rules.steps) == 1
    return _unpriced(rules, case, world, day)


def _unpriced(rules: Rulebook, case: dict[str, Any], world: World, day: date) -> bool:
    imagined = world.imagined(day, ("exemple", "exemple"))
    facts = {fact.name: None for fact in world.facts} | dict(imagined.facts) | case
    try:
        bill = apply(rules, [Line("exemple", day, facts, imagined.keys)])
    except (FactError, OutcomeError, OverlapError, RulebookError):
        return True
    return bool(bill.unpriced)


class _Domain:
    """What each fact may be in this règlement: an open list holds the choices its tables name."""

    def __init__(self, rules: Rulebook) -> None:
        others = [step.covers for step in rules.steps] + [counter.among for counter in rules.counters]
        tables: list[DecisionTable[Any]] = [*(step.table for step in rules.steps), *filter(None, others)]
        self.slugs: dict[str, dict[str, None]] = {}
        for table in tables:
            self._learn(table)
        self.named = {step.writes: step for step in rules.steps if step.operation is Operation.NAME}
        self.counters = {counter.name: counter for counter in rules.counters}

    def _learn(self, table: DecisionTable[Any]) -> None:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                found = {test.value: None for test in cell.tests if isinstance(test, Is)}
                self.slugs.setdefault(column.name, {}).update(
                    {value: None for value in found if isinstance(value, str)}
                )

    def table(self, table: DecisionTable[Any]) -> DecisionTable[Any]:
        """The table, its open lists closed on the choices the règlement names, unless a « sauf » looks beyond them."""
        columns = [
            column if any(row.cells[place].negated for row in table.rows) else self.fact(column)
            for place, column in enumerate(table.columns)
        ]
        return replace(table, columns=tuple(columns))

    def fact(self, column: Fact) -> Fact:
        if column.name in self.counters:
            return self._counted(column)
        if column.name in self.named:
            return self._named(column)
        if column.kind is Kind.CHOICE and not column.choices:
            return replace(column, choices=_choices(self.slugs.get(column.name, {})))
        return column

    def _counted(self, column: Fact) -> Fact:
        counter = self.counters[column.name]
        least = 0 if counter.among or counter.what in (What.SUM, *OF_THE_CALENDAR) else 1
        return replace(column, nullable=False, minimum=Decimal(least))

    def _named(self, column: Fact) -> Fact:
        outputs = [row.output for row in self.named[column.name].table.rows]
        given = [output.value for output in outputs if isinstance(output, Named)]
        fact = replace(column, nullable=None in given)
        if column.kind is not Kind.CHOICE:
            return fact
        slugs = {str(value): None for value in given if value is not None} | self.slugs.get(column.name, {})
        return replace(fact, choices=_choices(slugs))


def _choices(slugs: dict[str, None]) -> tuple[Choice, ...]:
    return tuple(Choice(slug, slug) for slug in slugs)
