"""The planning to change: boxes, « Valider », « Valider et terminer », « Quitter »."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.access import acting_household, children_of, counter_household
from families.policies import family
from reservations.booking import hold
from reservations.errors import BookingError
from reservations.estimate import estimate
from reservations.forms import UNREADABLE, TicksForm
from reservations.proposals import Act
from reservations.telling import tell_hold, tell_whole
from reservations.views.screens import Screen, activity_url, asked_period, child_url, read_token, screen_of

ADVANCED = "avancee"


@dataclass(frozen=True)
class Ticks:
    """What the parent asks for: sessions to have, sessions to give up, rows taken whole."""

    wanted: set[int]
    unwanted: set[int]
    whole: tuple
    changed: bool


@family
@require_safe
def first_child(request: HttpRequest) -> HttpResponse:
    """« Effectuer de nouvelles réservations »: the first child, the current month, ready to change."""
    first = children_of(acting_household(request)).first()
    if first is None:
        return render(request, "reservations/no_child.html")
    return redirect(child_url("child_edit", first.pk, asked_period(request, None, None)))


@family
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, child: int, year: int, month: int) -> HttpResponse:
    """A child's planning in edit mode (statements 23 to 31)."""
    screen = screen_of(request, child, asked_period(request, year, month))
    if request.method == "GET":
        return _show(request, screen)
    form = TicksForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE)
        return redirect(screen.edit_url)
    ticks = _ticks(screen, form)
    if request.POST.get("action") == "quitter":
        return _leave(request, screen, ticks)
    return _keep(request, screen, ticks)


@family
@require_POST
def estimation(request: HttpRequest, child: int, year: int, month: int) -> HttpResponse:
    """Counter and cost with the ticks not yet validated, nothing written (statement 22)."""
    screen = screen_of(request, child, asked_period(request, year, month))
    form = TicksForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    ticks = _ticks(screen, form)
    found = estimate(
        screen.household,
        screen.child,
        wanted=ticks.wanted,
        unwanted=ticks.unwanted,
        first=screen.period.first,
        last=screen.period.last,
        at=screen.at,
    )
    return render(request, "reservations/estimation.html", {"estimate": found})


def _show(request: HttpRequest, screen: Screen, **more: object) -> HttpResponse:
    return render(request, "reservations/planning_edit.html", {"screen": screen, "board": screen.board, **more})


def _ticks(screen: Screen, form: TicksForm) -> Ticks:
    """The boxes ticked and unticked since the page was shown, the whole rows added."""
    ticked, shown = set(form.cleaned_data["place"]), set(form.cleaned_data["coche"])
    rows = form.rows()
    whole = tuple(row for row in screen.board.rows if row.key in rows) if rows else ()
    ticked |= {cell.session for row in whole for cell in row.selectable if cell.session}
    return Ticks(ticked, shown - ticked, whole, ticked != shown)


def _leave(request: HttpRequest, screen: Screen, ticks: Ticks) -> HttpResponse:
    """« Quitter »: nothing is kept; where there is something to lose, the parent says so twice (statement 29)."""
    if not ticks.changed:
        return redirect(screen.reading_url)
    shown = Screen(screen.household, screen.children, screen.child, screen.period, screen.at, ticks.wanted)
    return _show(request, shown, leaving=True, coche=request.POST.getlist("coche"))


def _keep(request: HttpRequest, screen: Screen, ticks: Ticks) -> HttpResponse:
    """« Valider » and all that acts as it (statement 27)."""
    by = request.user if counter_household(request) else None
    try:
        result = hold(
            household=screen.household, child=screen.child, wanted=ticks.wanted, unwanted=ticks.unwanted,
            at=screen.at, by=by,
        )  # fmt: skip
    except BookingError as error:
        messages.error(request, str(error))
        return redirect(screen.edit_url)
    tell_whole(request, ticks.whole)
    tell_hold(request, screen.child, result)
    return redirect(_next(request, screen))


def _next(request: HttpRequest, screen: Screen) -> str:
    action = request.POST.get("action")
    if action == "terminer":
        return reverse("reservations:recap")
    if action in (ADVANCED, Act.USUAL):
        return _advanced_url(screen, usual=action == Act.USUAL)
    activity = request.POST.get("activite", "")
    if activity in {str(one.pk) for one in screen.activities}:
        return activity_url(int(activity), screen.period)
    there = read_token(request.POST.get("vers", ""))
    known = {child.pk for child in screen.children}
    if there is None or there[0] not in known:
        return screen.edit_url
    return child_url("child_edit", *there)


def _advanced_url(screen: Screen, *, usual: bool) -> str:
    """« Modification avancée » for this child and these days; its usual week already chosen where asked."""
    first, last = max(screen.period.first, screen.today), screen.period.last
    query = {"enfant": screen.child.pk, "du": first if first <= last else screen.period.first, "au": last}
    if usual:
        query |= {"quoi": Act.USUAL, "unite": sorted({row.row.unit.pk for row in screen.board.rows})}
    return reverse("reservations:advanced", query=query)
