"""`decide`: what a decision table answers. The one file that speaks durable_rules.

Facts are asserted in batches, never as events; the answers are drained through the package's own C
module, without its Host and without any Python action. A canary rule of lowest priority must fire
once for each fact and the working memory must end empty: otherwise the compiled rules are thrown
away, built again, and the batch run once more; a second failure is an error, never an answer.
"""

from __future__ import annotations

import os
import re
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

import durable_rules_engine as durable

from rules.compiler import CANARY, SESSION, Plan, Question, Ruleset, Vector, compile_table
from rules.facts import Facts
from rules.tables import DecisionTable
from rules.verdicts import Output, OverlapError, Rows, Verdict, settle

__all__ = ["EngineError", "OverlapError", "Verdict", "decide", "decide_many"]

BATCH = 50  # durable_rules keeps 10 KB for each fact of the largest batch it saw
REMEMBERED = 20_000  # vectors, for one table
COMPILED = 10_000  # rules of all compiled tables together: 20 KB each
EMPTY_TABLE = 30  # what a table weighs besides, counted in rules

_FACT = re.compile(r'\{"id":(\d+),')

Answer = tuple[str, list[int]]  # the name of a rule, the numbers of the facts it fired for


class EngineError(RuntimeError):
    """The engine failed twice on the same question: nothing is decided."""


def decide(table: DecisionTable[Output], facts: Facts) -> Verdict[Output]:
    """What the table answers on these facts; no row at all is an answer too.

    Raises FactError where a fact is missing or of another type, OverlapError where the rows of a
    unique table overlap, EngineError when the engine cannot be trusted.
    """
    return decide_many(table, (facts,))[0]


def decide_many(table: DecisionTable[Output], batch: Sequence[Facts]) -> list[Verdict[Output]]:
    """What the table answers on each of these facts, in order; each distinct vector is asked once."""
    compiled = _compiled(table)
    questions = compiled.plan.questions(batch)
    try:
        return [*map(compiled.told.__getitem__, questions)]
    except (KeyError, TypeError):  # a question not asked yet; a value without hash, a list say
        told = compiled.answers(table, questions)
    return [told[question] for question in questions]


def _verdict(table: DecisionTable[Any], names: Sequence[str], question: Question, matched: Rows) -> Verdict[Any]:
    asked = tuple(zip(names, question[0], strict=True))
    return Verdict(table.digest, *settle(table, matched), asked, table.policy)


class _Untrusted(Exception):
    """The engine answered in a way it never should."""


