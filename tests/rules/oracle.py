"""An evaluator of decision tables written from DMN 1.3 alone: plain values, no codes, nothing of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.tables import Between, DecisionTable, HitPolicy, Is


class Overlapping(Exception):
    """The hit policy forbids what matched."""


def matching(table: DecisionTable[Any], facts: Mapping[str, Any]) -> tuple[int, ...]:
    """The rows whose every cell accepts the facts."""
    found = []
    for index, row in enumerate(table.rows):
        cells = dict(zip((column.name for column in table.columns), row.cells, strict=True))
        if all(accepts(cell, facts[name]) for name, cell in cells.items()):
            found.append(index)
    return tuple(found)


def accepts(cell: Any, value: Any) -> bool:
    """§ 7.3.3 and § 8.2.8: a list is true where one of its tests is, *not* where none is, « - » always."""
    if not cell.tests:
        return True
    said_yes = False
    for test in cell.tests:
        match test:
            case Is(None):
                said_yes |= value is None
            case Is(wanted):
                said_yes |= value is not None and value == wanted
            case Between():
                said_yes |= value is not None and inside(test, value)
    return not said_yes if cell.negated else said_yes


def inside(interval: Between, value: Any) -> bool:
    """Whether a known value lies in an interval, compared as it stands."""
    if interval.low is not None and not (value > interval.low or (interval.low_closed and value == interval.low)):
        return False
    return interval.high is None or value < interval.high or (interval.high_closed and value == interval.high)


def kept(table: DecisionTable[Any], matched: tuple[int, ...]) -> tuple[int, ...]:
    """The rows the hit policy keeps (§ 8.2.8 to 8.2.11). Raises Overlapping."""
    outputs = [table.rows[row].output for row in matched]
    if table.policy is HitPolicy.UNIQUE and len(matched) > 1:
        raise Overlapping
    if table.policy is HitPolicy.ANY and len(set(outputs)) > 1:
        raise Overlapping
    if table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        ranks = {output: rank for rank, output in enumerate(table.priorities)}
        matched = tuple(
            row for _, row in sorted((ranks.get(table.rows[row].output, len(ranks)), row) for row in matched)
        )
    if table.policy in (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY):
        return matched[:1]
    return matched


def aggregate(table: DecisionTable[Any], matched: tuple[int, ...]) -> Any:
    """The number of a C+, C<, C> or C# table."""
    outputs = [table.rows[row].output for row in matched]
    if table.policy is HitPolicy.COUNT:
        return len(outputs)
    if not outputs:
        return None
    match table.policy:
        case HitPolicy.SUM:
            total = outputs[0]
            for output in outputs[1:]:
                total += output
            return total
        case HitPolicy.LEAST:
            return sorted(outputs)[0]
        case HitPolicy.GREATEST:
            return sorted(outputs)[-1]
    return None
