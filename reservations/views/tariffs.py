"""« Tarifs »: what each service costs and until when it is booked, for anybody; and a month priced without account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from families.policies import public
from reservations.models import Activity, Unit
from reservations.planning.simulating import months_from
from reservations.public.closing import next_closings
from reservations.public.forms import StrangerForm
from reservations.public.questions import questions
from reservations.public.services import Tariff, published
from reservations.public.stranger import simulate_for_anybody, tariff_of_activity
from reservations.town import Town, current_town
from rules.vocabulary import vocabulary


@public
@require_safe
def tariffs(request: HttpRequest) -> HttpResponse:
    """The services and where to read what each costs."""
    found = published(current_town(), timezone.localdate(timezone.now()))
    return render(request, "reservations/public/tariffs.html", {"activities": found})


@public
@require_http_methods(["GET", "POST"])
def tariff(request: HttpRequest, slug: str) -> HttpResponse:
    """A service: its tariff in force, its next deadlines, and « Combien paierai-je ? » (P43); nothing is kept."""
    town, words, at = current_town(), vocabulary(), timezone.now()
    today = timezone.localdate(at)
    activity = next((one for one in published(town, today) if one.slug == slug), None)
    if activity is None:
        raise Http404
    form = _form(request, town, activity)
    found = None
    if request.method == "POST" and form.is_valid():
        found = simulate_for_anybody(town, activity, form.wish, words, at=at)
    return render(request, "reservations/public/tariff.html", {
        "activity": activity, "tariff": Tariff(town, activity, words, today), "form": form, "found": found,
        "closings": next_closings(town, activity, words, at=at), "month": form.wish.first if found else None,
    })  # fmt: skip


def _form(request: HttpRequest, town: Town, activity: Activity) -> StrangerForm:
    today = timezone.localdate(timezone.now())
    units = [one for one in town.units if one.activity_id == activity.pk and one.origin == Unit.Origin.BOOKED]
    groups = [group for group in town.groups.values() if group.activity_id == activity.pk]
    asked = questions(tariff_of_activity(town, activity), vocabulary(), groups)
    first = max(today, activity.school_year.starts_on)
    return StrangerForm(units, months_from(first, activity.school_year.ends_on), asked, request.POST or None)
