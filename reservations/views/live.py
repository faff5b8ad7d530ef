"""Live blocks of the site's pages: what publishing an edition changes, with no other edit (B12, C07)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from families.access import acting_household, children_of, has_household
from reservations.days.planning import plan_for
from reservations.models import Activity
from reservations.planning.boards import Board, board_of
from reservations.public.closing import next_closings
from reservations.public.services import Tariff, published
from reservations.town import current_town
from rules.vocabulary import vocabulary

AHEAD = timedelta(days=42)


def subjects() -> list[tuple[str, str]]:
    """The services a block may be about, by their short name, which stays from a year to the next."""
    found = published(current_town(), timezone.localdate(timezone.now()))
    return [(activity.slug, activity.name) for activity in found]


def tariff(request: HttpRequest | None, subject: str) -> str:
    """The tariff in force of a service, and for a parent who is signed in the price of each of their children."""
    now = timezone.now()
    activity, today = _activity(subject), timezone.localdate(now)
    if activity is None:
        return ""
    read = Tariff(current_town(), activity, vocabulary(), today)
    mine = _mine(request, activity)
    return render_to_string(
        "reservations/public/tariff_block.html", {"activity": activity, "tariff": read, "mine": mine}
    )


def deadlines(request: HttpRequest | None, subject: str) -> str:
    """The next deadline of each unit of a service."""
    activity = _activity(subject)
    if activity is None:
        return ""
    closings = next_closings(current_town(), activity, vocabulary(), at=timezone.now())
    return render_to_string("reservations/public/deadlines_block.html", {"activity": activity, "closings": closings})


def _activity(slug: str) -> Activity | None:
    found = published(current_town(), timezone.localdate(timezone.now()))
    return next((one for one in found if one.slug == slug), None)


def _mine(request: HttpRequest | None, activity: Activity) -> Board | None:
    """The service's units for the children of who reads, with their price today; None for anybody else."""
    if request is None or not has_household(request):
        return None
    household, today = acting_household(request), timezone.localdate(timezone.now())
    children = list(children_of(household))
    plan = plan_for(household, children, today, today + AHEAD, at=timezone.now(), activity=activity.slug)
    return board_of(plan, activity=activity.pk)
