"""A règlement as a clerk edits it: tables of texts, read one by one, whose mistakes stay where they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rules.conditions import read_condition, write_condition
from rules.counter_texts import CounterTexts, read_counter, write_counter
from rules.explain import read as read_cell
from rules.explain import words as write_cell
from rules.facts import Fact, FactError, Kind
from rules.files import Known, column_from_json, step_from_json
from rules.notation import (
    UNREAD,
    Json,
    NotationError,
    cell_from_json,
    cell_to_json,
    outcome_from_json,
    outcome_to_json,
)
from rules.operations import Operation
from rules.steps import Level
from rules.typed import WordingError
from rules.wording import DEADLINES, FITTING, Accepted, read, write


class Words(Protocol):
    """What the editor needs of the vocabulary."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    def fact(self, name: str) -> Fact: ...

    def level(self, name: str) -> Level: ...


@dataclass
class RowTexts:
    """One row as typed: its label, a text a column, its result."""

    label: str = ""
    cells: list[str] = field(default_factory=list)
    outcome: str = ""


@dataclass
class StepTexts:
    """One step as typed; ``columns`` are pairs (name of the fact, grain)."""

    name: str = ""
    level: str = "unite"
    operation: str = Operation.SET.value
    policy: str = "U"
    writes: str = "prix"
    on: str = ""
    covers: str = ""
    rounding: str = ""
    debtor: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[RowTexts] = field(default_factory=list)


