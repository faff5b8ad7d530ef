"""A règlement as one readable JSON value, and back: the shape in which it is stored and travels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from rules.counters import Counter, Order, What
from rules.facts import Fact, FactError, Kind
from rules.notation import (
    Json,
    NotationError,
    cell_from_json,
    cell_to_json,
    outcome_from_json,
    outcome_to_json,
    rounding_from_json,
    rounding_to_json,
)
from rules.operations import Operation
from rules.outcomes import Named, Outcome, PriceOf, measures
from rules.steps import Level, Rulebook, Step
from rules.tables import DecisionTable, HitPolicy, Row


class Words(Protocol):
    """What a file needs of the vocabulary: facts and levels by name."""

    def fact(self, name: str) -> Fact: ...

    def level(self, name: str) -> Level: ...


def rulebook_to_json(rulebook: Rulebook) -> Json:
    """The whole règlement: its counters, then its steps in order."""
    return {
        "compteurs": [counter_to_json(counter) for counter in rulebook.counters],
        "etapes": [step_to_json(step) for step in rulebook.steps],
    }


def rulebook_from_json(data: Json, words: Words, *, name: str = "", edition: str = "") -> Rulebook:
    """The règlement a JSON value describes. Raises NotationError saying which step, and what to write."""
    counters = tuple(_said(f"compteur {n}", counter_from_json, counter, words)
                     for n, counter in enumerate(data.get("compteurs", ()), start=1))  # fmt: skip
    known = Known(words, {counter.name: counter.fact for counter in counters})
    steps: list[Step] = []
    for number, step in enumerate(data.get("etapes", ()), start=1):
        steps.append(_said(f"étape {number}", step_from_json, step, known))
        known.learn(steps[-1])
    return Rulebook(tuple(steps), counters, name=name, edition=edition)


class Known:
    """The vocabulary, the règlement's own counters and the facts its steps have named so far."""

    def __init__(self, words: Words, own: Mapping[str, Fact]) -> None:
        self.words = words
        self.own = dict(own)

    def fact(self, name: str) -> Fact:
        return self.own.get(name) or self.words.fact(name)

    def level(self, name: str) -> Level:
        return self.words.level(name)

    def learn(self, step: Step) -> None:
        if step.operation is Operation.NAME:
            self.own.setdefault(step.writes, named_fact(step))


def named_fact(step: Step) -> Fact:
    """The word a naming step defines, as a fact of the steps below."""
    named = [row.output.value for row in step.table.rows if isinstance(row.output, Named)]
    kinds = {bool: Kind.BOOLEAN, str: Kind.CHOICE}
    kind = next((kinds[type(value)] for value in named if type(value) in kinds), Kind.NUMBER)
    return Fact(step.writes, kind, step.name, grain=Decimal("0.0001") if kind is Kind.NUMBER else Decimal(1))


# Steps -------------------------------------------------------------------------------------------


def step_to_json(step: Step) -> Json:
    """One step: what it does, at which level, and its table."""
    return {
        "nom": step.name,
        "niveau": step.level.name,
        "operation": step.operation.value,
        "ecrit": step.writes,
        "sur": list(step.on),
        "couvre": None if step.covers is None else condition_to_json(step.covers),
        "arrondi": rounding_to_json(step.rounding),
        "debiteur": step.debtor,
        **table_to_json(step.table),
    }


def step_from_json(data: Json, words: Words) -> Step:
    """The step a JSON value describes. Raises NotationError."""
    table = table_from_json(data, words, name=data["nom"])
    return Step(
        name=data["nom"],
        level=words.level(data["niveau"]),
        operation=_choice(Operation, data["operation"]),
        table=table,
        read=tuple(_measured(table, words)),
        writes=data.get("ecrit") or "prix",
        on=tuple(data.get("sur", ())),
        covers=condition_from_json(data["couvre"], words) if data.get("couvre") else None,
        rounding=rounding_from_json(data.get("arrondi")),
        debtor=data.get("debiteur", ""),
    )


def _measured(table: DecisionTable[Outcome], words: Words) -> Iterator[Fact]:
    """What its rows compute with, by the words people know it by; what nobody knows any more is left out."""
    for output in {row.output: None for row in table.rows}:
        if isinstance(output, PriceOf):
            yield Fact(output.measure, Kind.NUMBER, output.title, unit="€")
            continue
        for name in measures(output):
            with suppress(FactError):
                yield words.fact(name)


