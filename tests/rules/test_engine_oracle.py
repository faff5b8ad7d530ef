"""For all tables and all facts, the engine decides what an independent evaluator decides."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.engine import OverlapError, decide, decide_many
from rules.facts import Fact, Kind
from rules.network import MOST_WAITING
from rules.tables import Between, Cell, DecisionTable, HitPolicy, Is, Row, matching_rows
from tests.rules import oracle
from tests.rules.random_tables import tables

AS_IT_STANDS = [HitPolicy.SUM, HitPolicy.LEAST, HitPolicy.GREATEST, HitPolicy.COUNT]


def agrees(table, facts):
    """Whether rows matched, rows kept and number are the oracle's, facts by facts."""
    for one in facts:
        matched = oracle.matching(table, one)
        assert matching_rows(table, [one[column.name] for column in table.columns]) == matched, (table, one)
        try:
            kept = oracle.kept(table, matched)
        except oracle.Overlapping:
            with pytest.raises(OverlapError):
                decide(table, one)
            continue
        verdict = decide(table, one)
        assert (verdict.matched, verdict.fired) == (matched, kept), (table, one)
        assert verdict.outputs == tuple(table.rows[row].output for row in kept)
        if table.policy in AS_IT_STANDS:
            assert verdict.aggregate == oracle.aggregate(table, matched)


@pytest.mark.parametrize("seed", range(3))
def test_five_hundred_random_tables_decide_as_the_oracle_does(seed):
    for table, facts in tables(seed, 500):
        agrees(table, facts)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 13))
def test_five_thousand_more_random_tables_decide_as_the_oracle_does(seed):
    for table, facts in tables(seed, 500):
        agrees(table, facts)


def test_a_batch_decides_as_each_of_its_facts_alone():
    for table, facts in tables(seed=99, count=200):
        collecting = DecisionTable(table.columns, table.rows, HitPolicy.COLLECT)
        expected = [oracle.matching(table, one) for one in facts * 20]
        assert [verdict.matched for verdict in decide_many(collecting, facts * 20)] == expected


numbers = st.integers(-3, 12)
bounds = st.tuples(numbers, numbers).map(sorted)
intervals = st.builds(
    lambda ends, opened: Between(ends[0], ends[1] + 2, *opened), bounds, st.tuples(st.booleans(), st.booleans())
)
cells = st.builds(
    Cell, st.lists(st.one_of(st.builds(Is, st.none() | numbers), intervals), max_size=3).map(tuple), st.booleans()
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(cells, cells), max_size=12), a=st.none() | numbers, b=st.none() | numbers)
def test_two_columns_of_numbers_decide_as_the_oracle_does(rows, a, b):
    columns = (Fact("a", Kind.NUMBER), Fact("b", Kind.NUMBER))
    table = DecisionTable(columns, tuple(Row(pair, index) for index, pair in enumerate(rows)), HitPolicy.RULE_ORDER)
    facts = {"a": a, "b": b}
    assert decide(table, facts).matched == oracle.matching(table, facts)


def test_the_random_tables_are_worth_their_name():
    """Rows match, several at once, in every kind of column and under every policy, and some tables are large."""
    sample = list(tables(seed=1, count=400))
    matched = [len(oracle.matching(table, one)) for table, facts in sample for one in facts]
    assert sum(count > 0 for count in matched) > len(matched) / 3
    assert sum(count > 1 for count in matched) > len(matched) / 10
    assert {table.policy for table, _ in sample} == set(HitPolicy)
    assert {column.kind for table, _ in sample for column in table.columns} == set(Kind)
    assert max(len(table.rows) for table, _ in sample) > MOST_WAITING
