"""The review beside brute force, and on the largest tables."""

import time
from datetime import date
from datetime import time as hour
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from rules.facts import Choice, Fact, FactError, Kind, decode, encode
from rules.review import MOST_FINDINGS, Code, repaired, review
from rules.tables import (
    ANY,
    Cell,
    DecisionTable,
    HitPolicy,
    Is,
    Row,
    TableError,
    between,
    integer_range,
    matches,
    matching_rows,
    one_of,
)
from tests.rules.random_tables import random_cell
from tests.rules.test_review import QUOTIENT, RESIDENT, SMALL, codes, table


def small_table(random, most=3):
    columns = tuple(random.sample(SMALL, random.randint(1, most)))
    share = random.choice([0.1, 0.3, 0.6])
    rows = tuple(
        Row(tuple(random_cell(random, column, share) for column in columns), random.randint(0, 2))
        for _ in range(random.randint(1, 7))
    )
    return DecisionTable(columns, rows, random.choice(list(HitPolicy)))


def some_tables(count, most=3):
    random = Random(20260602)
    while count:
        try:
            yield small_table(random, most)
        except TableError:  # an interval between two grains
            continue
        count -= 1


def values(column, cells):
    """A value in each set of values that the cells of a column tell apart."""
    found = {None} if column.nullable else set()
    if column.kind is Kind.BOOLEAN:
        return [*found, False, True]
    if column.kind is Kind.CHOICE:
        named = {test.value for cell in cells for test in cell.tests if test.value is not None}
        return [*found, *({choice.slug for choice in column.choices} or {*named, "hors-liste"})]
    ends = {0} if column.kind is Kind.NUMBER else {encode(column, _noon(column))}
    for cell in cells:
        for test in cell.tests:
            if isinstance(test, Is):
                ends |= {encode(column, test.value)} - {None}
            else:
                ends |= {int(end) for end in integer_range(column, test) if abs(end) != float("inf")}
    return [
        *found,
        *(value for end in ends for beside in (-1, 0, 1) if (value := _value(column, end + beside)) is not None),
    ]


def _noon(column):
    return hour(12) if column.kind is Kind.TIME else date(2026, 6, 1)


def _value(column, code):
    try:
        value = decode(column, code)
    except (ValueError, FactError):
        return None
    inside = (column.minimum is None or value >= column.minimum) and (column.maximum is None or value <= column.maximum)
    return value if inside else None


def brute(reviewed):
    """Every case the cells tell apart, with the rows that answer."""
    asked = [values(column, {row.cells[i] for row in reviewed.rows}) for i, column in enumerate(reviewed.columns)]
    return {case: matching_rows(reviewed, case) for case in product(*asked)}


def brute_once(reviewed):
    """The same, one value of a column for all those the same rows accept; unknown is always one of its own."""
    asked = []
    for place, column in enumerate(reviewed.columns):
        cells = [row.cells[place] for row in reviewed.rows]
        alike = {
            (value is None, *(matches(column, cell, value) for cell in cells)): value
            for value in values(column, set(cells))
        }
        asked.append(alike.values())
    return {case: matching_rows(reviewed, case) for case in product(*asked)}


def in_order(reviewed, example):
    return tuple(example[column.name] for column in reviewed.columns)


@pytest.mark.parametrize("number", range(4))
def test_the_review_finds_what_brute_force_finds(number):
    """B03: 1,040 tables of one to four columns, null included, whatever the hit policy."""
    for index, reviewed in enumerate(some_tables(1_040, most=4)):
        if index % 4 == number:
            _compare(reviewed)


def test_the_tables_compared_have_every_width_every_policy_and_the_unknown():
    compared = list(some_tables(1_040, most=4))
    assert {len(one.columns) for one in compared} == {1, 2, 3, 4}
    assert {one.policy for one in compared} == set(HitPolicy)
    assert any(Is(None) in cell.tests for one in compared for row in one.rows for cell in row.cells)


def _compare(reviewed):
    answers = brute_once(reviewed)
    findings = review(reviewed)
    told = {code: [finding for finding in findings if finding.code is code] for code in Code}
    bare = [case for case, rows in answers.items() if not rows]
    known = [case for case in bare if None not in case]
    assert bool(known) == bool(told[Code.HOLE])
    assert bool(bare) == bool(told[Code.HOLE] or told[Code.NO_UNKNOWN_ROW])
    if not known:
        assert _unknown_sets(bare) == _unknown_sets(
            in_order(reviewed, finding.example) for finding in told[Code.NO_UNKNOWN_ROW]
        )
    for finding in (*told[Code.HOLE], *told[Code.NO_UNKNOWN_ROW]):
        assert matching_rows(reviewed, in_order(reviewed, finding.example)) == ()
        assert (finding.code is Code.NO_UNKNOWN_ROW) == (None in finding.example.values())
    _compare_rows(reviewed, answers, told)


