"""Many days at once: what « tout le mois » and « Modification avancée » take, and what they leave alone."""

from datetime import date, time

import pytest

from reservations.advanced.selection import Asked, select
from reservations.booking.holding import hold
from reservations.days.planning import month_for
from reservations.days.plans import CellState
from reservations.models import Reservation
from rules.cutoffs import Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.models import Rulebook
from rules.operations import Operation
from tests.factories.reservations import one_row, reglement
from tests.reservations.conftest import AT, MONDAY
from tests.reservations.test_checkout import book

JUNE = date(2026, 6, 1)
END = date(2026, 6, 30)


def canteen_row(town):
    return month_for(town.family, [town.sarah], JUNE, at=AT).rows[0]


def days(cells):
    return [cell.day.day for cell in cells]


def test_the_whole_month_takes_only_open_days_before_their_cut_off_and_tells_the_rest(town):
    """Statement 24, P16: full, past the cut-off, closed that day: each is counted with its reason."""
    full, closed = town.meals[9], town.meals[10]
    full.capacity = 0
    full.save()
    closed.is_open, closed.closed_reason = False, "Sortie scolaire."
    closed.save()
    row = canteen_row(town)
    assert days(row.selectable) == [3, 4, 5, 8, 9, 10, 11, 16, 17, 18, 19, 22, 23, 24, 25, 26, 29, 30]
    assert [(cell.day.day, cell.state) for cell in row.skipped] == [
        (1, CellState.TOO_LATE),
        (2, CellState.TOO_LATE),
        (12, CellState.FULL),
        (15, CellState.CLOSED),
    ]
    assert all(cell.reason for cell in row.skipped)
    result = hold(household=town.family, child=town.sarah, wanted=[cell.session for cell in row.selectable], at=AT)
    assert (len(result.held), result.refused) == (18, [])


def test_a_day_that_would_be_late_is_left_to_the_parent(town):
    late = Cutoff((Edge(Effect.LATE, DaysBefore(14, Counting.CALENDAR, Hour(time(10)))),))
    town.canteen.cutoff_rulebook = reglement(Rulebook.Kind.CUTOFF, one_row(late, Operation.SET, rounding=None))
    town.canteen.save()
    row = canteen_row(town)
    assert days(row.selectable)[0] == 15
    assert row.cells[8].state is CellState.FREE
    assert row.cells[8].can_change
    assert row.cells[8] in row.skipped


def test_weekdays_and_dates_choose_the_days_to_book(town):
    """Statement 30."""
    (found,) = select([canteen_row(town)], Asked(MONDAY, date(2026, 6, 21), weekdays={0, 3}))
    assert days(found.chosen) == [8, 11, 15, 18]
    assert len(found.sessions) == 4
    assert found.skipped == ()


def test_weekdays_and_dates_choose_the_days_to_cancel(town):
    """Statement 30: the basket and the bookings alike; past its cut-off a booking stays, and says so."""
    for session in (town.meals[1], town.meals[5]):
        Reservation.objects.create(
            child=town.sarah, household=town.family, session=session, status="confirmee", booked_at=AT
        )
    book(town, [town.meals[6]])
    (found,) = select([canteen_row(town)], Asked(JUNE, END, book=False))
    assert days(found.chosen) == [8, 9]
    assert [(cell.day.day, cell.reason) for cell in found.skipped] == [
        (2, "La date limite était le vendredi 29 mai à 10\u00a0h.")
    ]


def test_booking_again_what_was_to_be_given_up_is_a_choice(town):
    Reservation.objects.create(
        child=town.sarah, household=town.family, session=town.meals[5], status="confirmee", booked_at=AT
    )
    book(town, [], unwanted=[town.meals[5]])
    (found,) = select([canteen_row(town)], Asked(MONDAY, MONDAY))
    assert found.sessions == {town.meals[5].pk}


@pytest.mark.parametrize("book_them", [True, False])
def test_nothing_is_chosen_outside_the_dates(town, book_them):
    (found,) = select([canteen_row(town)], Asked(date(2026, 7, 1), date(2026, 7, 31), book=book_them))
    assert (found.chosen, found.skipped) == ((), ())
