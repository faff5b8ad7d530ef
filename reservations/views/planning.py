"""The planning to read: a child's, or one activity's for all children."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from families.access import acting_household, children_of
from families.policies import family
from reservations.views.doors import asked_period
from reservations.views.screens import activity_screen_of, child_screen_of
from reservations.views.showing import show


@family
@require_GET
def planning(request: HttpRequest) -> HttpResponse:
    """« Visualiser le planning de mes enfants »: the first child, the current month (statement 12)."""
    first = children_of(acting_household(request)).first()
    if first is None:
        return render(request, "reservations/no_child.html")
    return child(request, first.pk)


@family
@require_GET
def child(request: HttpRequest, child: int, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A child's planning, to read (statements 12 to 22)."""
    screen = child_screen_of(request, child, asked_period(request, year, month))
    return show(request, screen)


@family
@require_GET
def activity(request: HttpRequest, activity: int, year: int | None = None, month: int | None = None) -> HttpResponse:
    """« Activités »: one activity for all children, to read (statement 19)."""
    screen = activity_screen_of(request, activity, asked_period(request, year, month))
    return show(request, screen)