def _unknown_sets(cases):
    """The smallest sets of columns that are unknown where no row answers."""
    found = {frozenset(i for i, value in enumerate(case) if value is None) for case in cases}
    return {one for one in found if not any(other < one for other in found)}


def _compare_rows(reviewed, answers, told):
    met = {(a, b) for rows in answers.values() for a in rows for b in rows if a < b}
    pairs = {finding.rows for finding in told[Code.OVERLAP]}
    clash = {HitPolicy.UNIQUE: met, HitPolicy.ANY: {pair for pair in met if _differ(reviewed, *pair)}}
    assert pairs == clash.get(reviewed.policy, set())
    for finding in told[Code.OVERLAP]:
        assert set(finding.rows) <= set(matching_rows(reviewed, in_order(reviewed, finding.example)))
    used = {rows[0] for rows in answers.values() if rows}
    if reviewed.policy is not HitPolicy.FIRST:
        used = {row for rows in answers.values() for row in rows}
    assert {finding.rows[0] for finding in told[Code.NEVER_REACHED]} == set(range(len(reviewed.rows))) - used


def _differ(reviewed, one, other):
    return reviewed.rows[one].output != reviewed.rows[other].output


def test_every_repair_mends_its_case_and_brings_no_other_defect():
    tried = 0
    for reviewed in some_tables(120):
        before = brute(reviewed)
        for finding in review(reviewed):
            for repair in finding.repairs:
                case = in_order(reviewed, finding.example)
                mended = repaired(reviewed, repair)
                tried += 1
                now = matching_rows(mended, case)
                assert now if finding.code is Code.HOLE else set(now) < set(finding.rows) | set(before.get(case, now))
                after = {asked: matching_rows(mended, asked) for asked in before}
                assert {asked for asked, rows in after.items() if not rows} <= {
                    asked for asked, rows in before.items() if not rows
                }
                assert all(len(after[asked]) <= max(1, len(before[asked])) for asked in before)
    assert tried > 30


# Size --------------------------------------------------------------------------------------------


def large(policy):
    """5,000 rows: 10 activities × 10 brackets of quotient × 50 of duration, with the last hole of one of them."""
    minutes = Fact("minutes", Kind.NUMBER, nullable=False, minimum=Decimal(0))
    rows = [
        (
            one_of(f"activite-{activity}"),
            between(100 * bracket, 100 * bracket + 100 if bracket < 9 else None),
            between(10 * step, 10 * step + 10 if step < 49 else None),
        )
        for activity in range(10)
        for bracket in range(10)
        for step in range(50)
    ]
    rows[4321] = (*rows[4321][:2], between(rows[4321][2].tests[0].low + 1, rows[4321][2].tests[0].high))
    activity = Fact(
        "activite", Kind.CHOICE, choices=tuple(Choice(f"activite-{n}", str(n)) for n in range(10)), nullable=False
    )
    return table((activity, QUOTIENT, minutes), *rows, policy=policy)


@pytest.mark.parametrize("policy", [HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.COLLECT])
def test_five_thousand_rows_are_reviewed_in_about_a_second_of_processor(policy):
    reviewed = large(policy)
    started = time.process_time()
    (hole,) = review(reviewed)
    assert time.process_time() - started < 3
    assert hole.rows == (4320, 4321)
    assert matching_rows(reviewed, in_order(reviewed, hole.example)) == ()


def test_a_table_that_crosses_too_many_rows_says_that_it_was_not_read_to_the_end():
    random = Random(1)
    columns = tuple(Fact(name, Kind.NUMBER, minimum=Decimal(0)) for name in ("a", "b", "c", "d"))

    def wide():
        low = random.randint(0, 10_000)
        return between(low, low + random.randint(1000, 6000))

    crossed = table(columns, *([wide() for _ in columns] for _ in range(400)), policy=HitPolicy.FIRST)
    started = time.process_time()
    findings = review(crossed)
    assert time.process_time() - started < 30
    assert findings[-1].code is Code.UNREVIEWED
    assert all(codes(findings).count(code) <= MOST_FINDINGS for code in Code)


def test_a_negated_cell_that_leaves_nothing_is_told():
    findings = review(table((RESIDENT,), (Cell((Is(True), Is(False)), negated=True),), (ANY,)))
    assert [(finding.code, finding.rows) for finding in findings] == [(Code.NEVER_REACHED, (0,))]
