"""Decision tables in the sense of DMN: columns, cells, rows, a hit policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Generic, TypeVar

from rules.facts import Fact, FactError, Kind, Value, encode, scaled

Output_co = TypeVar("Output_co", covariant=True)
Code = int | str | None  # what ``encode`` gives: an integer, a slug, or unknown


class TableError(ValueError):
    """A table that cannot be what it says; the message names the row and the remedy, in French."""


class HitPolicy(StrEnum):
    """What a table answers when several rows match (DMN 1.3, § 8.2.8)."""

    UNIQUE = "U"
    FIRST = "F"
    ANY = "A"
    PRIORITY = "P"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"
    SUM = "C+"
    LEAST = "C<"
    GREATEST = "C>"
    COUNT = "C#"


@dataclass(frozen=True, slots=True)
class Is:
    """The value itself; ``Is(None)`` is the cell « inconnu »."""

    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """An interval whose bounds may each be absent, closed (included) or open."""

    low: Value = None
    high: Value = None
    low_closed: bool = True
    high_closed: bool = False


Test = Is | Between


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: no test accepts anything (« — »), several accept any of them, ``negated`` all else.

    An unknown value satisfies only « — », ``Is(None)`` and a negated cell that does not name it.
    """

    tests: tuple[Test, ...] = ()
    negated: bool = False

    @property
    def is_any(self) -> bool:
        return not self.tests and not self.negated


ANY = Cell()
UNKNOWN = Cell((Is(None),))


def one_of(*values: Value) -> Cell:
    """The cell « a, b, c »."""
    return Cell(tuple(Is(value) for value in values))


def none_of(*values: Value) -> Cell:
    """The cell « sauf a, b, c »."""
    return Cell(tuple(Is(value) for value in values), negated=True)


def between(
    low: Value = None,
    high: Value = None,
    *,
    low_closed: bool = True,
    high_closed: bool = False,
) -> Cell:
    """The cell « de low à moins de high »; an absent bound is open-ended."""
    return Cell((Between(low, high, low_closed, high_closed),))


@dataclass(frozen=True, slots=True)
class Row(Generic[Output_co]):
    """A row: one cell a column, in column order, and what it decides."""

    cells: tuple[Cell, ...]
    output: Output_co
    label: str = ""


@dataclass(frozen=True)
class DecisionTable(Generic[Output_co]):
    """Columns, rows and a hit policy; immutable, named by the content of its rows.

    ``priorities`` orders the outputs of P and O, highest first (DMN: the list of output values).
    Raises TableError where a row has not one cell a column, or a cell does not fit its column.
    """

    columns: tuple[Fact, ...]
    rows: tuple[Row[Output_co], ...]
    policy: HitPolicy = HitPolicy.UNIQUE
    priorities: tuple[object, ...] = ()
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise TableError("Deux colonnes portent le même critère : réunissez-les.")
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(self.columns):
                raise TableError(f"Ligne {number} : {len(row.cells)} cellules pour {len(self.columns)} colonnes.")
            for column, cell in zip(self.columns, row.cells, strict=True):
                _check(number, column, cell)

    @cached_property
    def digest(self) -> str:
        """The name of this content: the same rows give the same digest, in any process."""
        content = repr((self.columns, self.rows, self.policy, self.priorities))
        return sha256(content.encode()).hexdigest()


def _check(number: int, column: Fact, cell: Cell) -> None:
    try:
        check_cell(column, cell)
    except FactError as error:
        raise TableError(f"Ligne {number}, colonne « {column.title} » : {error}") from error


def check_cell(column: Fact, cell: Cell) -> None:
    """Raises FactError where the cell cannot stand in this column: a wrong type, an empty interval."""
    ranges = [span for test in cell.tests if (span := integer_range(column, test))]
    if any(low > high for low, high in ranges):
        raise FactError("l'intervalle est vide, sa borne basse dépasse la haute.")


def integer_range(column: Fact, test: Test) -> tuple[float, float] | None:
    """The closed range of encoded integers an interval accepts; infinities where a bound is absent.

    A bound that lies between two grains is brought to the nearest grain inside the interval.
    ``None`` for a plain value (checked on the way). Raises FactError when the column has no order.
    """
    if isinstance(test, Is):
        encode(column, test.value)
        return None
    if column.kind in (Kind.CHOICE, Kind.BOOLEAN):
        raise FactError("un intervalle n'a de sens que sur un nombre, une date ou une heure.")
    return _floor(column, test), _ceiling(column, test)


def _floor(column: Fact, test: Between) -> float:
    if test.low is None:
        return -math.inf
    exact = _scale(column, test.low)
    low = math.ceil(exact)
    return low + 1 if low == exact and not test.low_closed else low


def _ceiling(column: Fact, test: Between) -> float:
    if test.high is None:
        return math.inf
    exact = _scale(column, test.high)
    high = math.floor(exact)
    return high - 1 if high == exact and not test.high_closed else high


def _scale(column: Fact, bound: Value) -> Decimal:
    if column.kind is Kind.NUMBER and isinstance(bound, int | Decimal) and not isinstance(bound, bool):
        return scaled(column, Decimal(bound))
    return Decimal(encode(column, bound) or 0)


def matches(column: Fact, cell: Cell, value: Value) -> bool:
    """The reference evaluator: does this cell accept this value? It never decides a price."""
    if cell.is_any:
        return True
    code = encode(column, value)
    return any(_accepts(column, test, code) for test in cell.tests) != cell.negated


def _accepts(column: Fact, test: Test, code: Code) -> bool:
    if isinstance(test, Is):
        return encode(column, test.value) == code
    span = integer_range(column, test)
    return isinstance(code, int) and span is not None and span[0] <= code <= span[1]


def matching_rows(table: DecisionTable[object], values: Sequence[Value]) -> tuple[int, ...]:
    """The indexes of the rows the reference evaluator accepts for these values, in column order."""
    return tuple(
        index
        for index, row in enumerate(table.rows)
        if all(
            matches(column, cell, value) for column, cell, value in zip(table.columns, row.cells, values, strict=True)
        )
    )
