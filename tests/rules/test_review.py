"""The review of a decision table: holes, overlaps, unknown forgotten, rows never reached, told with a case."""

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
    UNKNOWN,
    Cell,
    DecisionTable,
    HitPolicy,
    Is,
    Row,
    TableError,
    between,
    integer_range,
    matching_rows,
    none_of,
    one_of,
)
from tests.rules.random_tables import random_cell

CENT = Decimal("0.01")
QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€", nullable=False, minimum=Decimal(0))
FINE = Fact("quotient_familial", Kind.NUMBER, "quotient familial", CENT, unit="€", nullable=False, minimum=Decimal(0))
MAYBE = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€", minimum=Decimal(0))
ACTIVITY = Fact(
    "activite",
    Kind.CHOICE,
    "activité",
    choices=(Choice("cantine", "Cantine"), Choice("garderie", "Garderie")),
    nullable=False,
)
TOWN = Fact("commune", Kind.CHOICE, "commune", nullable=False)
RESIDENT = Fact("resident", Kind.BOOLEAN, "résident", nullable=False)


def table(columns, *rows, policy=HitPolicy.UNIQUE, prices=None):
    prices = prices or range(len(rows))
    return DecisionTable(
        columns, tuple(Row(tuple(cells), price) for cells, price in zip(rows, prices, strict=True)), policy
    )


def grid(quotient, *cells, **options):
    return table((quotient,), *((cell,) for cell in cells), **options)


def codes(findings):
    return [finding.code for finding in findings]


PUBLISHED = (between(high=450), between(450, 650, high_closed=True), between(651))


def test_a_grid_without_gap_has_nothing_to_mend():
    assert review(grid(QUOTIENT, *PUBLISHED)) == []


def test_a_hole_exists_on_the_grain_of_the_quotient_only():
    (hole,) = review(grid(FINE, *PUBLISHED))
    assert (hole.code, hole.rows) == (Code.HOLE, (1, 2))
    assert hole.example == {"quotient_familial": Decimal("650.50")}
    assert hole.message == (
        "Pour quotient familial : 650,5 €, aucune ligne ne répond : "
        "entre la ligne 2 (de 450 à 650) et la ligne 3 (651 et plus)."
    )


def test_either_neighbour_may_close_a_hole_and_the_review_says_whether_they_agree():
    disputed = grid(FINE, *PUBLISHED)
    (hole,) = review(disputed)
    assert [repair.words for repair in hole.repairs] == [
        "Ligne 2 : quotient familial « de 450 à moins de 651 »",
        "Ligne 3 : quotient familial « plus de 650 »",
    ]
    assert not hole.agreed
    assert all(review(repaired(disputed, repair)) == [] for repair in hole.repairs)
    (agreed,) = review(grid(FINE, *PUBLISHED, prices=(1, 2, 2)))
    assert agreed.agreed


def test_a_bound_that_no_row_takes_is_given_to_either():
    open_on_both_sides = grid(QUOTIENT, between(high=1900), between(1900, low_closed=False))
    (hole,) = review(open_on_both_sides)
    assert hole.example == {"quotient_familial": Decimal(1900)}
    assert [repair.words for repair in hole.repairs] == [
        "Ligne 1 : quotient familial « jusqu'à 1900 »",
        "Ligne 2 : quotient familial « 1900 et plus »",
    ]


def test_a_bound_written_in_two_rows_is_an_overlap_that_either_may_leave():
    twice = grid(QUOTIENT, between(high=410, high_closed=True), between(410))
    (overlap,) = review(twice)
    assert (overlap.code, overlap.rows) == (Code.OVERLAP, (0, 1))
    assert overlap.message == (
        "Pour quotient familial : 410 €, les lignes 1 (jusqu'à 410) et 2 (410 et plus) répondent toutes deux."
    )
    assert [repair.words for repair in overlap.repairs] == [
        "Ligne 1 : quotient familial « moins de 410 »",
        "Ligne 2 : quotient familial « plus de 410 »",
    ]
    assert all(review(repaired(twice, repair)) == [] for repair in overlap.repairs)


def test_the_last_bracket_goes_on_without_end_and_the_first_begins_at_the_least_value():
    last, first = (
        review(grid(QUOTIENT, between(0, 900)))[0],
        review(grid(QUOTIENT, between(300)))[0],
    )
    assert last.repairs[0].words == "Ligne 1 : quotient familial « 0 et plus »"
    assert first.repairs[0].words == "Ligne 1 : quotient familial « 0 et plus »"
    assert first.example == {"quotient_familial": Decimal(299)}


def test_an_unknown_quotient_that_nobody_provided_for_is_told_apart():
    (forgotten,) = review(grid(MAYBE, *PUBLISHED))
    assert forgotten.code is Code.NO_UNKNOWN_ROW
    assert forgotten.example == {"quotient_familial": None}
    assert forgotten.message == "Quand « quotient familial » est inconnu, aucune ligne ne répond."
    assert review(grid(MAYBE, *PUBLISHED, UNKNOWN)) == []


def test_unknown_is_also_told_when_it_meets_one_activity_only():
    (forgotten,) = review(
        table((ACTIVITY, MAYBE), (one_of("cantine"), ANY), (one_of("garderie"), between())),
    )
    assert forgotten.message == (
        "Quand « quotient familial » est inconnu (par exemple activité : Garderie), aucune ligne ne répond."
    )


