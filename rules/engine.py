"""`decide`: what a decision table answers. The one file that speaks durable_rules.

Facts are asserted in batches, never as events; the answers are drained through the package's own C
module, without its Host and without any Python action. A canary rule of lowest priority must fire
once for each fact and the working memory must end empty: otherwise the compiled rules are thrown
away, built again, and the batch run once more; a second failure is an error, never an answer.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

import durable_rules_engine as durable

from rules.compiler import Plan, compile_table
from rules.facts import Facts, Value
from rules.tables import DecisionTable, HitPolicy

Output = TypeVar("Output")

BATCH = 200
REMEMBERED = 100_000
COMPILED = 500
SESSION = "1"

Vector = tuple[int, ...]
Rows = tuple[int, ...]


class EngineError(RuntimeError):
    """The engine failed twice on the same question: nothing is decided."""


class OverlapError(ValueError):
    """Two rows of a table answer where one should; the message names them, in French."""


@dataclass(frozen=True)
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

    @cached_property
    def aggregate(self) -> Decimal | int | None:
        """The number an aggregating policy gives; None for the others, and where no row answers a sum."""
        if self.policy is HitPolicy.COUNT:
            return len(self.outputs)
        numbers = [output for output in self.outputs if isinstance(output, int | Decimal)]
        if not numbers or self.policy not in _AGGREGATES:
            return None
        found: Decimal | int = _AGGREGATES[self.policy](numbers)
        return found


_AGGREGATES: dict[HitPolicy, Any] = {HitPolicy.SUM: sum, HitPolicy.LEAST: min, HitPolicy.GREATEST: max}


def decide(table: DecisionTable[Output], facts: Facts) -> Verdict[Output]:
    """What the table answers on these facts; no row at all is an answer too.

    Raises FactError where a fact is missing or of another type, OverlapError where the rows of a
    unique table overlap, EngineError when the engine cannot be trusted.
    """
    return decide_many(table, [facts])[0]


def decide_many(table: DecisionTable[Output], batch: Sequence[Facts]) -> list[Verdict[Output]]:
    """What the table answers on each of these facts, in order; each distinct vector is asked once."""
    compiled = _compiled(table)
    vectors = [compiled.plan.vector(facts) for facts in batch]
    rows = compiled.rows_of(vectors)
    names = [column.name for column in table.columns]
    return [
        _verdict(table, rows[vector], tuple((name, facts[name]) for name in names))
        for vector, facts in zip(vectors, batch, strict=True)
    ]


def _verdict(table: DecisionTable[Output], matched: Rows, asked: tuple[tuple[str, Value], ...]) -> Verdict[Output]:
    fired = _fired(table, matched)
    outputs = tuple(table.rows[row].output for row in fired)
    return Verdict(table.digest, matched, fired, outputs, asked, table.policy)


def _fired(table: DecisionTable[Any], matched: Rows) -> Rows:
    match table.policy:
        case HitPolicy.UNIQUE if len(matched) > 1:
            raise OverlapError(_overlap(table, matched))
        case HitPolicy.FIRST:
            return matched[:1]
        case HitPolicy.ANY:
            if len({table.rows[row].output for row in matched}) > 1:
                raise OverlapError(_overlap(table, matched))
            return matched[:1]
        case HitPolicy.PRIORITY:
            return _by_priority(table, matched)[:1]
        case HitPolicy.OUTPUT_ORDER:
            return _by_priority(table, matched)
    return matched


def _by_priority(table: DecisionTable[Any], matched: Rows) -> Rows:
    places = {output: place for place, output in enumerate(table.priorities)}
    return tuple(sorted(matched, key=lambda row: (places.get(table.rows[row].output, len(places)), row)))


def _overlap(table: DecisionTable[Any], matched: Rows) -> str:
    numbers = " et ".join(str(row + 1) for row in matched)
    return f"Les lignes {numbers} de la table « {table.name or 'sans nom'} » répondent toutes : une seule le devrait."


class _Shard:
    """One durable_rules ruleset, at most as large as the engine answers exactly."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.rules = rules
        self.handle: int | None = None

    def run(self, vectors: Sequence[Vector]) -> list[set[int]]:
        """The rows that match each vector. Raises EngineError after two failures."""
        try:
            return self._attempt(vectors)
        except _Untrusted:
            self._forget()
        try:
            return self._attempt(vectors)
        except _Untrusted as failure:
            self._forget()
            raise EngineError(f"Le moteur de règles ne répond plus correctement ({failure}).") from failure

    def _attempt(self, vectors: Sequence[Vector]) -> list[set[int]]:
        if self.handle is None:
            self.handle = durable.create_ruleset("t", json.dumps(self.rules))
        facts = json.dumps([_fact(number, vector) for number, vector in enumerate(vectors, start=1)])
        try:
            durable.assert_facts(self.handle, facts)
            answers = _drain(self.handle, len(vectors) * len(self.rules))
            durable.retract_facts(self.handle, facts)
            left = json.loads(durable.get_facts(self.handle, SESSION))
        except Exception as failure:
            raise _Untrusted(str(failure)) from failure
        return _read(answers, len(vectors), left)

    def _forget(self) -> None:
        handle, self.handle = self.handle, None
        if handle is not None:
            with suppress(Exception):  # a broken handle may refuse to go; it is abandoned
                durable.delete_ruleset(handle)


