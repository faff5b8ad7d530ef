"""A world is cut to what a change may re-price, and a planning stays cheap whatever the household."""

from datetime import date
from decimal import Decimal

import pytest

from families.models import Criterion, CriterionValue
from reservations.checkout.ordering import confirm
from reservations.checkout.quotes import quote
from reservations.days.planning import month_for
from reservations.pricing.register import load_register
from reservations.pricing.worlds import reach_of, tariff_of
from rules.counters import Counter, What
from rules.facts import Fact, Kind
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from rules.steps import LINE, Level, Step
from rules.steps import Rulebook as Rules
from rules.tables import DecisionTable, Row, between
from tests.factories import payments
from tests.factories.families import agent, child, custody, household
from tests.factories.reservations import activity, enrol, reglement, sessions
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import amounts, book, order_now, pay

WEEK, MONTH = Level(4, "enfant-semaine", "par enfant et par semaine"), Level(7, "foyer-mois", "par foyer et par mois")


def week_counter():
    return Counter("repas_semaine", WEEK.name, What.LINES)


def by_week_capped_by_month():
    """3,60 € a meal, 3,00 € from the third of the week on; at most 20 € a month for the family."""
    many = Fact("repas_semaine", Kind.NUMBER, "repas de la semaine", nullable=False)
    rows = (
        Row((between(None, Decimal(3)),), Amount(Decimal("3.60"))),
        Row((between(Decimal(3), None),), Amount(Decimal("3.00"))),
    )
    steps = (
        Step("prix du repas", LINE, Operation.SET, DecisionTable((many,), rows)),
        Step("plafond", MONTH, Operation.CAP, DecisionTable((), (Row((), Amount(Decimal("20.00"))),))),
    )
    return Rules(steps, (week_counter(),))


@pytest.fixture
def weekly(town):
    town.canteen.price_rulebook = reglement(Rulebook.Kind.PRICE, by_week_capped_by_month())
    town.canteen.save()
    return town


def reach(town, *days):
    register = load_register(town.family, at=AT)
    activity_ = register.activities[town.canteen.pk]
    return reach_of(register, activity_, tariff_of(register, activity_), days)


def test_a_price_that_looks_at_its_line_alone_reaches_nothing(town):
    assert reach(town, date(2026, 6, 30)) is None


def test_a_week_across_two_months_reaches_both_and_the_weeks_they_begin_and_end_in(weekly):
    """30 June: its week ends on 5 July, July is capped, and the cap reads the weeks of July."""
    assert reach(weekly, date(2026, 6, 30)) == (date(2026, 6, 1), date(2026, 8, 2))
    assert reach(weekly, date(2026, 6, 10)) == (date(2026, 6, 1), date(2026, 7, 31))


def test_a_meal_of_june_re_prices_those_of_july_in_its_week_and_their_cap(weekly):
    july = sessions(weekly.canteen, date(2026, 7, 1), 10)
    book(weekly, july)  # 1 to 3 July at 3.00 once three, 6 to 10 July at 3.00: 24.00, capped at 20.00
    pay(weekly)
    june_30 = weekly.meals[-1]
    assert june_30.starts_on == date(2026, 6, 30)
    book(weekly, [june_30])
    found = quote(weekly.family, at=AT)
    assert [cost for _element, cost in amounts(found)] == [Decimal("3.00")]
    pay(weekly)
    book(weekly, [], unwanted=july[:2])
    found = quote(weekly.family, at=AT)
    costs = {(line.day, line.is_adjustment): line.cost for line in found.sections[0].lines}
    assert costs[date(2026, 6, 30), False] == Decimal("0.60")
    assert costs[date(2026, 7, 3), False] == Decimal("0.60")
    assert sum(costs.values()) == Decimal("3.60") - Decimal("3.00") + Decimal("18.60") - Decimal("20.00")


def test_another_activity_under_the_same_tariff_is_read_with_it(town):
    """A basket of one activity is priced with the bookings of the other."""
    bundle = town.garderie.price_rulebook
    study = activity(
        "Étude", slug="etude", units=("soir",), price=bundle, payment_mode="differe",
        revenue_office=town.garderie.revenue_office,
    )  # fmt: skip
    enrol(town.sarah, town.family, study)
    (evening,) = sessions(study, date(2026, 6, 8))
    book(town, [town.care[10]])
    confirm(order_now(town), at=AT)
    book(town, [evening])
    assert sum(cost for _element, cost in amounts(quote(town.family, at=AT))) == Decimal("1.45")


def test_the_cost_of_a_planning_reads_the_weeks_around_the_month(weekly):
    july = sessions(weekly.canteen, date(2026, 7, 1), 2)
    book(weekly, [*july, weekly.meals[-1]])
    assert month_for(weekly.family, [weekly.sarah], date(2026, 6, 1), at=AT).cost == Decimal("3.00")


def big_household(town):
    """Three children, one shared, four units over a month, a debt, a criterion of the town's own, a basket."""
    louise = child("Louise", town.family, household("Leroy"), born=date(2020, 1, 1))
    custody(louise, *[one.household for one in louise.memberships.all()])
    study = activity("Étude", slug="etude", price=town.canteen.price_rulebook,
                     revenue_office=town.canteen.revenue_office)  # fmt: skip
    lines = sessions(study, date(2026, 6, 1), 30)
    for one in (town.sarah, town.chloe, louise):
        enrol(one, town.family, study)
    for found in (town.canteen, town.garderie):
        enrol(louise, town.family, found)
    criterion = Criterion.objects.create(slug="deux-actifs", label="deux actifs", target="foyer", kind="oui-non")
    CriterionValue.objects.create(criterion=criterion, household=town.family, valid_from=date(2025, 9, 1), value=True)
    payments.adjustment(town.family, town.canteen.revenue_office, agent(), "12.00", reason="Retard")
    for one in (town.sarah, town.chloe):
        book(town, [*town.meals[5:], *town.care[10:], *lines[5:]], who=one)
    return [town.sarah, town.chloe, louise]


@pytest.mark.parametrize("size", ["one child, no booking", "three children, four units, all booked"])
def test_a_planning_takes_at_most_fifteen_queries(town, django_assert_max_num_queries, size):
    children = [town.sarah] if size.startswith("one") else big_household(town)
    month_for(town.family, children, date(2026, 6, 1), at=AT)
    with django_assert_max_num_queries(15):
        plan = month_for(town.family, children, date(2026, 6, 1), at=AT)
    assert len(plan.rows) == (3 if size.startswith("one") else 12)


def test_all_that_a_household_owes_is_the_sum_of_its_regies(town):
    """Statement 18: a credit at one régie pays nothing at another; an order at the bank covers its part;
    where nothing is owed any more, the credit is told."""
    other, clerk = payments.revenue_office(), agent()
    payments.adjustment(town.family, town.canteen.revenue_office, clerk, "12.00", reason="Retard")
    assert month_for(town.family, [town.sarah], date(2026, 6, 1), at=AT).due == Decimal("12.00")
    payments.adjustment(town.family, other, clerk, "-5.00", reason="Absence")
    assert month_for(town.family, [town.sarah], date(2026, 6, 1), at=AT).due == Decimal("12.00")
    payments.attempt(payments.order(town.family, town.canteen.revenue_office, "3.60", due="12.00"))
    assert month_for(town.family, [town.sarah], date(2026, 6, 1), at=AT).due == Decimal("-5.00")
