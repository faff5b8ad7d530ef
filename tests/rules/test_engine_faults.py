"""When durable_rules fails it is built again once, then refused; threads, forks and memory change nothing."""

import os
import warnings
from pathlib import Path

import durable_rules_engine as durable
import pytest

from rules import engine, tables
from rules.engine import EngineError, decide, decide_many
from rules.tables import DecisionTable, HitPolicy, Row, between
from tests.rules.endurance import GRID, QUOTIENT, RANK, memory_taken, resident_kilobytes, wrong_answers

FACTS = {"quotient": 512, "rang": 1}
ROW = (10,)


class Broken:
    """durable_rules with one of its functions replaced for some calls; counts the rulesets it builds."""

    def __init__(self, name="", replaced=None, times=1):
        self.name, self.replaced, self.times, self.built = name, replaced, times, 0

    def __getattr__(self, name):
        def call(*arguments):
            self.built += name == "create_ruleset"
            if name != self.name or self.times == 0:
                return real(*arguments)
            self.times -= 1
            return self.replaced(real, *arguments)

        real = getattr(durable, name)
        return call if callable(real) and real is not durable.error else real


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Nothing is compiled and nothing remembered before each test."""
    monkeypatch.setattr(engine, "_registry", type(engine._registry)())


@pytest.fixture
def breaking(monkeypatch):
    def install(*arguments, **options):
        broken = Broken(*arguments, **options)
        monkeypatch.setattr(engine, "durable", broken)
        return broken

    return install


def shard():
    """The one ruleset of GRID, already built."""
    decide(GRID, {"quotient": 0, "rang": 1})
    [only] = engine._compiled(GRID).shards
    return only


def failing(_real, *_arguments):
    raise durable.error("Could not assert facts, error code: 303")


def without_the_canary(real, *arguments):
    answer = real(*arguments)
    return real(*arguments) if answer and engine.CANARY in answer else answer


def twice_the_canary(real, *arguments):
    answer = real(*arguments)
    return answer and answer.replace('{"id":1,', '{"id":1,"x":{"id":1,')


FAULTS = [
    ("assert_facts", failing),
    ("retract_facts", failing),
    ("assert_facts", lambda _real, *_: (1, 0)),  # lost without a word
    ("retract_facts", lambda _real, *_: (0, 0)),  # left behind
    ("start_action", lambda _real, *_: None),  # its session is locked
    ("start_action", lambda real, *arguments: (0, "{}", real(*arguments)[2])),
    ("start_action", lambda real, *arguments: (0, "not even json", real(*arguments)[2])),
    ("complete_and_start_action", lambda _real, *_: None),
    ("complete_and_start_action", without_the_canary),
    ("complete_and_start_action", twice_the_canary),
    ("get_facts", lambda _real, *_: '[{"id":1}]'),
    ("create_ruleset", failing),
]


@pytest.mark.parametrize(("name", "replaced"), FAULTS)
def test_a_fault_is_seen_and_the_rules_are_built_again(breaking, name, replaced):
    broken = breaking(name, replaced)
    assert decide(GRID, FACTS).matched == ROW
    assert broken.times == 0
    assert decide(GRID, {"quotient": 1499, "rang": 2}).matched == (29,)


@pytest.mark.parametrize(("name", "replaced"), FAULTS)
def test_a_second_fault_is_an_error_never_an_answer(breaking, name, replaced):
    broken = breaking(name, replaced, times=-1)
    with pytest.raises(EngineError, match="ne répond plus correctement"):
        decide(GRID, FACTS)
    assert broken.built == 2
    broken.times = 0
    assert decide(GRID, FACTS).matched == ROW  # nothing wrong was remembered


def test_a_fact_someone_left_in_the_memory_is_noticed():
    durable.assert_facts(shard().handle.number, '[{"id":1,"sid":"1","k":1,"c0":700,"c1":2}]')
    before = shard().handle
    assert decide(GRID, FACTS).matched == ROW
    assert shard().handle is not before


def test_an_action_someone_never_completed_is_noticed():
    handle = shard().handle
    durable.assert_facts(handle.number, '[{"id":2,"sid":"1","k":1,"c0":700,"c1":2}]')
    durable.start_action(handle.number)
    assert decide(GRID, FACTS).matched == ROW
    assert shard().handle is not handle


def test_a_run_that_is_interrupted_leaves_nothing_behind(breaking):
    def interrupted(_real, *_arguments):
        raise KeyboardInterrupt

    broken = breaking("complete_and_start_action", interrupted)
    with pytest.raises(KeyboardInterrupt):
        decide(GRID, FACTS)
    assert decide(GRID, FACTS).matched == ROW
    assert broken.built == 2


def test_what_the_engine_answers_is_what_is_decided(breaking):
    """Its answer changed, the decision changes: nothing else decides."""

    def another_row(real, *arguments):
        state, answer, offset = real(*arguments)
        return state, answer.replace('{"10":', '{"3":'), offset

    breaking("start_action", another_row)
    assert decide(GRID, FACTS).matched == (3,)


def test_breaking_the_reference_evaluator_changes_no_decision(monkeypatch):
    monkeypatch.setattr(tables, "matches", lambda *_: True)
    monkeypatch.setattr(tables, "_accepts", lambda *_: True)
    assert decide(GRID, FACTS).matched == ROW


# Threads, forks, memory --------------------------------------------------------------------------


def test_eight_threads_get_their_own_answers():
    assert wrong_answers(8_000) == []


def test_the_endurance_test_does_see_a_wrong_answer(breaking):
    """The control: an engine that answers for another row is caught, on every thread."""

    def another_row(real, *arguments):
        answer = real(*arguments)
        return answer and answer.replace('{"10":', '{"3":')

    breaking("complete_and_start_action", another_row, times=-1)
    wrong = wrong_answers(8_000)
    assert wrong
    assert all(500 <= facts["quotient"] < 600 for facts in wrong)


def in_a_child(question):
    """What ``question()`` gives in a forked process, as text."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns where another thread lives
        child = os.fork()
    if child == 0:
        try:
            os.write(writing, repr(question()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return answer.read()


def test_a_child_process_decides_with_the_rules_of_its_parent():
    shard()
    assert in_a_child(lambda: decide(GRID, FACTS).matched) == repr(ROW)


def test_a_fork_in_the_middle_of_a_run_neither_hangs_nor_mixes():
    """The thread that held the lock does not live in the child; the facts it had asserted do."""
    durable.assert_facts(shard().handle.number, '[{"id":1,"sid":"1","k":1,"c0":700,"c1":2}]')
    with engine._compiled(GRID).lock, engine._registry_lock:
        assert in_a_child(
            lambda: (decide(GRID, FACTS).matched, decide(GRID, {"quotient": 0, "rang": 3}).matched)
        ) == repr((ROW, ()))
    assert decide(GRID, FACTS).matched == ROW


on_linux = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


@on_linux
def test_ten_thousand_facts_take_no_memory():
    assert memory_taken(10_000) < 2_000


@on_linux
def test_tables_that_are_no_longer_asked_give_their_memory_back(monkeypatch):
    """A ruleset deleted without its session would keep most of a megabyte each time."""
    monkeypatch.setattr(engine, "COMPILED", 200)

    def compile_many(start, count):
        for number in range(start, start + count):
            rows = tuple(Row((between(low, low + number), between(0, 9)), low) for low in range(40))
            decide(DecisionTable((QUOTIENT, RANK), rows, HitPolicy.COLLECT), {"quotient": 7, "rang": 1})

    compile_many(1, 20)
    before = resident_kilobytes()
    compile_many(21, 100)
    assert len(engine._registry) < 5
    assert resident_kilobytes() - before < 15_000


def test_a_question_already_answered_does_not_reach_the_engine(breaking):
    decide(GRID, FACTS)
    breaking("assert_facts", failing, times=-1)
    assert decide(GRID, FACTS).matched == ROW
    with pytest.raises(EngineError):
        decide(GRID, {"quotient": 513, "rang": 1})


def test_a_batch_asks_each_distinct_vector_once(breaking):
    asked = []

    def recorded(real, handle, facts):
        asked.append(facts.count('"id"'))
        return real(handle, facts)

    breaking("assert_facts", recorded, times=-1)
    decide_many(GRID, [FACTS, {"quotient": 3, "rang": 1}] * 40)
    decide_many(GRID, [{"quotient": number, "rang": 1} for number in range(0, 1500, 10)])
    assert asked == [2, 50, 50, 50]
