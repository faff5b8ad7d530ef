"""The engine stays within reach of a tariff written by hand as 200 tests."""

import pytest

from rules.engine import decide_many
from tests.benchmarks.bench_engine import TABLE, distinct_lines, if_chain, measures


def test_the_tariff_written_by_hand_says_what_the_table_says():
    price, facts = if_chain(), distinct_lines(1_000)
    assert [verdict.outputs for verdict in decide_many(TABLE, facts)] == [(price(one),) for one in facts]


@pytest.mark.benchmark
def test_a_line_costs_a_few_times_an_if_chain():
    speed = measures()
    chain = speed["if-chain"]
    assert speed["decide_many, a commune's repeats"] > chain / 8
    assert speed["decide_many, no two lines alike"] > chain / 20
