"""Worlds and their differences: what a change costs, and what it may not do."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations.pricing.bills import (
    NO_TARIFF,
    DatedRulebook,
    Tariff,
    WorldLine,
    differences,
    objections,
    price,
)
from rules.counters import Counter
from rules.facts import Fact, Kind
from rules.operations import Operation
from rules.outcomes import Allow, Amount, Keep, Percent, Refuse
from rules.records import record, replay_record
from rules.steps import LINE, UNIT, Rulebook, Step
from rules.tables import ANY, HitPolicy, between, one_of
from tests.rules.worlds import CHILD_DAY, CHILD_WEEK, UNIT_FACT, euros, line, table

CANCELLATION = Fact("annulation", Kind.CHOICE, "annulation")
SESSIONS = Counter("seances-du-jour", CHILD_DAY.name)
SESSION_PRICE = Step(
    "prix de la séance",
    UNIT,
    Operation.SET,
    table([UNIT_FACT], {(one_of("matin"),): Amount(euros("2.50")), (one_of("soir"),): Amount(euros("2.75"))}),
)
BUNDLE = Step(
    "matin et soir",
    CHILD_DAY,
    Operation.SET,
    table([SESSIONS.fact], {(between(2),): Amount(euros("3.95")), (between(None, 2),): Keep()}),
)


def tariff(*steps, valid_from=date(2025, 9, 1), counters=(SESSIONS,)):
    return Tariff((DatedRulebook("2025", valid_from, Rulebook(steps, counters)),))


GARDERIE = tariff(SESSION_PRICE, BUNDLE)


def world(*lines):
    return [WorldLine(entry) for entry in lines]


def gaps(prices, before, after):
    return [gap.amount for gap in differences(price(prices, before), price(prices, after))]


@pytest.mark.parametrize(
    ("cancellation", "cost"),
    [("a-temps", "0.00"), ("justifiee", "0.00"), ("mairie", "0.00"), ("tardive", "2.50")],
)
def test_a_cancelled_line_that_no_row_provides_for(cancellation, cost):
    gone = line(annulation=cancellation, counted=False)
    assert price(GARDERIE, world(gone)).total == Decimal(cost)


def test_a_row_for_cancellations_is_obeyed():
    half = Step(
        "annulation",
        LINE,
        Operation.MULTIPLY,
        table([CANCELLATION], {(one_of("a-temps"),): Percent(euros("-50")), (ANY,): Keep()}, HitPolicy.FIRST),
    )
    gone = line(annulation="a-temps", counted=False)
    assert price(tariff(SESSION_PRICE, half), world(gone)).total == euros("1.25")


def test_cancelling_the_evening_in_time_credits_exactly_what_booking_it_added():
    """P37, B21."""
    morning, evening = line(unite="matin"), line(unite="soir")
    gone = line(unite="soir", annulation="a-temps", counted=False)
    booked = gaps(GARDERIE, world(morning), world(morning, evening))
    cancelled = gaps(GARDERIE, world(morning, evening), world(morning, gone))
    assert sum(booked) == -sum(cancelled) == euros("1.45")


def test_an_edition_is_the_one_in_force_on_the_day_of_service():
    dearer = Step("prix", UNIT, Operation.SET, table([], {(): Amount(euros("3.00"))}))
    prices = Tariff((
        *tariff(SESSION_PRICE).editions,
        DatedRulebook("juin", date(2026, 6, 2), Rulebook((dearer,))),
    ))  # fmt: skip
    bill = price(prices, world(line(0), line(1)))
    assert [priced.amount for priced in bill.lines] == [euros("2.50"), euros("3.00")]


def test_a_line_keeps_the_edition_it_was_charged_with():
    dearer = Step("prix", UNIT, Operation.SET, table([], {(): Amount(euros("3.00"))}))
    prices = Tariff((
        *tariff(SESSION_PRICE).editions,
        DatedRulebook("juin", date(2026, 6, 1), Rulebook((dearer,))),
    ))  # fmt: skip
    assert price(prices, [WorldLine(line(), "2025")]).total == euros("2.50")


def test_a_day_before_the_first_edition_has_no_price():
    prices = tariff(SESSION_PRICE, valid_from=date(2026, 6, 2))
    after = world(line())
    (objection,) = objections([], after, price(prices, after))
    assert objection.sentence == NO_TARIFF


def test_a_free_meal_is_a_line_at_zero():
    free = Step("prix", UNIT, Operation.SET, table([], {(): Amount(euros("0.00"))}))
    assert gaps(tariff(free), [], world(line())) == [euros("0.00")]


MINIMUM = Step(
    "trois jours au moins",
    CHILD_WEEK,
    Operation.REFUSE,
    table(
        [Counter("jours", CHILD_WEEK.name).fact],
        {(between(None, 3),): Refuse("Réservez au moins trois jours dans la semaine."), (between(3),): Allow()},
    ),
)
THREE_DAYS = tariff(SESSION_PRICE, MINIMUM, counters=(Counter("jours", CHILD_WEEK.name),))


def test_a_group_refuses_the_change_that_adds_to_it():
    after = world(line(0), line(1))
    (objection,) = objections([], after, price(THREE_DAYS, after))
    assert objection.sentence == "Réservez au moins trois jours dans la semaine."
    assert len(objection.members) == 2


def test_a_group_never_refuses_a_cancellation():
    before = world(line(0), line(1), line(2))
    after = world(line(0), line(1), line(2, annulation="a-temps", counted=False))
    assert objections(before, after, price(THREE_DAYS, after)) == ()


def test_another_week_is_not_judged():
    before = world(line(0))
    after = world(line(0), line(7), line(8), line(9))
    assert objections(before, after, price(THREE_DAYS, after)) == ()


slots = st.tuples(st.integers(0, 13), st.sampled_from(["matin", "soir"]), st.sampled_from(["sarah", "chloe"]))


@given(st.sets(slots, max_size=10), slots)
def test_booking_then_cancelling_in_time_leaves_each_subject_where_it_was(booked, added):
    def lines(chosen):
        return [line(day, unite=unit, child=child) for day, unit, child in sorted(chosen)]

    day, unit, child = added
    before = world(*lines(booked - {added}))
    during = world(*lines(booked | {added}))
    gone = line(day, unite=unit, child=child, annulation="a-temps", counted=False)
    after = [*before, WorldLine(gone)]
    bills = [price(GARDERIE, one) for one in (before, during, after)]
    subjects = frozenset().union(*(bill.subjects for bill in bills))
    assert {subject: bills[0].of(subject) for subject in subjects} == {
        subject: bills[2].of(subject) for subject in subjects
    }
    for gap in differences(bills[0], bills[1]):
        assert replay_record(record(gap.before, gap.after)) == gap.amount
