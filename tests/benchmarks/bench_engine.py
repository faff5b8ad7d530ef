"""Lines decided a second by a tariff of 200 rows, beside an if-chain written by hand and beside zen-engine.

python -m tests.benchmarks.bench_engine
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from time import perf_counter
from typing import Any

from rules import engine
from rules.engine import decide, decide_many
from rules.facts import Fact, Kind
from rules.tables import DecisionTable, HitPolicy, Row, between, one_of
from tests.benchmarks import zen_table

ACTIVITIES = [f"activite-{number}" for number in range(10)]
BRACKETS = range(0, 1500, 150)
COLUMNS = (Fact("activite", Kind.CHOICE), Fact("quotient", Kind.NUMBER), Fact("resident", Kind.BOOLEAN))
TABLE = DecisionTable(
    COLUMNS,
    tuple(
        Row((one_of(activity), between(low, low + 150), one_of(resident)), (activity, low, resident))
        for activity in ACTIVITIES
        for low in BRACKETS
        for resident in (True, False)
    ),
    HitPolicy.FIRST,
)


def lines(count: int, families: int) -> list[dict[str, Any]]:
    """``count`` lines of so many families: each a quotient and a residence, an activity drawn a line."""
    random = Random(2026)
    known = [(random.randrange(1500), random.random() < 0.8) for _ in range(families)]
    return [line(random.choice(ACTIVITIES), *random.choice(known)) for _ in range(count)]


def distinct_lines(count: int) -> list[dict[str, Any]]:
    """``count`` lines, no two alike (30,000 at most)."""
    every = [line(*drawn) for drawn in product(ACTIVITIES, range(1500), (True, False))]
    return Random(2026).sample(every, count)


def line(activity: str, quotient: int, resident: bool) -> dict[str, Any]:
    return {"activite": activity, "quotient": quotient, "resident": resident}


def if_chain() -> Callable[[dict[str, Any]], Any]:
    """The same tariff as code: a function of 200 tests, none of them clever."""
    source = ["def price(facts):", " a, q, r = facts['activite'], facts['quotient'], facts['resident']"]
    for row in TABLE.rows:
        activity, low, resident = row.output
        source.append(f" if a == {activity!r} and {low} <= q < {low + 150} and r is {resident}: return {row.output!r}")
    scope: dict[str, Any] = {}
    exec("\n".join(source), scope)
    price: Callable[[dict[str, Any]], Any] = scope["price"]
    return price


def zen() -> Callable[[dict[str, Any]], Any]:
    """The same tariff in zen-engine: a row's number for some facts."""
    decision = zen_table.decision(
        [
            (f'"{activity}"', f"[{low}..{low + 150})", str(resident).lower(), str(number))
            for number, (activity, low, resident) in enumerate(row.output for row in TABLE.rows)
        ]
    )
    return lambda facts: decision.evaluate(facts)["result"]["price"]


def per_second(work: Callable[[Sequence[dict[str, Any]]], Any], facts: Sequence[dict[str, Any]]) -> float:
    """Facts a second, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        started = perf_counter()
        work(facts)
        best = max(best, len(facts) / (perf_counter() - started))
    return best


def forget(work: Callable[..., Any]) -> Callable[[Sequence[dict[str, Any]]], Any]:
    """The same work, the engine remembering no answer from one round to the next."""

    def anew(facts: Sequence[dict[str, Any]]) -> Any:
        compiled = engine._compiled(TABLE)
        compiled.memo, compiled.told = {}, {}
        return work(facts)

    return anew


def measures() -> dict[str, float]:
    """Lines a second, by what is measured."""
    price, number_of_row = if_chain(), zen()
    repeated, distinct = lines(20_000, families=40), distinct_lines(20_000)
    together = forget(lambda facts: decide_many(TABLE, facts))
    return {
        "if-chain": per_second(lambda facts: [price(one) for one in facts], repeated),
        "zen-engine, a commune's repeats": per_second(lambda facts: [*map(number_of_row, facts)], repeated[:4_000]),
        "zen-engine, no two lines alike": per_second(lambda facts: [*map(number_of_row, facts)], distinct[:4_000]),
        "decide_many, a commune's repeats": per_second(together, repeated),
        "decide_many, no two lines alike": per_second(together, distinct),
        "decide, one line at a time, a commune's repeats": per_second(
            forget(lambda facts: [decide(TABLE, one) for one in facts]), repeated
        ),
    }


if __name__ == "__main__":
    for name, speed in measures().items():
        print(f"{name:<50} {speed:>10,.0f} lines/s")
