"""From a decision table to the exact part of durable_rules: conjunctions of tests on integers.

Each column becomes one attribute, always present, always an integer: a number counted in grains, a
date, an hour in minutes, 0 or 1; a choice takes a number of its own in the table, every slug that the
table does not name takes 0. An unknown value is an explicit code below all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import isinf, prod
from operator import itemgetter
from typing import Any

from rules.facts import LARGEST, Fact, FactError, Facts, Kind, Value, encode
from rules.network import Rule, Test, shards
from rules.tables import Cell, DecisionTable, Is, TableError, integer_range
from rules.tables import Test as Condition

UNKNOWN_CODE = -LARGEST - 1
CANARY = "canary"
SESSION = "1"
MOST_COLUMNS = 150  # of the 200 attributes durable_rules reads in one fact, or nearly
MOST_BRANCHES = 2_000  # of one row, once its lists are multiplied
MOST_CODES = 50_000  # remembered for one column

Question = tuple[tuple[Value, ...], tuple[type, ...]]
Vector = tuple[int, ...]
Range = tuple[int, int]


class Codes(dict[tuple[type, Value], int]):
    """The code of each value of one column; the type tells ``True`` from ``1``.

    ``slugs`` numbers the choices the table names. Raises FactError on a value that does not fit.
    """

    def __init__(self, column: Fact, slugs: dict[str, int] | None) -> None:
        super().__init__()
        self.column = column
        self.slugs = slugs

    def __missing__(self, key: tuple[type, Value]) -> int:
        code = self.of(key[1])
        if len(self) < MOST_CODES:
            self[key] = code
        return code

    def of(self, value: Value) -> int:
        """The code of a value, computed."""
        code = encode(self.column, value)
        if code is None:
            return UNKNOWN_CODE
        if self.slugs is not None:
            return self.slugs.get(str(code), 0)
        return int(code)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of one durable_rules ruleset, as its JSON, and the row each numbered rule speaks for."""

    text: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A table ready for the engine: how to encode its facts, and its rulesets."""

    names: tuple[str, ...]
    reader: Callable[[Facts], tuple[Value, ...]]
    codes: tuple[Codes, ...]
    template: str
    rulesets: tuple[Ruleset, ...]

    def questions(self, batch: Sequence[Facts]) -> list[Question]:
        """The facts the table asks about, in column order, and their types: ``True`` is not ``1``.

        Raises FactError where one is missing.
        """
        try:
            asked = [*map(self.reader, batch)]
        except KeyError as missing:
            raise FactError(f"Le critère « {missing.args[0]} » n'est pas renseigné.") from None
        return [(values, (*map(type, values),)) for values in asked]

    def vector(self, values: Sequence[Value]) -> Vector:
        """The codes of these values, in column order. Raises FactError where one does not fit."""
        try:
            return tuple([codes[value.__class__, value] for codes, value in zip(self.codes, values, strict=True)])
        except TypeError:  # a list, a dictionary: the encoder says what it expected
            return tuple([codes.of(value) for codes, value in zip(self.codes, values, strict=True)])

    def batch(self, vectors: Sequence[Vector]) -> str:
        """The facts durable_rules is given, numbered from 1."""
        facts = [self.template % (number, *vector) for number, vector in enumerate(vectors, start=1)]
        return f"[{','.join(facts)}]"


def compile_table(table: DecisionTable[Any]) -> Plan:
    """The plan of a table. Raises TableError where it has too many columns or a row too many lists."""
    if len(table.columns) > MOST_COLUMNS:
        raise TableError(f"Une table a {MOST_COLUMNS} colonnes au plus : répartissez celle-ci sur plusieurs étapes.")
    codes = tuple(Codes(column, _slugs(table, index)) for index, column in enumerate(table.columns))
    order = _order(table)
    rules = [
        Rule(tests, number) for number, row in enumerate(table.rows) for tests in _branches(codes, order, row.cells)
    ]
    attributes = "".join(f',"c{index}":%d' for index in range(len(codes)))
    names = tuple(column.name for column in table.columns)
    return Plan(
        names,
        _reader(names),
        codes,
        f'{{"id":%d,"sid":"{SESSION}","k":1{attributes}}}',
        tuple(_ruleset(part) for part in shards(rules)),
    )


def _reader(names: tuple[str, ...]) -> Callable[[Facts], tuple[Value, ...]]:
    """What takes these facts out of all those known, in order; KeyError names the one that is missing."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda facts: tuple([facts[name] for name in names])


