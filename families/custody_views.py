"""« Calendrier de garde »: who has a shared child on which day, read by both households."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from families.access import acting_household, children_of
from families.custody import Custody, custody_of
from families.custody_calendar import exceptions_from, rhythm_on, spells, weeks_of
from families.models import Child, Household
from families.policies import family

YEARS = range(2000, 2100)


@family
@require_safe
def custody(request: HttpRequest, child: int, year: int | None = None, month: int | None = None) -> HttpResponse:
    """The custody of a shared child over a month; a child of one household, or of another family, has no such page."""
    household, today = acting_household(request), timezone.localdate(timezone.now())
    found, known = _shared(household, child)
    first = _month(today.year if year is None else year, today.month if month is None else month)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return render(request, "families/custody.html", {
        "child": found,
        "household": household,
        "month": first,
        "today": today,
        "weeks": weeks_of(known, household.pk, first),
        "spells": spells(known, household.pk, first, last),
        "rhythm": rhythm_on(known, last),
        "exceptions": exceptions_from(known, household.pk, today),
        "previous": first - timedelta(days=1),
        "next": last + timedelta(days=1),
    })  # fmt: skip


def _shared(household: Household, pk: int) -> tuple[Child, Custody]:
    child = next((one for one in children_of(household) if one.pk == pk), None)
    known = custody_of([pk])[pk] if child else None
    if child is None or known is None or not known.is_shared():
        raise Http404
    return child, known


def _month(year: int, month: int) -> date:
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)
