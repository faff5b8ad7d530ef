"""Published tariffs whose price depends on a whole month or year, worked through `apply`."""

from datetime import datetime, timedelta

import pytest

from rules.counters import Counter, Order
from rules.operations import Operation
from rules.outcomes import Amount, Keep, Percent, Rounding
from rules.steps import Rulebook, Step, apply
from rules.tables import HitPolicy
from tests.rules.test_worked_cases import SAINT_BENOIT, change, published
from tests.rules.worlds import (
    ANY,
    BOOKING,
    CHILD_MONTH,
    CHILD_YEAR,
    LINE,
    QUOTIENT,
    UNIT,
    between,
    euros,
    line,
    one_of,
    table,
)

LATE_ONES = Counter(
    "reservations-tardives",
    CHILD_YEAR.name,
    among=table([BOOKING], {(one_of("tardive"),): True}, HitPolicy.COLLECT),
    order=Order.BOOKING,
    departed=True,
)
STRASBOURG = Rulebook(
    (
        Step(
            "prix du repas",
            UNIT,
            Operation.SET,
            table(
                [QUOTIENT],
                {
                    (between(None, 411),): Amount(euros("1.50")),
                    (between(411),): Amount(euros("2.15")),
                },
            ),
        ),
        Step(
            "majoration des réservations tardives",
            LINE,
            Operation.MULTIPLY,
            table(
                [BOOKING, LATE_ONES.fact],
                {
                    (one_of("tardive"), between(11)): Percent(euros("100")),
                    (ANY, ANY): Keep(),
                },
                HitPolicy.FIRST,
            ),
        ),
    ),
    (LATE_ONES,),
)


def late_bookings(count):
    """Late bookings made one a day; the meals are in the opposite order, so only the moment can count."""
    made = datetime.fromisoformat("2026-05-01T08:00:00+02:00")
    return [
        line(
            count - number,
            unite="repas",
            quotient_familial=euros("300"),
            reservation="tardive",
            booked_at=made + timedelta(days=number),
        )
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(("case", "ordinal"), [("strasbourg-cantine-14", 10), ("strasbourg-cantine-15", 11)])
def test_the_eleventh_late_booking_of_the_year_doubles(case, ordinal):
    bill = apply(STRASBOURG, late_bookings(ordinal))
    assert [bill.lines[-1].amount] == published(case)
    assert {priced.amount for priced in bill.lines[:-1]} == {euros("1.50")}


def test_a_late_booking_cancelled_since_still_counts():
    lines = late_bookings(11)
    gone = [*lines[:3], *(line(20, unite="repas", quotient_familial=euros("300"), reservation="tardive",
                               booked_at=lines[3].booked_at, counted=False),), *lines[4:]]  # fmt: skip
    assert apply(STRASBOURG, gone).lines[-1].amount == euros("3.00")


def test_an_ordinal_frozen_when_charged_is_kept():
    lines = late_bookings(2)
    frozen = line(30, unite="repas", quotient_familial=euros("300"), reservation="tardive",
                  booked_at=lines[0].booked_at, **{"reservations-tardives": 11})  # fmt: skip
    assert apply(STRASBOURG, [*lines, frozen]).lines[-1].amount == euros("3.00")


# A village of La Dépêche: 4.00 a presence, 19.80 for the month beyond five -----------------------

PRESENCES = Counter("presences-du-mois", CHILD_MONTH.name)
VILLAGE = Rulebook(
    (
        Step(
            "prix de la présence",
            UNIT,
            Operation.SET,
            table([], {(): Amount(euros("4.00"))}),
        ),
        Step(
            "forfait du mois",
            CHILD_MONTH,
            Operation.SET,
            table(
                [PRESENCES.fact],
                {(between(6),): Amount(euros("19.80")), (between(None, 6),): Keep()},
            ),
        ),
    ),
    (PRESENCES,),
)


@pytest.mark.parametrize(
    ("case", "presences"),
    [
        ("village-ladepeche-2016-03", 5),
        ("village-ladepeche-2016-04", 6),
        ("village-ladepeche-2016-05", 16),
    ],
)
def test_beyond_five_presences_the_month_is_a_package(case, presences):
    lines = [line(day, unite=unit) for day in range(8) for unit in ("matin", "soir")][:presences]
    assert [apply(VILLAGE, lines).total] == published(case)


def test_the_sixth_presence_lowers_the_month():
    lines = [line(day) for day in range(6)]
    assert sum(change(VILLAGE, lines[:5], lines[5:]).values()) == euros("-0.20")


# What holds for any règlement --------------------------------------------------------------------


def test_the_order_of_the_lines_does_not_matter():
    lines = [line(day, unite=unit) for day in range(3) for unit in ("matin", "soir")]
    assert apply(SAINT_BENOIT, lines).total == apply(SAINT_BENOIT, lines[::-1]).total


def test_a_line_that_no_step_prices_is_not_free():
    bill = apply(SAINT_BENOIT, [line(unite="nuit")])
    assert [priced.subject for priced in bill.unpriced] == [line(unite="nuit").subject]


def test_quantities_multiply_once_between_unit_and_line():
    step = Step(
        "prix",
        UNIT,
        Operation.SET,
        table([], {(): Amount(euros("1.005"))}),
        rounding=Rounding(places=2),
    )
    assert apply(Rulebook((step,)), [line(quantity=3)]).total == euros("3.03")