class _Shard:
    """One durable_rules ruleset, built when it is first asked and whenever it failed."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.handle: _Handle | None = None

    def run(self, facts: str, count: int) -> Iterator[tuple[int, int]]:
        """Each (fact, row) that match, facts counted from 0. Raises EngineError after two failures."""
        try:
            answers = self._attempt(facts, count)
        except _Untrusted:
            answers = self._again(facts, count)
        for rule, numbers in answers:
            row = self.ruleset.rows[int(rule)]
            for number in numbers:
                yield number - 1, row

    def _again(self, facts: str, count: int) -> list[Answer]:
        try:
            return self._attempt(facts, count)
        except _Untrusted as failure:
            raise EngineError(f"Le moteur de règles ne répond plus correctement ({failure}).") from failure

    def _attempt(self, facts: str, count: int) -> list[Answer]:
        """The answers of one run; whatever interrupts it, the handle it may have left dirty is dropped."""
        handle, self.handle = self.handle, None
        try:
            handle = handle or _Handle(self.ruleset.text)
            answers, left = handle.run(facts, most=len(self.ruleset.rows) + 1)
        except (durable.error, ValueError, IndexError) as failure:
            raise _Untrusted(str(failure)) from failure
        answers = _checked(answers, left, count)
        handle.clean.append(SESSION)
        self.handle = handle
        return answers


class _Handle:
    """A ruleset inside durable_rules; it goes when nothing holds it any more.

    ``clean`` names its session after a run that went well: only then may durable_rules delete it.
    """

    def __init__(self, text: str) -> None:
        self.number = durable.create_ruleset("t", text)
        self.clean: list[str] = []
        weakref.finalize(self, _delete, self.number, self.clean).atexit = False

    def run(self, facts: str, most: int) -> tuple[list[Answer], str]:
        """What fired for these facts, in order, and what the working memory holds in the end."""
        self.clean.clear()
        asserted, _ = durable.assert_facts(self.number, facts)
        answers = self._drain(most)
        retracted, _ = durable.retract_facts(self.number, facts)
        if asserted or retracted:
            raise _Untrusted("a fact was refused")
        return answers, durable.get_facts(self.number, SESSION)

    def _drain(self, most: int) -> list[Answer]:
        answers: list[Answer] = []
        started = durable.start_action(self.number)
        answer = started and started[1]
        while answer:
            answers.append((answer.split('"', 2)[1], [int(number) for number in _FACT.findall(answer)]))
            if len(answers) > most:
                raise _Untrusted("more answers than rules")
            answer = durable.complete_and_start_action(self.number, started[2])
        return answers


def _delete(number: int, clean: Sequence[str]) -> None:
    for session in clean:
        durable.delete_state(number, session)
    durable.delete_ruleset(number)


def _checked(answers: list[Answer], left: str, count: int) -> list[Answer]:
    """The answers of the rows, once the canary has vouched for them."""
    if left != "[]":
        raise _Untrusted("facts left behind")
    *rows, (last, numbers) = answers or [("", [])]
    if last != CANARY or sorted(numbers) != list(range(1, count + 1)):
        raise _Untrusted("the canary did not answer once for each fact, after all others")
    if any(rule == CANARY for rule, _ in rows):
        raise _Untrusted("the canary answered twice")
    return rows


class _Compiled:
    """A table compiled in this process, with what it has already answered."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shards = [_Shard(ruleset) for ruleset in plan.rulesets]
        self.memo: dict[Vector, Rows] = {}
        self.told: dict[Question, Verdict[Any]] = {}
        self.lock = threading.Lock()
        self.weight = EMPTY_TABLE + sum(len(ruleset.rows) for ruleset in plan.rulesets)

    def answers(self, table: DecisionTable[Any], questions: Sequence[Question]) -> dict[Question, Verdict[Any]]:
        """What each question was answered once the hit policy has chosen, and maybe others."""
        told = self.told
        try:
            fresh = [question for question in dict.fromkeys(questions) if question not in told]
        except TypeError:  # a value without hash, a list say: the encoder tells what it expected
            fresh = list(questions)
        if not fresh:
            return told
        vectors = [self.plan.vector(values) for values, _ in fresh]
        rows = self.rows_of(vectors)
        found = {
            question: _verdict(table, self.plan.names, question, rows[vector])
            for question, vector in zip(fresh, vectors, strict=True)
        }
        if len(told) + len(found) > REMEMBERED:
            told = self.told = {question: told[question] for question in questions if question in told}
        told.update(found)
        return told

    def rows_of(self, vectors: Sequence[Vector]) -> dict[Vector, Rows]:
        """The matching rows of each distinct vector."""
        memo = self.memo
        known = {vector: memo[vector] for vector in vectors if vector in memo}
        asked = [vector for vector in dict.fromkeys(vectors) if vector not in known]
        for start in range(0, len(asked), BATCH):
            with self.lock:
                known |= self._ask(asked[start : start + BATCH])
        return known

    def _ask(self, vectors: Sequence[Vector]) -> dict[Vector, Rows]:
        facts = self.plan.batch(vectors)
        found: list[set[int]] = [set() for _ in vectors]
        for shard in self.shards:
            for number, row in shard.run(facts, len(vectors)):
                found[number].add(row)
        answers = {vector: tuple(sorted(rows)) for vector, rows in zip(vectors, found, strict=True)}
        if len(self.memo) + len(answers) > REMEMBERED:
            self.memo = {}
        self.memo |= answers
        return answers

    def start_anew(self) -> None:
        """In a child process: a lock that no thread holds; a run the fork interrupted is forgotten."""
        if self.lock.locked():
            self.shards = [_Shard(shard.ruleset) for shard in self.shards]
        self.lock = threading.Lock()


_registry: OrderedDict[str, _Compiled] = OrderedDict()
_registry_lock = threading.Lock()


def _compiled(table: DecisionTable[Any]) -> _Compiled:
    digest = table.digest
    with _registry_lock:
        found = _registry.get(digest)
        if found is not None:
            _registry.move_to_end(digest)
            return found
    compiled = _Compiled(compile_table(table))
    with _registry_lock:
        found = _registry.setdefault(digest, compiled)
        while len(_registry) > 1 and sum(held.weight for held in _registry.values()) > COMPILED:
            _registry.popitem(last=False)
        return found


def _after_fork() -> None:
    """A lock held by a thread that did not survive the fork would never open."""
    global _registry_lock  # noqa: PLW0603 - the lock itself is what must be new
    _registry_lock = threading.Lock()
    for compiled in _registry.values():
        compiled.start_anew()


os.register_at_fork(after_in_child=_after_fork)
