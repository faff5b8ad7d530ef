"""« Visualiser les activités de mes enfants »: enrolments, hours, price now and next deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from families.access import acting_household, children_of
from families.models import Child, Household
from families.policies import family
from reservations.days.planning import plan_for
from reservations.models import Enrolment
from reservations.planning.boards import Board, BoardRow, board_of

AHEAD = timedelta(days=42)  # far enough to find a day to book across two weeks of holidays


@dataclass(frozen=True)
class Joined:
    """A child's enrolment, and its units with their price now and their next deadline."""

    enrolment: Enrolment
    rows: tuple[BoardRow, ...]


@family
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """What each child is enrolled in (statement 8)."""
    household, today = acting_household(request), timezone.localdate(timezone.now())
    children = list(children_of(household))
    board = board_of(plan_for(household, children, today, today + AHEAD, at=timezone.now()))
    enrolments = _enrolments(household, today)
    found = [(child, _joined(child, enrolments, board)) for child in children]
    return render(request, "reservations/activities.html", {"children": found, "today": today})


def _enrolments(household: Household, today) -> list[Enrolment]:
    mine = household.enrolments.filter(activity__is_published=True).select_related("activity__school_year", "group")
    return [one for one in mine.order_by("activity__position", "starts_on") if not one.ends_on or one.ends_on >= today]


def _joined(child: Child, enrolments: list[Enrolment], board: Board) -> list[Joined]:
    rows = board.of_child(child.pk)
    mine = [one for one in enrolments if one.child_id == child.pk]
    return [Joined(one, tuple(row for row in rows if row.row.enrolment.pk == one.pk)) for one in mine]
