"""Published tariffs whose price depends on several lines, worked through `apply` and through two worlds."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from rules.counters import Counter, What
from rules.operations import Operation
from rules.outcomes import Amount, Keep, Percent, PerStarted, Rate
from rules.records import record, replay_record
from rules.steps import Rulebook, Step, apply
from tests.rules.worlds import (
    CHILD_DAY,
    CHILD_WEEK,
    FINE_QUOTIENT,
    HOUSEHOLD_DAY,
    LINE,
    UNIT,
    UNIT_FACT,
    between,
    euros,
    line,
    one_of,
    table,
)

CASES = Path(__file__).parent.parent / "reference" / "data" / "tariff_cases.json"


def published(case_id):
    """What the published rule gives for a case: the one price in cents, or the candidates."""
    case = next(case for case in json.loads(CASES.read_text()) if case["id"] == case_id)
    expected = case["expected"]
    cents = [expected["price_cents"]] if expected["price_cents"] is not None else expected["candidates_cents"]
    return [Decimal(amount) / 100 for amount in cents]


def change(rulebook, before, added):
    """The price of adding lines to a world, subject by subject, each replayed from its record."""
    old, new = apply(rulebook, before), apply(rulebook, [*before, *added])
    gaps = {subject: new.of(subject) - old.of(subject) for subject in old.subjects | new.subjects}
    for subject, gap in gaps.items():
        assert replay_record(record(old.by_subject.get(subject), new.by_subject.get(subject))) == gap
    assert sum(gaps.values()) == new.total - old.total
    return {subject: gap for subject, gap in gaps.items() if gap}


# Saint-Benoît-des-Ondes: morning 2.50, evening 2.75, both the same day 3.95 ----------------------

BOTH_SESSIONS = Counter("seances-du-jour", CHILD_DAY.name, label="séances de garderie ce jour-là")
SAINT_BENOIT = Rulebook(
    (
        Step(
            "prix de la séance",
            UNIT,
            Operation.SET,
            table(
                [UNIT_FACT],
                {
                    (one_of("matin"),): Amount(euros("2.50")),
                    (one_of("soir"),): Amount(euros("2.75")),
                },
            ),
        ),
        Step(
            "matin et soir le même jour",
            CHILD_DAY,
            Operation.SET,
            table(
                [BOTH_SESSIONS.fact],
                {(between(2),): Amount(euros("3.95")), (between(None, 2),): Keep()},
            ),
        ),
    ),
    (BOTH_SESSIONS,),
)


@pytest.mark.parametrize(
    ("case", "sessions"),
    [
        ("saint-benoit-des-ondes-04", [(0, "matin")]),
        ("saint-benoit-des-ondes-05", [(0, "soir")]),
        ("saint-benoit-des-ondes-06", [(0, "matin"), (0, "soir")]),
        ("saint-benoit-des-ondes-07", [(0, "matin"), (1, "soir")]),
    ],
)
def test_morning_and_evening_of_one_day_are_a_bundle(case, sessions):
    lines = [line(day, unite=unit) for day, unit in sessions]
    assert [apply(SAINT_BENOIT, lines).total] == published(case)


def test_booking_the_evening_adds_only_what_the_bundle_leaves_to_pay():
    """B21: the evening costs 2.75 and gives back 1.30 on the day."""
    gaps = change(SAINT_BENOIT, [line(unite="matin")], [line(unite="soir")])
    assert sorted(gaps.values()) == [euros("-1.30"), euros("2.75")]


def test_a_cancelled_evening_leaves_the_bundle_and_keeps_its_own_price():
    lines = [line(unite="matin"), line(unite="soir", counted=False)]
    assert apply(SAINT_BENOIT, lines).total == euros("5.25")


# Jauldes: one price for the family's day, by the number of children present ----------------------

CHILDREN = Counter("enfants-presents", HOUSEHOLD_DAY.name, What.DISTINCT, of=CHILD_DAY.name)
JAULDES = Rulebook(
    (
        Step(
            "prix du jour",
            HOUSEHOLD_DAY,
            Operation.SET,
            table(
                [CHILDREN.fact],
                {
                    (one_of(1),): Amount(euros("2.80")),
                    (one_of(2),): Amount(euros("4.65")),
                    (between(3),): Amount(euros("6.70")),
                },
            ),
        ),
    ),
    (CHILDREN,),
)


def present(*counts):
    """One line a child present, the first day with ``counts[0]`` children, the next with ``counts[1]``."""
    return [line(day, child=f"enfant-{n}") for day, count in enumerate(counts) for n in range(count)]


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ("jauldes-01", present(1)),
        ("jauldes-02", present(2)),
        ("jauldes-03", present(1)),
        ("jauldes-04", present(3)),
        ("jauldes-05", present(4)),
        ("jauldes-06", present(2, 1)),
    ],
)
def test_a_family_pays_its_day_by_the_children_present(case, lines):
    bill = apply(JAULDES, lines)
    assert [bill.total] == published(case)
    assert not bill.unpriced  # the group's total stands for lines that have no price of their own


def test_a_second_child_costs_what_the_family_day_gains():
    assert list(change(JAULDES, present(1), [line(child="louise")]).values()) == [euros("1.85")]


# Oudon: an effort rate, and a discount for a whole week that the page does not say how to round --

DAYS = Counter("jours-de-la-semaine", CHILD_WEEK.name, What.DISTINCT, of=CHILD_DAY.name)
WEEK_DISCOUNT = table(
    [DAYS.fact],
    {
        (one_of(4),): Percent(euros("-10")),
        (between(5),): Percent(euros("-20")),
        (between(None, 4),): Keep(),
    },
)
DAY_PRICE = Step(
    "prix de la journée",
    UNIT,
    Operation.SET,
    table([], {(): Rate(euros("0.0185"), "quotient_familial", at_most=euros("27.49"))}),
)
OUDON_BY_DAY = Rulebook((DAY_PRICE, Step("remise", LINE, Operation.MULTIPLY, WEEK_DISCOUNT)), (DAYS,))
OUDON_BY_WEEK = Rulebook((DAY_PRICE, Step("remise", CHILD_WEEK, Operation.MULTIPLY, WEEK_DISCOUNT)), (DAYS,))


@pytest.mark.parametrize(("case", "days"), [("oudon-09", 4), ("oudon-10", 5)])
def test_the_two_readings_of_a_week_discount_give_the_two_published_candidates(case, days):
    lines = [line(day, unite="journee", quotient_familial=euros("1050")) for day in range(days)]
    totals = {apply(rulebook, lines).total for rulebook in (OUDON_BY_DAY, OUDON_BY_WEEK)}
    assert totals == set(published(case))


def test_the_fourth_day_of_the_week_lowers_the_three_before_it():
    lines = [line(day, unite="journee", quotient_familial=euros("1050")) for day in range(4)]
    gaps = change(OUDON_BY_DAY, lines[:3], lines[3:])
    assert sorted(gaps.values()) == [euros("-1.94")] * 3 + [euros("17.49")]


# Frans: an hourly rate, lower for those who come four evenings a week ----------------------------

EVENINGS = Counter("soirs-de-la-semaine", CHILD_WEEK.name)
HOURLY = Step(
    "prix de l'heure",
    UNIT,
    Operation.SET,
    table(
        [FINE_QUOTIENT, EVENINGS.fact],
        {
            (between(None, euros("720")), between(None, 4)): PerStarted(euros("2.30"), euros("60"), "minutes"),
            (between(None, euros("720")), between(4)): PerStarted(euros("1.90"), euros("60"), "minutes"),
            (between(euros("720"), euros("920")), between(None, 4)): PerStarted(euros("2.50"), euros("60"), "minutes"),
            (between(euros("720"), euros("920")), between(4)): PerStarted(euros("2.10"), euros("60"), "minutes"),
            (between(euros("920")), between(None, 4)): PerStarted(euros("2.70"), euros("60"), "minutes"),
            (between(euros("920")), between(4)): PerStarted(euros("2.35"), euros("60"), "minutes"),
        },
    ),
)
FRANS = Rulebook((HOURLY,), (EVENINGS,))


@pytest.mark.parametrize(("case", "evenings"), [("frans-04", 4), ("frans-05", 3)])
def test_four_evenings_a_week_make_a_regular(case, evenings):
    lines = [line(day, unite="soir", quotient_familial=euros("920"), minutes=euros("120")) for day in range(evenings)]
    bill = apply(FRANS, lines)
    assert [bill.lines[0].amount] == published(case)