def table_to_json(table: DecisionTable[Outcome]) -> Json:
    """A table: its hit policy, its columns (a fact and its grain), its rows."""
    return {
        "regle": table.policy.value,
        "colonnes": [column_to_json(column) for column in table.columns],
        "lignes": [
            {
                "libelle": row.label,
                "cellules": [cell_to_json(cell) for cell in row.cells],
                "resultat": outcome_to_json(row.output),
            }
            for row in table.rows
        ],
    }


def table_from_json(data: Json, words: Words, *, name: str = "") -> DecisionTable[Outcome]:
    """The table a JSON value describes. Raises NotationError naming the row."""
    columns = tuple(column_from_json(column, words) for column in data.get("colonnes", ()))
    rows = tuple(
        _said(f"ligne {number}", _row, row, columns) for number, row in enumerate(data.get("lignes", ()), start=1)
    )
    return DecisionTable(columns, rows, _choice(HitPolicy, data.get("regle", "U")), name=name)


def _row(data: Json, columns: Sequence[Fact]) -> Row[Outcome]:
    cells = data.get("cellules", [])
    if len(cells) != len(columns):
        raise NotationError(f"{len(cells)} cellules pour {len(columns)} colonnes")
    tests = tuple(cell_from_json(column, cell) for column, cell in zip(columns, cells, strict=True))
    return Row(tests, outcome_from_json(data["resultat"]), data.get("libelle", ""))


def column_to_json(column: Fact) -> Json:
    """A column: the fact it asks about and the grain its values advance by."""
    return {"fait": column.name, "pas": str(column.grain)}


def column_from_json(data: Json, words: Words) -> Fact:
    """The column a JSON value describes, with the town's fact and this table's grain."""
    fact = words.fact(data["fait"])
    return replace(fact, grain=Decimal(data["pas"])) if data.get("pas") else fact


# Conditions and counters -------------------------------------------------------------------------


def condition_to_json(table: DecisionTable[bool]) -> Json:
    """A condition on lines: columns, and rows of cells of which one must hold."""
    return {
        "colonnes": [column_to_json(column) for column in table.columns],
        "lignes": [[cell_to_json(cell) for cell in row.cells] for row in table.rows],
    }


def condition_from_json(data: Json, words: Words) -> DecisionTable[bool]:
    """The condition a JSON value describes."""
    columns = tuple(column_from_json(column, words) for column in data["colonnes"])
    rows = (tuple(map(cell_from_json, columns, cells)) for cells in data["lignes"])
    return DecisionTable(columns, tuple(Row(cells, True) for cells in rows), HitPolicy.COLLECT)


def counter_to_json(counter: Counter) -> Json:
    """A counter: what it counts, over which level, among which lines, in which order."""
    return {
        "nom": counter.name,
        "libelle": counter.label,
        "sur": counter.over,
        "compte": counter.what.value,
        "de": counter.of,
        "selon": counter.by,
        "parmi": None if counter.among is None else condition_to_json(counter.among),
        "ordre": counter.order.value if counter.order else None,
        "decroissant": counter.descending,
        "partis-aussi": counter.departed,
        **({"consecutifs": True} if counter.consecutive else {}),
    }


def counter_from_json(data: Json, words: Words) -> Counter:
    """The counter a JSON value describes. Raises NotationError."""
    return Counter(
        name=data["nom"],
        over=words.level(data["sur"]).name,
        what=_choice(What, data.get("compte", What.LINES)),
        of=data.get("de", ""),
        by=data.get("selon", ""),
        among=condition_from_json(data["parmi"], words) if data.get("parmi") else None,
        order=_choice(Order, data["ordre"]) if data.get("ordre") else None,
        descending=bool(data.get("decroissant", False)),
        departed=bool(data.get("partis-aussi", False)),
        consecutive=bool(data.get("consecutifs", False)),
        label=data.get("libelle", ""),
    )


def _choice(kinds: Callable[[Any], Any], value: Any) -> Any:
    try:
        return kinds(value)
    except ValueError:
        known = ", ".join(str(kind.value) for kind in kinds)  # type: ignore[attr-defined]
        raise NotationError(f"« {value} » n'est pas prévu : {known}") from None


def _said(where: str, read: Callable[..., Any], data: Json, *others: Any) -> Any:
    """Read a part, and say where it stands when it cannot be."""
    try:
        return read(data, *others)
    except KeyError as error:
        raise NotationError(f"{where} : il manque « {error.args[0]} ».") from None
    except (NotationError, FactError, ValueError, InvalidOperation) as error:
        raise NotationError(f"{where} : {error}") from None
