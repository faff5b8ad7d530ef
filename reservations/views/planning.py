"""The planning to read: a child's, or one activity's for all children."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from families.access import acting_household, children_of
from families.policies import family
from reservations.boards import board_of
from reservations.periods import Period, Scale
from reservations.planning import plan_for
from reservations.views.screens import (
    Door,
    activities_in,
    activity_url,
    asked_period,
    child_url,
    enrolments_of,
    screen_of,
)


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
    screen = screen_of(request, child, asked_period(request, year, month))
    return render(request, "reservations/planning.html", {"screen": screen, "board": screen.board})


@family
@require_GET
def activity(request: HttpRequest, activity: int, year: int | None = None, month: int | None = None) -> HttpResponse:
    """« Activités »: one activity for all children (statement 19)."""
    household, period, at = acting_household(request), asked_period(request, year, month), timezone.now()
    activities, children = activities_in(enrolments_of(household)), list(children_of(household))
    chosen = next((one for one in activities if one.pk == activity), None)
    if chosen is None:
        raise Http404
    plan = plan_for(household, children, period.first, period.last, at=at)
    board = board_of(plan, activity=chosen.pk)
    return render(request, "reservations/activity_planning.html", {
        "activity": chosen,
        "activities": activities,
        "children": [(one, child_url("child_edit", one.pk, period), board.of_child(one.pk)) for one in children],
        "board": board,
        "period": period,
        "today": timezone.localdate(at),
        "previous": Door(period.previous.title, activity_url(chosen.pk, period.previous)),
        "next": Door(period.next.title, activity_url(chosen.pk, period.next)),
        "scales": _scales(chosen.pk, period, timezone.localdate(at)),
        "tabs": [Door(one.name, activity_url(one.pk, period), "", one.pk == chosen.pk) for one in activities],
        "family_url": child_url("planning_child", children[0].pk, period) if children else "",
    })  # fmt: skip


def _scales(activity: int, period: Period, today: date) -> list[Door]:
    found = [(scale, period.at_scale(scale, today)) for scale in Scale]
    return [Door(scale.label, activity_url(activity, there), "", scale is period.scale) for scale, there in found]
