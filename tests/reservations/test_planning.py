"""What the planning shows, day by day, and why."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reservations.days.planning import month_for
from reservations.days.plans import CellState
from reservations.models import CalendarPeriod, Reservation
from rules.models import Edition
from tests.reservations.conftest import AT, MONDAY

JUNE = date(2026, 6, 1)


def plan(town, at=AT, children=None):
    return month_for(town.family, children or [town.sarah], JUNE, at=at)


def cell(found, day, row=0):
    return next(one for one in found.rows[row].cells if one.day == day)


def book(town, session, status=Reservation.Status.CONFIRMED, child=None, **fields):
    return Reservation.objects.create(
        child=child or town.sarah, household=town.family, session=session, status=status, booked_at=AT, **fields
    )


def test_june_has_a_column_a_day_with_its_weekday(town):
    """Statement 15."""
    found = plan(town)
    assert len(found.columns) == 30
    assert (found.columns[0].weekday, found.columns[0].is_today) == ("Lu", True)
    assert found.month == "Juin 2026"


def test_one_row_per_enrolment_and_unit_with_its_payment_mode(town):
    """Statement 16, A27."""
    rows = plan(town).rows
    assert [(row.title, row.unit.name, row.mode) for row in rows] == [
        ("Cantine Les Lutins Gourmands 2025 / 2026", "Repas", "Paiement immédiat"),
        ("Garderie 2025 / 2026", "Matin", "Paiement différé"),
        ("Garderie 2025 / 2026", "Soir", "Paiement différé"),
    ]


def test_a_weekend_is_closed_and_says_so(town):
    """Statement 26, B09."""
    found = cell(plan(town), date(2026, 6, 6))
    assert (found.state, found.can_change) == (CellState.CLOSED, False)
    assert found.reason == "Il n'y a pas de service ce jour de la semaine."


def test_a_holiday_is_named(town):
    """A02, B09."""
    CalendarPeriod.objects.create(
        calendar=town.canteen.calendar, kind="ferie", label="Fête de la ville", starts_on=MONDAY, ends_on=MONDAY
    )
    town.meals[5].delete()
    assert town.meals[5].starts_on == MONDAY
    assert cell(plan(town), MONDAY).reason == "Fermé : Fête de la ville."


def test_past_the_cut_off_the_exact_instant_is_told(town):
    """B09, A28."""
    found = cell(plan(town), date(2026, 6, 2))
    assert found.state is CellState.TOO_LATE
    assert found.reason == "La date limite était le vendredi 29 mai à 10\u00a0h."


@pytest.mark.parametrize(("seconds", "state"), [(-1, CellState.FREE), (0, CellState.TOO_LATE)])
def test_the_last_second_before_the_cut_off(town, seconds, state):
    limit = AT.replace(day=4, hour=8)  # Thursday 10:00 in Paris, for Monday the 8th
    assert cell(plan(town, at=limit + timedelta(seconds=seconds)), MONDAY).state is state


def test_a_day_booked_by_the_household_is_shown_and_may_be_given_up(town):
    book(town, town.meals[5])
    found = cell(plan(town), MONDAY)
    assert (found.state, found.can_change) == (CellState.CONFIRMED, True)


def test_a_full_session_has_no_place_and_an_expired_basket_frees_one(town):
    """A03, P25."""
    session = town.meals[5]
    session.capacity = 1
    session.save()
    held = book(town, session, Reservation.Status.HELD, town.chloe, held_until=AT + timedelta(minutes=5))
    assert cell(plan(town), MONDAY).state is CellState.FULL
    held.held_until = AT
    held.save()
    assert cell(plan(town), MONDAY).state is CellState.FREE


def test_an_empty_access_reglement_allows_nothing(town):
    Edition.objects.filter(rulebook=town.canteen.access_rulebook).delete()
    found = cell(plan(town), MONDAY)
    assert found.state is CellState.REFUSED
    assert "Aucun règlement d'accès" in found.reason


def test_an_empty_cut_off_reglement_closes_nothing(town):
    Edition.objects.filter(rulebook=town.canteen.cutoff_rulebook).delete()
    assert cell(plan(town), date(2026, 6, 2)).state is CellState.FREE


def test_an_empty_price_reglement_prices_nothing(town):
    Edition.objects.filter(rulebook=town.canteen.price_rulebook).delete()
    price = plan(town).rows[0].price
    assert price.amount is None
    assert "Aucun tarif ne prévoit ce cas" in price.sentence


def test_the_price_of_a_meal_is_told_with_its_reason(town):
    """B01."""
    price = plan(town).rows[0].price
    assert price.amount == Decimal("3.60")
    assert price.why.steps[-1].decision == "3,60\u00a0€"


def test_the_cost_of_the_period_follows_what_is_booked_and_in_the_basket(town):
    """Statement 17, P19."""
    assert plan(town).cost == Decimal("0.00")
    book(town, town.meals[5])
    book(town, town.meals[6], Reservation.Status.HELD, held_until=AT + timedelta(minutes=5))
    book(town, town.meals[7], child=town.chloe)
    found = plan(town)
    assert (found.cost, found.basket) == (Decimal("7.20"), 1)


def test_morning_and_evening_of_a_day_cost_their_bundle(town):
    """B21."""
    morning, evening = town.care[10], town.care[11]
    assert morning.starts_on == evening.starts_on
    book(town, morning)
    book(town, evening)
    assert plan(town).cost == Decimal("3.95")


def test_the_planning_is_read_in_at_most_fifteen_queries(town, django_assert_max_num_queries):
    plan(town)
    for session in town.meals[5:15] + town.care[10:20]:
        book(town, session)
    with django_assert_max_num_queries(15):
        plan(town, children=[town.sarah, town.chloe])
