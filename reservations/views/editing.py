"""The planning to change: boxes, « Valider », « Valider et terminer », « Quitter »."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.access import acting_household, children_of, counter_household
from families.policies import family
from reservations.advanced.proposals import Act
from reservations.booking.holding import hold_all
from reservations.errors import BookingError
from reservations.forms import UNREADABLE
from reservations.planning.boxes import Ticks
from reservations.planning.estimate import estimate_all
from reservations.planning.telling import tell_holds, tell_whole
from reservations.views.doors import CHILD, asked_period, planning_url, read_token
from reservations.views.screens import EDITING, Screen, activity_screen_of, child_screen_of
from reservations.views.showing import leave_for, show

ADVANCED = "avancee"


@family
@require_safe
def first_child(request: HttpRequest) -> HttpResponse:
    """« Effectuer de nouvelles réservations »: the first child, the current month, ready to change."""
    first = children_of(acting_household(request)).first()
    if first is None:
        return render(request, "reservations/no_child.html")
    return redirect(planning_url(EDITING[CHILD], first.pk, asked_period(request, None, None)))


@family
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, child: int, year: int, month: int) -> HttpResponse:
    """A child's planning in edit mode (statements 23 to 31)."""
    return _edit(request, child_screen_of(request, child, asked_period(request, year, month)))


@family
@require_http_methods(["GET", "POST"])
def edit_activity(request: HttpRequest, activity: int, year: int, month: int) -> HttpResponse:
    """An activity's planning in edit mode, all children on one page, by the same rules (statement 19)."""
    return _edit(request, activity_screen_of(request, activity, asked_period(request, year, month)))


@family
@require_POST
def estimation(request: HttpRequest, child: int, year: int, month: int) -> HttpResponse:
    """Counter and cost with the ticks not yet validated, nothing written (statement 22)."""
    return _estimate(request, child_screen_of(request, child, asked_period(request, year, month)))


@family
@require_POST
def activity_estimation(request: HttpRequest, activity: int, year: int, month: int) -> HttpResponse:
    """The same for an activity's planning: the cost is that of its children over the period."""
    return _estimate(request, activity_screen_of(request, activity, asked_period(request, year, month)))


def _edit(request: HttpRequest, screen: Screen) -> HttpResponse:
    if request.method == "GET":
        return _show(request, screen)
    ticks = screen.ticks(request.POST)
    if ticks is None:
        messages.error(request, UNREADABLE)
        return redirect(screen.edit_url)
    if request.POST.get("action") == "quitter":
        return _leave(request, screen, ticks)
    return _keep(request, screen, ticks)


def _estimate(request: HttpRequest, screen: Screen) -> HttpResponse:
    ticks = screen.ticks(request.POST)
    if ticks is None:
        return HttpResponse(status=400)
    first, last = screen.period.first, screen.period.last
    found = estimate_all(
        screen.household, ticks.changes, first=first, last=last, at=screen.at, activity=screen.only_slug
    )
    return render(request, "reservations/estimation.html", {"estimate": found})


def _show(request: HttpRequest, screen: Screen, **more: object) -> HttpResponse:
    return show(request, screen, editing=True, **more)


def _leave(request: HttpRequest, screen: Screen, ticks: Ticks) -> HttpResponse:
    """« Quitter »: nothing is kept; where there is something to lose, the parent says so twice (statement 29)."""
    if not ticks.differ:
        return redirect(screen.reading_url)
    return _show(request, screen.shown_again(ticks, request.POST), leaving=True)


def _keep(request: HttpRequest, screen: Screen, ticks: Ticks) -> HttpResponse:
    """« Valider » and all that acts as it (statement 27); hours that cannot be lose nothing of what was ticked."""
    by = request.user if counter_household(request) else None
    for problem in ticks.problems:
        messages.error(request, problem)
    if ticks.problems:
        return _show(request, screen.shown_again(ticks, request.POST))
    try:
        result = hold_all(household=screen.household, changes=ticks.changes, at=screen.at, by=by)
    except BookingError as error:
        messages.error(request, str(error))
        return redirect(screen.edit_url)
    tell_whole(request, ticks.whole)
    tell_holds(request, screen.edited, result)
    action = request.POST.get("action")
    if action == "terminer":
        return leave_for(request, reverse("reservations:recap"))
    if action in (ADVANCED, Act.USUAL):
        return leave_for(request, _advanced_url(screen, usual=action == Act.USUAL))
    return redirect(_elsewhere(request, screen) or screen.edit_url)


def _elsewhere(request: HttpRequest, screen: Screen) -> str | None:
    """Another child, activity, month or view of this household, still in edit mode; None where it has no such."""
    there = read_token(request.POST.get("vers", ""))
    if there is None:
        return None
    kind, key, period = there
    known = screen.children if kind == CHILD else screen.activities
    return planning_url(EDITING[kind], key, period) if key in {one.pk for one in known} else None


def _advanced_url(screen: Screen, *, usual: bool) -> str:
    """« Modification avancée » for these children and days; their usual week already chosen where asked."""
    first, last = max(screen.period.first, screen.today), screen.period.last
    days = {"du": first if first <= last else screen.period.first, "au": last}
    query = {"enfant": [child.pk for child in screen.edited], **days}
    if usual:
        query |= {"quoi": Act.USUAL, "unite": sorted({row.row.unit.pk for row in screen.board.rows})}
    return reverse("reservations:advanced", query=query)
