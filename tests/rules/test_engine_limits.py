"""No table reaches a limit of durable_rules: rows are spread over several rulesets before."""

import json

import durable_rules_engine as durable
import pytest

from rules.compiler import MOST_COLUMNS, compile_table
from rules.engine import decide, decide_many
from rules.facts import Fact, Kind
from rules.network import MOST_WAITING, Rule, fits, network, waiting
from rules.network import Test as Condition
from rules.tables import ANY, DecisionTable, HitPolicy, Row, TableError, between, one_of
from tests.rules import oracle

QUOTIENT = Fact("quotient", Kind.NUMBER)
ACTIVITY = Fact("activite", Kind.CHOICE)


def tariff(brackets, activities, policy=HitPolicy.COLLECT):
    """The quotient in the first column, the activity in the second."""
    rows = tuple(
        Row((between(low * 10, low * 10 + 10), one_of(activity)), f"{activity} {low}")
        for activity in activities
        for low in range(brackets)
    )
    return DecisionTable((QUOTIENT, ACTIVITY), rows, policy)


def test_a_tariff_of_150_rows_that_tests_the_quotient_first_answers():
    table = tariff(75, ["cantine", "garderie"])
    facts = [
        {"quotient": quotient, "activite": activity} for quotient in range(750) for activity in ("cantine", "garderie")
    ]
    assert [verdict.matched for verdict in decide_many(table, facts)] == [oracle.matching(table, one) for one in facts]


def test_left_in_one_ruleset_the_same_rows_would_stop_the_engine():
    """The control: durable_rules does fail where more than 64 branches wait, so the spreading is needed."""
    rules = {
        f"r{low}": {"all": [{"m": {"$and": [{"$gte": {"q": low}}, {"$lte": {"q": low}}]}}], "pri": 0, "cap": 9}
        for low in range(70)
    }
    handle = durable.create_ruleset("t", json.dumps(rules))
    durable.assert_facts(handle, '[{"id":1,"sid":"1","q":3}]')
    with pytest.raises(durable.error, match="303"):
        durable.assert_facts(handle, '[{"id":2,"sid":"1","q":69}]')
    assert not fits([Rule((Condition(0, ">=", low), Condition(0, "<=", low)), low) for low in range(70)])


def test_three_hundred_rows_that_all_match_are_all_seen():
    table = DecisionTable(
        (QUOTIENT,), tuple(Row((between(-row, row + 1),), row) for row in range(300)), HitPolicy.COLLECT
    )
    assert decide(table, {"quotient": 0}).matched == tuple(range(300))
    assert decide(table, {"quotient": 290}).matched == tuple(range(290, 300))


def test_two_thousand_rows_with_the_same_condition_are_all_seen():
    table = DecisionTable((QUOTIENT,), tuple(Row((one_of(5),), row) for row in range(2000)), HitPolicy.COLLECT)
    assert decide(table, {"quotient": 5}).matched == tuple(range(2000))
    assert decide(table, {"quotient": 6}).matched == ()


def test_three_thousand_distinct_values_of_one_column_are_told_apart():
    table = DecisionTable((QUOTIENT,), tuple(Row((one_of(row),), row) for row in range(3000)), HitPolicy.COLLECT)
    verdicts = decide_many(table, [{"quotient": value} for value in range(0, 3000, 7)])
    assert [verdict.matched for verdict in verdicts] == [(value,) for value in range(0, 3000, 7)]


@pytest.mark.slow
def test_ten_thousand_rows_are_spread_over_four_rulesets():
    activities = [f"activite-{number}" for number in range(50)]
    table = tariff(200, activities, HitPolicy.FIRST)
    assert len(compile_table(table).rulesets) == 4
    assert decide(table, {"quotient": 1234, "activite": "activite-7"}).outputs == ("activite-7 123",)


def test_a_very_wide_table_answers_and_a_wider_one_is_refused():
    def wide(count):
        columns = tuple(Fact(f"c{number}", Kind.NUMBER) for number in range(count))
        rows = tuple(Row((between(low, low + 5),) * count, low) for low in range(60))
        return DecisionTable(columns, rows, HitPolicy.COLLECT)

    facts = {f"c{number}": 7 for number in range(MOST_COLUMNS + 1)}
    assert decide(wide(MOST_COLUMNS), facts).matched == (3, 4, 5, 6, 7)
    with pytest.raises(TableError, match="répartissez celle-ci"):
        decide(wide(MOST_COLUMNS + 1), facts)


def test_no_two_names_given_to_the_engine_share_its_hash():
    """durable_rules knows an attribute by a hash of 32 bits alone (FNV-1a)."""

    def hashed(name):
        found = 0x811C9DC5
        for byte in name.encode():
            found = (found ^ byte) * 16777619 & 0xFFFFFFFF
        return found

    assert hashed("id") == 926444256  # as its source writes it
    names = ["id", "sid", "k", *(f"c{number}" for number in range(MOST_COLUMNS))]
    assert len({hashed(name) for name in names}) == len(names)


def test_exclusive_values_wait_for_one_another_no_longer():
    """One value of a column leads to one branch; lower bounds all lead somewhere at once."""
    same_column = [Rule((Condition(0, "==", value), Condition(1, ">=", value)), value) for value in range(500)]
    lower_bounds = [Rule((Condition(1, ">=", value),), value) for value in range(500)]
    assert waiting(network(same_column)) == 1
    assert waiting(network(lower_bounds)) == 500


def test_each_ruleset_is_within_its_limits_and_none_loses_a_row():
    table = tariff(130, ["cantine", "garderie", "etude"])
    plan = compile_table(table)
    assert sorted(row for ruleset in plan.rulesets for row in ruleset.rows) == list(range(390))
    for ruleset in plan.rulesets:
        low = {}
        for rule in json.loads(ruleset.text).values():
            activity, *rest = rule["all"][0]["m"]["$and"]
            low.setdefault(json.dumps(activity), []).append(rest)
        assert max(map(len, low.values())) <= MOST_WAITING


def test_a_row_of_lists_is_read_as_ranges_where_values_follow_one_another():
    """Neighbours merge, so that four lists of ten values are one branch, not ten thousand."""
    columns = tuple(Fact(f"liste-{number}", Kind.NUMBER) for number in range(4))
    table = DecisionTable(columns, (Row((one_of(*range(10)),) * 3 + (ANY,), "x"),))
    assert len(compile_table(table).rulesets[0].rows) == 1
