"""While editing, counter and cost follow the ticks; nothing is written."""

from datetime import date
from decimal import Decimal

from reservations.booking.holding import hold
from reservations.days.planning import month_for
from reservations.models import Reservation
from reservations.planning.estimate import estimate
from tests.reservations.conftest import AT

JUNE = {"first": date(2026, 6, 1), "last": date(2026, 6, 30)}


def ask(town, wanted=(), unwanted=()):
    found = estimate(
        town.family, town.sarah, wanted=[one.pk for one in wanted], unwanted=[one.pk for one in unwanted], at=AT, **JUNE
    )
    return found.cost, found.basket


def test_ticks_are_counted_and_priced_without_being_written(town):
    """Statement 22."""
    assert ask(town, town.meals[5:7]) == (Decimal("7.20"), 2)
    assert not Reservation.objects.exists()


def test_unticking_what_the_basket_holds_takes_it_off(town):
    hold(household=town.family, child=town.sarah, wanted=[one.pk for one in town.meals[5:7]], at=AT)
    assert ask(town, unwanted=[town.meals[5]]) == (Decimal("3.60"), 1)


def test_a_paid_day_unticked_is_one_change_and_costs_nothing(town):
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status="confirmee", booked_at=AT
    )
    assert ask(town) == (Decimal("3.60"), 0)
    assert ask(town, unwanted=[town.meals[5]]) == (Decimal("0.00"), 1)


def test_the_evening_brings_the_price_of_the_day_to_the_bundle(town):
    """B21."""
    morning, evening = town.care[10:12]
    assert ask(town, [morning]) == (Decimal("2.50"), 1)
    assert ask(town, [morning, evening]) == (Decimal("3.95"), 2)


def test_a_forged_session_counts_for_nothing(town):
    town.sarah.enrolments.filter(activity=town.garderie).delete()
    assert ask(town, town.care[10:11]) == (Decimal("0.00"), 0)


def test_a_tick_that_valider_would_refuse_counts_for_nothing(town):
    """B04: the estimate never promises more than « Valider » keeps."""
    full = town.meals[6]
    full.capacity = 0
    full.save()
    assert ask(town, [town.meals[0], full, town.meals[7]]) == (Decimal("3.60"), 1)


def test_ticking_again_a_paid_day_about_to_leave_takes_it_out_of_the_basket(town):
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status="confirmee", booked_at=AT
    )
    hold(household=town.family, child=town.sarah, wanted=[], unwanted=[town.meals[5].pk], at=AT)
    assert ask(town) == (Decimal("0.00"), 1)
    assert ask(town, [town.meals[5]]) == (Decimal("3.60"), 0)


def test_the_estimate_is_what_the_planning_shows_once_validated(town):
    """Statement 22, B21."""
    wanted = [*town.meals[5:9], *town.care[10:14]]
    hold(household=town.family, child=town.chloe, wanted=[town.meals[5].pk], at=AT)
    cost, basket = ask(town, wanted)
    hold(household=town.family, child=town.sarah, wanted=[one.pk for one in wanted], at=AT)
    plan = month_for(town.family, [town.sarah], date(2026, 6, 1), at=AT)
    assert (plan.cost, plan.basket) == (cost, basket)


def test_a_tariff_without_row_warns_while_ticking(town):
    town.canteen.price_rulebook = None
    town.canteen.save()
    found = estimate(town.family, town.sarah, wanted=[town.meals[5].pk], unwanted=[], at=AT, **JUNE)
    assert (found.cost, found.basket) == (Decimal("0.00"), 1)
    assert found.warnings[0].startswith("Aucun tarif ne prévoit ce cas")


def test_an_estimate_writes_nothing_and_stays_cheap(town, django_assert_max_num_queries):
    ask(town, town.meals[5:15])
    with django_assert_max_num_queries(15):
        ask(town, town.meals[5:15])
    assert not Reservation.objects.exists()