class _Untrusted(Exception):
    """The engine answered in a way it never should."""


def _fact(number: int, vector: Vector) -> dict[str, Any]:
    return {"id": number, "sid": SESSION, "k": 1} | {f"c{column}": code for column, code in enumerate(vector)}


def _drain(handle: int, most: int) -> list[tuple[str, int]]:
    """Every (rule, fact number) that fired, in order."""
    fired: list[tuple[str, int]] = []
    while started := durable.start_action(handle):
        answer, state = started[1], started[2]
        while answer:
            fired += [(rule, int(match["m"]["id"])) for rule, match in json.loads(answer).items()]
            if len(fired) > most:
                raise _Untrusted("more answers than rules")
            answer = durable.complete_and_start_action(handle, state)
    return fired


def _read(fired: Sequence[tuple[str, int]], count: int, left: Sequence[Any]) -> list[set[int]]:
    if left:
        raise _Untrusted("facts left behind")
    canaries = sorted(number for rule, number in fired if rule == "canary")
    if canaries != list(range(1, count + 1)):
        raise _Untrusted("the canary did not answer for each fact")
    rows: list[set[int]] = [set() for _ in range(count)]
    for rule, number in fired:
        if rule != "canary":
            rows[number - 1].add(int(rule.partition("_")[2]))
    return rows


class _Compiled:
    """A table compiled in this process, with what it has already answered."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shards = [_Shard(rules) for rules in plan.shards]
        self.memo: dict[Vector, Rows] = {}
        self.lock = threading.Lock()

    def rows_of(self, vectors: Sequence[Vector]) -> dict[Vector, Rows]:
        """The matching rows of each distinct vector."""
        memo = self.memo
        known = {vector: memo[vector] for vector in vectors if vector in memo}
        asked = [vector for vector in dict.fromkeys(vectors) if vector not in known]
        if asked:
            with self.lock:
                known |= self._ask(asked)
        return known

    def _ask(self, vectors: Sequence[Vector]) -> dict[Vector, Rows]:
        answers: dict[Vector, Rows] = {}
        for start in range(0, len(vectors), BATCH):
            batch = vectors[start : start + BATCH]
            for vector, *rows in zip(batch, *(shard.run(batch) for shard in self.shards), strict=True):
                answers[vector] = tuple(sorted(set[int]().union(*rows)))
        if len(self.memo) + len(answers) > REMEMBERED:
            self.memo = {}
        self.memo |= answers
        return answers


_registry: OrderedDict[str, _Compiled] = OrderedDict()
_registry_lock = threading.Lock()


def _compiled(table: DecisionTable[Any]) -> _Compiled:
    digest = table.digest
    with _registry_lock:
        found = _registry.get(digest)
        if found is not None:
            _registry.move_to_end(digest)
            return found
        found = _registry[digest] = _Compiled(compile_table(table))
        while len(_registry) > COMPILED:
            _registry.popitem(last=False)
        return found


def _after_fork() -> None:
    """A child process has its own locks: one held by a thread that did not survive the fork would never open."""
    global _registry_lock  # noqa: PLW0603 - the lock itself is what must be new
    _registry_lock = threading.Lock()
    for compiled in _registry.values():
        compiled.lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