def test_an_open_list_of_choices_needs_a_row_for_any_other():
    (hole,) = review(table((TOWN,), (one_of("ici"),), (one_of("la-bas"),)))
    assert hole.message == "Pour commune : un autre choix, aucune ligne ne répond."
    assert review(table((TOWN,), (one_of("ici"),), (none_of("ici"),))) == []


def test_a_closed_list_wants_each_of_its_choices():
    (hole,) = review(
        table((ACTIVITY, RESIDENT), (one_of("cantine"), ANY), (ANY, one_of(False)), policy=HitPolicy.FIRST)
    )
    assert hole.message == "Pour activité : Garderie, résident : oui, aucune ligne ne répond."
    assert hole.example == {"activite": "garderie", "resident": True}


def test_the_first_row_that_fits_may_overlap_but_not_hide_another():
    hidden = table(
        (ACTIVITY, QUOTIENT),
        (one_of("cantine"), between(high=450)),
        (one_of("cantine"), between(450)),
        (one_of("cantine"), between(100, 800)),
        (ANY, ANY),
        policy=HitPolicy.FIRST,
    )
    (never,) = review(hidden)
    assert (never.code, never.rows) == (Code.NEVER_REACHED, (2, 0, 1))
    assert never.message == "La ligne 3 ne sert jamais : les lignes 1 et 2, placées avant, répondent à tous ses cas."


def test_a_collecting_table_may_overlap():
    collected = table((QUOTIENT,), (ANY,), (between(400),), policy=HitPolicy.SUM)
    assert review(collected) == []


def test_the_any_policy_allows_rows_that_decide_the_same():
    rows = ((between(high=500, high_closed=True),), (between(500),))
    assert review(table((QUOTIENT,), *rows, policy=HitPolicy.ANY, prices=(1, 1))) == []
    assert codes(review(table((QUOTIENT,), *rows, policy=HitPolicy.ANY, prices=(1, 2)))) == [Code.OVERLAP]


def test_a_step_that_need_not_answer_everywhere_may_have_holes():
    assert review(grid(MAYBE, between(100, 200)), complete=False) == []


def test_a_cell_that_no_value_satisfies_is_told():
    capped = Fact("rang", Kind.NUMBER, "rang", nullable=False, minimum=Decimal(1), maximum=Decimal(6))
    findings = review(table((capped,), (between(high=7),), (between(8),)))
    assert [(finding.code, finding.rows) for finding in findings] == [(Code.NEVER_REACHED, (1,))]
    assert findings[0].message == "La ligne 2 (8 et plus) ne sert jamais : « rang » ne prend aucune de ces valeurs."


def test_a_table_without_row_decides_nothing():
    (empty,) = review(table((QUOTIENT,)))
    assert empty.code is Code.EMPTY


def test_a_repair_that_would_take_a_case_from_another_row_is_not_offered():
    crossed = table(
        (ACTIVITY, QUOTIENT),
        (ANY, between(high=400)),
        (one_of("cantine"), between(400)),
        (one_of("garderie"), between(500)),
    )
    (hole,) = review(crossed)
    assert [repair.words for repair in hole.repairs] == ["Ligne 3 : quotient familial « 400 et plus »"]
    assert review(repaired(crossed, hole.repairs[0])) == []


# Against brute force -----------------------------------------------------------------------------

SMALL = [
    Fact("quotient", Kind.NUMBER, grain=CENT, minimum=Decimal("-0.02")),
    Fact("age", Kind.NUMBER, minimum=Decimal(0), maximum=Decimal(7)),
    Fact("demi", Kind.NUMBER, grain=Decimal("0.5"), nullable=False),
    Fact("naissance", Kind.DATE),
    Fact("heure", Kind.TIME, nullable=False),
    Fact(
        "niveau",
        Kind.CHOICE,
        choices=tuple(Choice(slug, slug) for slug in ("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2")),
    ),
    Fact("activite", Kind.CHOICE),
    Fact("resident", Kind.BOOLEAN, nullable=False),
    Fact("pai", Kind.BOOLEAN),
]


def small_table(random):
    columns = tuple(random.sample(SMALL, random.randint(1, 3)))
    share = random.choice([0.1, 0.3, 0.6])
    rows = tuple(
        Row(tuple(random_cell(random, column, share) for column in columns), random.randint(0, 2))
        for _ in range(random.randint(1, 7))
    )
    return DecisionTable(columns, rows, random.choice([HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.COLLECT]))


def some_tables(count):
    random = Random(20260602)
    while count:
        try:
            yield small_table(random)
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


def in_order(reviewed, example):
    return tuple(example[column.name] for column in reviewed.columns)


@pytest.mark.parametrize("number", range(4))
def test_the_review_finds_what_brute_force_finds(number):
    for index, reviewed in enumerate(some_tables(480)):
        if index % 4 == number:
            _compare(reviewed)


def _compare(reviewed):
    answers = brute(reviewed)
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
    assert pairs == (met if reviewed.policy is HitPolicy.UNIQUE else set())
    for finding in told[Code.OVERLAP]:
        assert set(finding.rows) <= set(matching_rows(reviewed, in_order(reviewed, finding.example)))
    used = {rows[0] for rows in answers.values() if rows}
    if reviewed.policy is not HitPolicy.FIRST:
        used = {row for rows in answers.values() for row in rows}
    assert {finding.rows[0] for finding in told[Code.NEVER_REACHED]} == set(range(len(reviewed.rows))) - used


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