@dataclass
class Grid:
    """A whole edition as typed."""

    steps: list[StepTexts] = field(default_factory=list)
    counters: list[CounterTexts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Misread:
    """A text nobody understands: where it stands (all counted from 0), and what to write instead.

    ``part`` is ``cellule`` (with its column), ``resultat``, ``colonne``, ``couvre`` or ``compteur`` (whose
    ``step`` is the place of the counter).
    """

    message: str
    step: int
    part: str
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a step may name: the town's facts, the counters, and what the steps above have named."""

    known: Known
    facts: tuple[Fact, ...]

    @property
    def titles(self) -> dict[str, str]:
        return {fact.name: fact.title for fact in self.facts}

    @property
    def measures(self) -> dict[str, str]:
        """What a price may be computed with."""
        return {fact.name: fact.title for fact in self.facts if fact.kind is Kind.NUMBER}

    def fact(self, name: str) -> Fact:
        """The fact of that name; one nobody knows any more is shown by its name."""
        try:
            return self.known.fact(name)
        except FactError:
            return Fact(name, Kind.CHOICE)


class Reader:
    """Reads a grid from the first step to the last, each step knowing what those above have named."""

    def __init__(self, words: Words, counters: Iterable[CounterTexts], accepted: Accepted | None = None) -> None:
        self.words = words
        self.accepted = accepted
        self.misread: list[Misread] = []
        self.known = Known(words, {one.name: one.fact for one in counters})

    @property
    def scope(self) -> Scope:
        own = tuple(self.known.own.values())
        named = {fact.name for fact in own}
        return Scope(self.known, (*(fact for fact in self.words.facts if fact.name not in named), *own))

    def accepts(self, operation: str) -> Accepted:
        """What a row may decide in a step of this operation; « autoriser ou refuser » is the same everywhere."""
        found = _operation(operation)
        return FITTING[found] if found is Operation.REFUSE else self.accepted or FITTING[found]

    def learn(self, step: Json) -> None:
        """Remember what a step names, from those of its rows that can be read."""
        rows = [row for row in step.get("lignes", ()) if not _unread(row)]
        try:
            self.known.learn(step_from_json({**step, "couvre": None, "lignes": rows}, self.known))
        except (NotationError, ValueError, KeyError):
            return  # said where it stands, when the step is read

    # From texts to what is stored

    def counter(self, number: int, texts: CounterTexts) -> Json:
        """The counter as it is stored; a condition nobody understands is added to ``misread``."""
        stored, problem = read_counter(texts, self.words.facts)
        if problem:
            self.misread.append(Misread(problem, number, "compteur"))
        return stored

    def step(self, number: int, texts: StepTexts) -> Json:
        """The step as it is stored: what is not understood is kept as typed and added to ``misread``."""
        scope = self.scope
        columns = [self._column(number, place, column) for place, column in enumerate(texts.columns)]
        step = {
            "nom": texts.name.strip(),
            "niveau": texts.level,
            "operation": texts.operation,
            "ecrit": texts.writes.strip() or "prix",
            "sur": [name.strip() for name in texts.on.split(",") if name.strip()],
            "couvre": self._covers(number, texts.covers),
            "arrondi": read_rounding(texts.rounding),
            "debiteur": texts.debtor.strip(),
            "regle": texts.policy,
            "colonnes": [{"fait": name, "pas": grain} for name, grain in texts.columns],
            "lignes": [
                self._row(number, place, row, columns, texts.operation, scope) for place, row in enumerate(texts.rows)
            ],
        }
        self.learn(step)
        return step

    def _column(self, step: int, place: int, column: tuple[str, str]) -> Fact:
        name, grain = column
        try:
            return column_from_json({"fait": name, "pas": grain}, self.known)
        except (ValueError, ArithmeticError) as error:
            self.misread.append(Misread(str(error), step, "colonne", column=place))
            return Fact(name, Kind.CHOICE)

    def _row(self, step: int, place: int, row: RowTexts, columns: Sequence[Fact], operation: str, scope: Scope) -> Json:
        cells = [self._cell(step, place, index, column, text) for index, (column, text) in enumerate(
            zip(columns, row.cells, strict=True))]  # fmt: skip
        outcome = self._outcome(step, place, row.outcome, operation, scope)
        return {"libelle": row.label.strip(), "cellules": cells, "resultat": outcome}

    def _cell(self, step: int, row: int, index: int, column: Fact, text: str) -> Json:
        try:
            return cell_to_json(read_cell(column, text))
        except FactError as error:
            self.misread.append(Misread(str(error), step, "cellule", row, index))
            return {UNREAD: text}

    def _outcome(self, step: int, row: int, text: str, operation: str, scope: Scope) -> Json:
        try:
            return outcome_to_json(read(text, self.accepts(operation), scope.titles, scope.measures))
        except WordingError as error:
            self.misread.append(Misread(str(error), step, "resultat", row))
            return {UNREAD: text}

    def _covers(self, step: int, text: str) -> Json | None:
        try:
            return read_condition(text, self.scope.facts) if text.strip() else None
        except FactError as error:
            self.misread.append(Misread(str(error), step, "couvre"))
            return {UNREAD: text}

    # From what is stored to texts

    def texts(self, step: Json) -> StepTexts:
        """The step as a clerk reads and edits it."""
        scope = self.scope
        columns = [scope.fact(column["fait"]) for column in step["colonnes"]]
        texts = StepTexts(
            name=step["nom"], level=step["niveau"], operation=step["operation"], policy=step["regle"],
            writes=step["ecrit"], on=", ".join(step["sur"]), rounding=write_rounding(step["arrondi"]),
            covers=write_condition(step["couvre"], scope.fact) if step["couvre"] else "", debtor=step["debiteur"],
            columns=[(column["fait"], column.get("pas", "1")) for column in step["colonnes"]],
            rows=[_row_texts(row, columns, scope.titles) for row in step["lignes"]],
        )  # fmt: skip
        self.learn(step)
        return texts


def grid_of(data: Json, words: Words) -> Grid:
    """A stored edition as texts."""
    known = Scope(Known(words, {}), ())
    counters = [write_counter(counter, known.fact) for counter in data.get("compteurs", ())]
    reader = Reader(words, counters)
    return Grid([reader.texts(step) for step in data.get("etapes", ())], counters)


def read_grid(grid: Grid, words: Words, *, deadlines: bool = False) -> tuple[Json, tuple[Misread, ...]]:
    """What to store of a grid, and the texts in it that nobody understands."""
    reader = Reader(words, grid.counters, DEADLINES if deadlines else None)
    counters = [reader.counter(number, counter) for number, counter in enumerate(grid.counters)]
    steps = [reader.step(number, step) for number, step in enumerate(grid.steps)]
    return {"compteurs": counters, "etapes": steps}, tuple(reader.misread)


def scopes(grid: Grid, words: Words) -> list[Scope]:
    """What each step of a grid may name."""
    reader, found = Reader(words, grid.counters), []
    for number, step in enumerate(grid.steps):
        found.append(reader.scope)
        reader.step(number, step)
    return found


def write_rounding(data: Mapping[str, Any] | None) -> str:
    """« 2 au supérieur », « 2/5 au supérieur » to five cents; nothing where the step does not round."""
    if not data:
        return ""
    by = f"/{data['par']}" if data.get("par", 1) != 1 else ""
    return f"{data['decimales']}{by} {data['mode']}"


def read_rounding(text: str) -> Json | None:
    found = re.fullmatch(r"(\d)(?:/(\d{1,4}))? (.+)", text)
    if not found:
        return None
    by = {"par": int(found[2])} if found[2] and int(found[2]) > 1 else {}
    return {"mode": found[3], "decimales": int(found[1]), **by}


def _row_texts(row: Json, columns: Sequence[Fact], titles: Mapping[str, str]) -> RowTexts:
    cells = [_cell_text(cell, column) for cell, column in zip(row["cellules"], columns, strict=True)]
    return RowTexts(row.get("libelle", ""), cells, _outcome_text(row["resultat"], titles))


def _cell_text(cell: Json, column: Fact) -> str:
    return str(cell[UNREAD]) if UNREAD in cell else write_cell(column, cell_from_json(column, cell))


def _outcome_text(outcome: Json, titles: Mapping[str, str]) -> str:
    return str(outcome[UNREAD]) if UNREAD in outcome else write(outcome_from_json(outcome), titles)


def _unread(row: Json) -> bool:
    return UNREAD in row["resultat"] or any(UNREAD in cell for cell in row["cellules"])


def _operation(text: str) -> Operation:
    try:
        return Operation(text)
    except ValueError:
        return Operation.SET
