"""Random decision tables, with facts that fall on the bounds of their cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rules.facts import LARGEST, Choice, Fact, Kind
from rules.tables import ANY, Between, Cell, DecisionTable, HitPolicy, Is, Row, TableError

CENT = Decimal("0.01")
SLUGS = ["ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2"]
COLUMNS = [
    Fact("quotient", Kind.NUMBER, grain=CENT),
    Fact("age", Kind.NUMBER),
    Fact("demi", Kind.NUMBER, grain=Decimal("0.5")),
    Fact("immense", Kind.NUMBER),
    Fact("naissance", Kind.DATE),
    Fact("heure", Kind.TIME),
    Fact("niveau", Kind.CHOICE, choices=tuple(Choice(slug, slug.upper()) for slug in SLUGS)),
    Fact("activite", Kind.CHOICE),
    Fact("resident", Kind.BOOLEAN),
    Fact("pai", Kind.BOOLEAN),
]


def tables(seed: int, count: int) -> Iterator[tuple[DecisionTable[Any], list[dict[str, Any]]]]:
    """``count`` random tables, each with a dozen facts."""
    random = Random(seed)
    while count:
        try:
            table = random_table(random)
        except TableError:  # an interval between two grains
            continue
        yield table, [random_facts(random, table) for _ in range(12)]
        count -= 1


def random_table(random: Random) -> DecisionTable[Any]:
    columns = tuple(random.sample(COLUMNS, random.randint(1, 6)))
    any_share = random.choice([0.1, 0.3, 0.6])
    rows = [
        Row(tuple(random_cell(random, column, any_share) for column in columns), Decimal(random.randint(0, 4)))
        for _ in range(random.choice([0, 1, 3, 8, 20, 70] if random.random() < 0.2 else [2, 5, 9, 14]))
    ]
    priorities = tuple(Decimal(number) for number in random.sample(range(5), random.randint(0, 5)))
    return DecisionTable(columns, tuple(rows), random.choice(list(HitPolicy)), priorities)


def random_cell(random: Random, column: Fact, any_share: float) -> Cell:
    if random.random() < any_share:
        return ANY
    tests = tuple(random_test(random, column) for _ in range(random.choice([1, 1, 1, 2, 3])))
    return Cell(tests, negated=random.random() < 0.2)


def random_test(random: Random, column: Fact) -> Is | Between:
    if column.kind in (Kind.CHOICE, Kind.BOOLEAN) or random.random() < 0.3:
        return Is(random_value(random, column))
    low, high = sorted(random_known(random, column) for _ in range(2))
    closed = low == high
    return Between(
        low if random.random() < 0.8 else None,
        high if random.random() < 0.8 else None,
        closed or random.random() < 0.5,
        closed or random.random() < 0.5,
    )


def random_value(random: Random, column: Fact) -> Any:
    return None if random.random() < 0.12 else random_known(random, column)


def random_known(random: Random, column: Fact) -> Any:
    """A value among few, so that cells, bounds and facts often meet."""
    match column.name:
        case "quotient":
            return Decimal(random.choice([-1, 0, 1, 44999, 45000, 45001, 89999, 90000, 90001])) * CENT
        case "age":
            return random.choice([random.randint(0, 6), Decimal(random.randint(0, 6))])
        case "demi":
            return Decimal(random.randint(-4, 8)) / 2
        case "immense":
            return random.choice([1, -1]) * (LARGEST - random.randint(0, 2))
        case "naissance":
            return date(2020, 2, 27) + timedelta(days=random.randint(0, 5))
        case "heure":
            return time(random.randint(8, 9), random.choice([0, 1, 59]))
        case "niveau":
            return random.choice(SLUGS)
        case "activite":
            return random.choice(["cantine", "garderie", "centre-loisirs", "etude_surveillee", "x"])
    return random.random() < 0.5


def random_facts(random: Random, table: DecisionTable[Any]) -> dict[str, Any]:
    """Any values, or more often those that one row names, so that rows match in wide tables too."""
    facts = {column.name: random_value(random, column) for column in table.columns}
    if table.rows and random.random() < 0.7:
        row = random.choice(table.rows)
        for column, cell in zip(table.columns, row.cells, strict=True):
            named = [value for test in cell.tests for value in named_by(column, test)]
            if named and not cell.negated:
                facts[column.name] = random.choice(named)
    return facts


def named_by(column: Fact, test: Is | Between) -> list[Any]:
    if isinstance(test, Is):
        return [test.value]
    return [bound for bound in (test.low, test.high) if bound is not None]
