"""An edition as anybody reads it: a sentence for each step, its table in words, its counters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rules.counters import Counter, What
from rules.cutoffs import Cutoff
from rules.cutoffs import words as cutoff_words
from rules.explain import words as cell_words
from rules.facts import Fact
from rules.operations import Operation
from rules.outcomes import Outcome
from rules.steps import Level, Rulebook, Step
from rules.tables import DecisionTable, HitPolicy
from rules.wording import write

LevelWords = Callable[[str], Level]

_SENTENCES = {
    Operation.SET: "Fixe {what} {level}.",
    Operation.ADD: "S'ajoute à {what}, {level}.",
    Operation.MULTIPLY: "Augmente ou réduit {what} d'un pourcentage, {level}.",
    Operation.CAP: "Plafonne {what} {level}.",
    Operation.FLOOR: "Porte {what} à un minimum, {level}.",
    Operation.NAME: "Détermine « {writes} », dont se servent les étapes suivantes.",
    Operation.REFUSE: "Autorise ou refuse, {level}.",
    Operation.SHARE: "Met une part à la charge de « {debtor} », {level}.",
}
_POLICIES = {
    HitPolicy.FIRST: "La première ligne qui convient s'applique.",
    HitPolicy.COLLECT: "Toutes les lignes qui conviennent s'additionnent.",
    HitPolicy.SUM: "Toutes les lignes qui conviennent s'additionnent.",
}
_COUNTED = {
    What.LINES: "le nombre de réservations",
    What.DISTINCT: "le nombre de groupes « {of} »",
    What.SUM: "la somme de « {of} »",
    What.RANK: "le rang de « {of} » selon « {by} »",
    What.QUANTITIES: "le total des quantités",
    What.OPENING_DAYS: "le nombre de jours d'ouverture{days}",
    What.SCHOOL_DAYS: "le nombre de jours de classe{days}",
    What.HOLIDAYS: "le nombre de jours de vacances{days}",
    What.PUBLIC_HOLIDAYS: "le nombre de jours fériés{days}",
    What.DAYS: "le nombre de jours{days}",
}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row in words: its label, a text a column, what it decides."""

    label: str
    cells: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class ReadStep:
    """A step in words: what it does, its remarks, and its table."""

    name: str
    sentence: str
    remarks: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[ReadRow, ...]

    @property
    def labelled(self) -> bool:
        """Is there a label to show?"""
        return any(row.label for row in self.rows)


def readable(rulebook: Rulebook, facts: Mapping[str, str]) -> tuple[ReadStep, ...]:
    """Each step in words; ``facts`` are the titles of the facts by name."""
    titles = {**facts, **{counter.name: counter.fact.title for counter in rulebook.counters}}
    titles |= {step.writes: step.name for step in rulebook.steps if step.operation is Operation.NAME}
    return tuple(_step(step, titles) for step in rulebook.steps)


def counters_read(rulebook: Rulebook, level: LevelWords) -> tuple[str, ...]:
    """« séances du jour : le nombre de réservations, par enfant et par jour »."""
    return tuple(_counter(counter, level) for counter in rulebook.counters)


def condition_words(table: DecisionTable[bool]) -> str:
    """« unité : matin, soir »."""
    rows = (
        " et ".join(_pair(column, cell_words(column, cell))
                    for column, cell in zip(table.columns, row.cells, strict=True) if not cell.is_any)
        for row in table.rows
    )  # fmt: skip
    return ", ou ".join(rows)


def _step(step: Step, titles: Mapping[str, str]) -> ReadStep:
    deadline = any(isinstance(row.output, Cutoff) for row in step.table.rows)
    return ReadStep(
        name=step.name,
        sentence="Fixe la date limite." if deadline else _sentence(step),
        remarks=tuple(filter(None, _remarks(step, deadline))),
        headers=tuple(column.title for column in step.table.columns),
        rows=tuple(
            ReadRow(
                row.label,
                tuple(cell_words(column, cell) for column, cell in zip(step.table.columns, row.cells, strict=True)),
                _outcome(row.output, titles),
            )
            for row in step.table.rows
        ),
    )


def _sentence(step: Step) -> str:
    what = " et ".join(f"« {name} »" for name in step.on) or "le prix"
    level = step.level.label or step.level.name
    said = _SENTENCES[step.operation].format(what=what, level=level, writes=step.writes, debtor=step.debtor)
    return said.replace("à le prix", "au prix")


def _remarks(step: Step, deadline: bool) -> list[str]:
    money = step.operation not in (Operation.NAME, Operation.REFUSE) and not deadline
    return [
        f"Concerne {condition_words(step.covers)}." if step.covers else "",
        _POLICIES.get(step.table.policy, ""),
        f"{step.rounding.words.capitalize()}." if money and step.rounding else "",
    ]


def _outcome(outcome: Outcome, titles: Mapping[str, str]) -> str:
    return cutoff_words(outcome) if isinstance(outcome, Cutoff) else write(outcome, titles)


def _counter(counter: Counter, level: LevelWords) -> str:
    days = f" ({counter.of})" if counter.of else ""
    counted = _COUNTED[counter.what].format(of=counter.of, by=counter.by, days=days)
    among = f", parmi {condition_words(counter.among)}" if counter.among else ""
    order = ", jusqu'à la réservation comprise" if counter.order else ""
    order += ", à la suite" if counter.consecutive else ""
    departed = ", annulées comprises" if counter.departed else ""
    return f"{counter.fact.title} : {counted}{among}{departed}, {level(counter.over).label}{order}."


def _pair(column: Fact, said: str) -> str:
    return f"{column.title} : {said}"
