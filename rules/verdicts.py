"""What a table answered, and the hit policies of DMN that choose among the rows that match."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from rules.facts import Value
from rules.tables import DecisionTable, HitPolicy

Output = TypeVar("Output")
Rows = tuple[int, ...]
Settled = tuple[Rows, Rows, tuple[Any, ...]]  # rows matched, rows kept, their outputs
Number = int | Decimal


class OverlapError(ValueError):
    """Several rows of a table answer where one should; the message names them, in French."""


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Output]):
    """What a table answered: rows are counted from 0, in table order.

    ``table`` is the digest of the table, ``matched`` the rows that accept the facts, ``fired`` those
    the hit policy keeps, ``asked`` each fact read with its value.
    """

    table: str
    matched: Rows
    fired: Rows
    outputs: tuple[Output, ...]
    asked: tuple[tuple[str, Value], ...]
    policy: HitPolicy = HitPolicy.UNIQUE

    @property
    def aggregate(self) -> Number | None:
        """The number C+, C<, C> or C# gives; None for the other policies, and where nothing adds up.

        Raises TypeError where the outputs to add or compare are not all numbers.
        """
        if self.policy is HitPolicy.COUNT:
            return len(self.outputs)
        if self.policy not in _AGGREGATES or not self.outputs:
            return None
        for output in self.outputs:
            if isinstance(output, bool) or not isinstance(output, Number):
                raise TypeError(f"{self.policy.value} aggregates numbers, not {output!r}")
        found: Number = _AGGREGATES[self.policy](self.outputs)
        return found


_AGGREGATES: dict[HitPolicy, Callable[[Iterable[Any]], Any]] = {
    HitPolicy.SUM: sum,
    HitPolicy.LEAST: min,
    HitPolicy.GREATEST: max,
}


def settle(table: DecisionTable[Any], matched: Rows) -> Settled:
    """What the hit policy keeps of the rows that match.

    Raises OverlapError where a unique table has several rows, or those of an *any* table disagree.
    """
    kept = _KEEP[table.policy](table, matched) if matched else matched
    return matched, kept, tuple(table.rows[row].output for row in kept)


def _all(_table: DecisionTable[Any], matched: Rows) -> Rows:
    return matched


def _first(_table: DecisionTable[Any], matched: Rows) -> Rows:
    return matched[:1]


def _unique(table: DecisionTable[Any], matched: Rows) -> Rows:
    if len(matched) > 1:
        raise OverlapError(f"{_answering(table, matched)} : une seule le devrait.")
    return matched


def _any(table: DecisionTable[Any], matched: Rows) -> Rows:
    first = table.rows[matched[0]].output
    if any(table.rows[row].output != first for row in matched[1:]):
        raise OverlapError(f"{_answering(table, matched)} sans donner le même résultat.")
    return matched[:1]


def _priority(table: DecisionTable[Any], matched: Rows) -> Rows:
    return _by_priority(table, matched)[:1]


def _by_priority(table: DecisionTable[Any], matched: Rows) -> Rows:
    def place(row: int) -> int:
        output = table.rows[row].output
        return table.priorities.index(output) if output in table.priorities else len(table.priorities)

    return tuple(sorted(matched, key=place))


_KEEP: dict[HitPolicy, Callable[[DecisionTable[Any], Rows], Rows]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.FIRST: _first,
    HitPolicy.ANY: _any,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.OUTPUT_ORDER: _by_priority,
    HitPolicy.RULE_ORDER: _all,
    HitPolicy.COLLECT: _all,
    HitPolicy.SUM: _all,
    HitPolicy.LEAST: _all,
    HitPolicy.GREATEST: _all,
    HitPolicy.COUNT: _all,
}


def _answering(table: DecisionTable[Any], matched: Rows) -> str:
    *others, last = (str(row + 1) for row in matched)
    return f"Les lignes {', '.join(others)} et {last} de la table « {table.name or 'sans nom'} » répondent toutes"
