"""Cells in French words, and for each row of a table that does not answer, the first cell that refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from rules.facts import Fact, FactError, Facts, Kind, Value, plain
from rules.reading import KNOWN, NEGATED, NOT_KNOWN, fold, read
from rules.tables import Between, Cell, DecisionTable, Is, Test, matches

__all__ = ["WhyNot", "read", "why_not", "words"]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a row, counted from 0, does not answer: its first cell that refused, and the value it saw."""

    row: int
    column: Fact
    cell: Cell
    value: Value

    @property
    def words(self) -> str:
        """« Quotient familial : il faudrait « de 450 à moins de 900 », c'est 1200 €. »"""
        expected, seen = words(self.column, self.cell), self.column.label_of(self.value)
        return f"{self.column.title} : il faudrait « {expected} », c'est {seen}."


def why_not(table: DecisionTable[Any], facts: Facts) -> tuple[WhyNot, ...]:
    """For each row that does not match these facts, the first cell that refused, by the reference evaluator.

    Raises FactError where a fact is missing or does not fit its column.
    """
    refused = (_first_refusal(table, index, facts) for index in range(len(table.rows)))
    return tuple(found for found in refused if found)


def _first_refusal(table: DecisionTable[Any], index: int, facts: Facts) -> WhyNot | None:
    for column, cell in zip(table.columns, table.rows[index].cells, strict=True):
        if column.name not in facts:
            raise FactError(f"Le critère « {column.name} » n'est pas renseigné.")
        if not matches(column, cell, facts[column.name]):
            return WhyNot(index, column, cell, facts[column.name])
    return None


def words(column: Fact, cell: Cell) -> str:
    """The cell as a clerk reads and types it: « de 450 à moins de 900 », « sauf CP, CE1 », « inconnu », « — ».

    ``read`` gives the same cell back, an absent bound being neither open nor closed.
    """
    if cell.is_any:
        return "—"
    separator = " ; " if column.kind is Kind.NUMBER else ", "
    listed = separator.join(_test(column, test) for test in cell.tests) or "rien"
    return f"sauf {listed}" if cell.negated else listed


def _test(column: Fact, test: Test) -> str:
    if isinstance(test, Between):
        return _interval(column, test)
    return NOT_KNOWN if test.value is None else _value(column, test.value)


def _value(column: Fact, value: Value) -> str:
    if column.kind is Kind.CHOICE:
        return _choice(column, str(value))
    if isinstance(value, bool | date | time):
        return column.label_of(value)
    return plain(Decimal(str(value)))


def _choice(column: Fact, slug: str) -> str:
    """The label of a choice; between « » where it could be read as something else; else its slug."""
    for said in filter(None, (column.label_of(slug), slug)):
        for text in (said, f"« {said} »"):
            if _means(column, text, slug):
                return text
    return slug


def _means(column: Fact, text: str, slug: str) -> bool:
    if NEGATED.match(fold(text)) or fold(text) == "rien":
        return False
    try:
        return read(column, text) == Cell((Is(slug),))
    except FactError:
        return False


# Phrases by kind: whether the low bound is included, whether the high one is; None where it is absent.
Bounds = tuple[bool | None, bool | None]
_PHRASES: dict[Kind, dict[Bounds, str]] = {
    Kind.NUMBER: {
        (True, False): "de {low} à moins de {high}",
        (True, True): "de {low} à {high}",
        (False, True): "plus de {low} et jusqu'à {high}",
        (False, False): "plus de {low} et moins de {high}",
        (True, None): "{low} et plus",
        (False, None): "plus de {low}",
        (None, False): "moins de {high}",
        (None, True): "jusqu'à {high}",
    },
    Kind.DATE: {
        (True, False): "à partir du {low} et avant le {high}",
        (True, True): "du {low} au {high}",
        (False, True): "après le {low} et jusqu'au {high}",
        (False, False): "après le {low} et avant le {high}",
        (True, None): "à partir du {low}",
        (False, None): "après le {low}",
        (None, False): "avant le {high}",
        (None, True): "jusqu'au {high}",
    },
    Kind.TIME: {
        (True, False): "à partir de {low} et avant {high}",
        (True, True): "de {low} à {high}",
        (False, True): "après {low} et jusqu'à {high}",
        (False, False): "après {low} et avant {high}",
        (True, None): "à partir de {low}",
        (False, None): "après {low}",
        (None, False): "avant {high}",
        (None, True): "jusqu'à {high}",
    },
}


def _interval(column: Fact, test: Between) -> str:
    low = None if test.low is None else test.low_closed
    high = None if test.high is None else test.high_closed
    if low is None and high is None:
        return KNOWN
    phrase = _PHRASES[column.kind][low, high]
    return phrase.format(low=_bound(column, test.low), high=_bound(column, test.high))


def _bound(column: Fact, bound: Value) -> str:
    return "" if bound is None else _value(column, bound)
