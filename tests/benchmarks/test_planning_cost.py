"""A planning costs a few times the drawing of its cells, and a constant number of queries."""

from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.template.loader import render_to_string
from django.test import RequestFactory

from families.access import children_of
from reservations.days.periods import Scale, period_of
from reservations.days.planning import plan_for
from reservations.planning.boards import board_of
from reservations.views.screens import ChildScreen
from tests.factories.families import child, parent
from tests.factories.reservations import activity, enrol, sessions
from tests.reservations.conftest import *  # noqa: F403 - the town, its fixtures
from tests.reservations.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 31)
ROUNDS, MOST = 5, 3


@pytest.fixture
def household(town):
    """Three children, four units, every weekday of July open, a third of the days booked."""
    louise = child("Louise", town.family, born=date(2020, 3, 11), level="grande-section")
    study = activity("Étude", slug="etude", units=("etude",), price=town.canteen.price_rulebook, position=3,
                     revenue_office=town.canteen.revenue_office)  # fmt: skip
    for one in (town.canteen, town.garderie, study):
        enrol(louise, town.family, one)
        opened = sessions(one, FIRST, 31)
        for number, who in enumerate((town.sarah, town.chloe, louise)):
            if one is study and who is not louise:
                enrol(who, town.family, study)
            for session in opened[number::3]:
                who.reservations.create(household=town.family, session=session, status="confirmee", booked_at=AT)
    return town.family


def request_of(user):
    request = RequestFactory().get("/planning/")
    request.user, request.session = user, SessionStore()
    return request


def screens(household):
    children = list(children_of(household))
    return [ChildScreen(household, children, one, period_of(Scale.MONTH, FIRST), AT) for one in children]


def boards(household, children):
    """The boards of three children, from one reading of the household's planning."""
    plan = plan_for(household, children, FIRST, LAST, at=AT)
    return [board_of(replace(plan, rows=plan.rows_of(one))) for one in children]


def draw(shown, drawn, request):
    return [
        render_to_string("reservations/planning.html", {"screen": screen, "board": board}, request)
        for screen, board in zip(shown, drawn, strict=True)
    ]


def cpu(work):
    """The least CPU time of a few rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def test_a_planning_costs_at_most_three_times_the_drawing_of_canned_cells(household):
    request, shown = request_of(parent(household)), screens(household)
    children = [screen.child for screen in shown]
    canned = boards(household, children)
    assert len(draw(shown, canned, request)) == 3
    assert sum(len(row.days) for board in canned for row in board.rows) == 3 * 4 * 31
    drawing = cpu(lambda: draw(shown, canned, request))
    whole = cpu(lambda: draw(shown, boards(household, children), request))
    print(f"\nplanning: {whole * 1000:.0f} ms, canned: {drawing * 1000:.0f} ms, ratio {whole / drawing:.2f}")
    assert whole <= MOST * drawing


def test_one_childs_page_costs_at_most_three_times_its_drawing(household):
    """As a parent reads: a page, judged and priced by itself."""
    request, shown = request_of(parent(household)), screens(household)
    canned = [screen.board for screen in shown]
    drawing = cpu(lambda: draw(shown, canned, request))

    def pages():
        fresh = screens(household)
        draw(fresh, [screen.board for screen in fresh], request)

    whole = cpu(pages)
    print(f"\npage by page: {whole * 1000:.0f} ms, canned: {drawing * 1000:.0f} ms, ratio {whole / drawing:.2f}")
    assert whole <= MOST * drawing


def test_three_children_four_units_and_a_month_are_read_in_fifteen_queries(household, django_assert_max_num_queries):
    children = list(children_of(household))
    plan_for(household, children, FIRST, LAST, at=AT)
    with django_assert_max_num_queries(15):
        plan = plan_for(household, children, FIRST, LAST, at=AT)
    assert len(plan.rows) == 12
