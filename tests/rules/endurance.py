"""A million decisions on eight threads, two million evaluations in the same memory: the engine over a long day.

python -m tests.rules.endurance
"""

from __future__ import annotations

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from rules import engine
from rules.engine import decide_many
from rules.facts import Fact, Facts, Kind
from rules.tables import DecisionTable, HitPolicy, Row, between
from tests.rules import oracle

QUOTIENT = Fact("quotient", Kind.NUMBER)
RANK = Fact("rang", Kind.NUMBER)
GRID = DecisionTable(
    (QUOTIENT, RANK),
    tuple(
        Row((between(low, low + 100), between(rank, rank + 1)), (low, rank))
        for low in range(0, 1500, 100)
        for rank in (1, 2)
    ),
    HitPolicy.COLLECT,
)
THREADS = 8
TOGETHER = 50  # facts asked at once


def wrong_answers(decisions: int, remembered: int = 1) -> list[Facts]:
    """The facts that were not answered as the oracle does, out of so many decisions shared by eight threads.

    ``remembered`` is how many answers the engine keeps: with 1, each distinct question reaches durable_rules.
    """
    expected = {
        (quotient, rank): oracle.matching(GRID, {"quotient": quotient, "rang": rank})
        for quotient in range(1600)
        for rank in range(4)
    }

    def ask(seed: int) -> list[Facts]:
        random, wrong = Random(seed), []
        for _ in range(decisions // THREADS // TOGETHER):
            batch = [{"quotient": random.randrange(1600), "rang": random.randrange(4)} for _ in range(TOGETHER)]
            found = decide_many(GRID, batch)
            wrong += [
                facts
                for facts, verdict in zip(batch, found, strict=True)
                if verdict.matched != expected[facts["quotient"], facts["rang"]]
            ]
        return wrong

    kept, engine.REMEMBERED = engine.REMEMBERED, remembered
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            return [facts for wrong in threads.map(ask, range(THREADS)) for facts in wrong]
    finally:
        engine.REMEMBERED = kept


def memory_taken(evaluations: int, remembered: int = 100) -> int:
    """The kilobytes the process has grown by after so many evaluations, no two alike in a batch."""

    def ask(count: int) -> None:
        for start in range(0, count, TOGETHER):
            decide_many(GRID, [{"quotient": (start + number) % 2_000, "rang": 1} for number in range(TOGETHER)])

    kept, engine.REMEMBERED = engine.REMEMBERED, remembered
    try:
        ask(2_000)
        before = resident_kilobytes()
        ask(evaluations)
        return resident_kilobytes() - before
    finally:
        engine.REMEMBERED = kept


def resident_kilobytes() -> int:
    """What the process holds in memory, its garbage collected."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    print(f"1,000,000 decisions on {THREADS} threads: {len(wrong_answers(1_000_000))} wrong", flush=True)
    print(f"2,000,000 evaluations: {memory_taken(2_000_000):+,} KB")