def _slugs(table: DecisionTable[Any], index: int) -> dict[str, int] | None:
    if table.columns[index].kind is not Kind.CHOICE:
        return None
    named = {test.value for row in table.rows for test in row.cells[index].tests if isinstance(test, Is)}
    return {slug: number for number, slug in enumerate(sorted(map(str, named - {None})), start=1)}


def _order(table: DecisionTable[Any]) -> list[int]:
    """Columns of plain values first, the most varied first, intervals last: rules share their first tests."""

    def weight(index: int) -> tuple[bool, int]:
        cells = {row.cells[index] for row in table.rows}
        intervals = any(not isinstance(test, Is) for cell in cells for test in cell.tests)
        return intervals, -len(cells)

    return sorted(range(len(table.columns)), key=weight)


def _branches(codes: Sequence[Codes], order: Sequence[int], cells: Sequence[Cell]) -> Iterator[tuple[Test, ...]]:
    """The conjunctions a row stands for, no two of them true at once."""
    spans = [[_tests(index, span) for span in _ranges(codes[index], cells[index])] for index in order]
    if prod(map(len, spans)) > MOST_BRANCHES:
        raise TableError("Une ligne multiplie trop de listes : répartissez-la sur plusieurs lignes.")
    for chosen in product(*spans):
        yield tuple(test for tests in chosen for test in tests)


def _tests(column: int, span: Range) -> list[Test]:
    low, high = span
    if low == high:
        return [Test(column, "==", low)]
    above = [Test(column, ">=", low)] if low > UNKNOWN_CODE else []
    return [*above, Test(column, "<=", high)] if high < LARGEST else above


def _ranges(codes: Codes, cell: Cell) -> list[Range]:
    """The cell as disjoint ranges of codes, in order; what lies between them where it is negated."""
    if cell.is_any:
        return [(UNKNOWN_CODE, LARGEST)]
    found: list[Range] = []
    for low, high in sorted(_range(codes, test) for test in cell.tests):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        elif low <= high:
            found.append((low, high))
    return _gaps(found) if cell.negated else found


def _range(codes: Codes, test: Condition) -> Range:
    if isinstance(test, Is):
        code = codes.of(test.value)
        return code, code
    low, high = integer_range(codes.column, test) or (0, -1)
    return (
        -LARGEST if isinf(low) else max(int(low), -LARGEST),
        LARGEST if isinf(high) else min(int(high), LARGEST),
    )


def _gaps(ranges: Sequence[Range]) -> list[Range]:
    bounds = [UNKNOWN_CODE - 1, *(bound for span in ranges for bound in span), LARGEST + 1]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return [(below + 1, above - 1) for below, above in pairs if below + 1 < above]


def _ruleset(rules: Sequence[Rule]) -> Ruleset:
    found = {str(place): _rule(rule.tests, 0) for place, rule in enumerate(rules)}
    found[CANARY] = _rule((), 1)
    return Ruleset(json.dumps(found), tuple(rule.row for rule in rules))


_OPERATORS = {">=": "$gte", "<=": "$lte"}


def _rule(tests: Sequence[Test], priority: int) -> dict[str, Any]:
    """A rule of one pattern; ``cap`` lets it answer for every fact of a batch at once."""
    written: list[dict[str, Any]] = [{"k": 1}] if not tests else []
    for column, operator, code in tests:
        plain = {f"c{column}": code}
        written.append(plain if operator == "==" else {_OPERATORS[operator]: plain})
    return {"all": [{"m": {"$and": written}}], "pri": priority, "cap": 60_000}
