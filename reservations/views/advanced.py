"""« Modification avancée »: many days booked or cancelled in one go, previewed first (statement 30)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families.access import acting_household, children_of, counter_household
from families.policies import family
from reservations.advanced.previews import preview_rows, usual_rows
from reservations.advanced.proposals import Act, Proposal, propose
from reservations.advanced.usual import remember, usual_weeks
from reservations.advanced.wishes import WishForm, bookable_units
from reservations.booking.holding import hold_all
from reservations.days.periods import Scale, period_of
from reservations.errors import BookingError
from reservations.planning.telling import tell_holds
from reservations.views.doors import CHILD, planning_url
from reservations.views.screens import EDITING


@family
@require_safe
def advanced(request: HttpRequest) -> HttpResponse:
    """The wish, and what it would do where it is complete; nothing is written."""
    form = _form(request, request.GET if "quoi" in request.GET else None)
    if not form.children:
        return render(request, "reservations/no_child.html")
    ready = form.is_bound and form.is_valid()
    return _show(request, form, propose(acting_household(request), form.wish, at=timezone.now()) if ready else None)


@family
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """What was previewed, kept in the basket; where it is no longer the same, it is shown again instead."""
    household, at, form = acting_household(request), timezone.now(), _form(request, request.POST)
    if not form.is_valid():
        return _show(request, form)
    found = propose(household, form.wish, at=at)
    if found.digest != request.POST.get("digest"):
        return _show(request, form, found, stale=True)
    by = request.user if counter_household(request) else None
    try:
        result = hold_all(household=household, changes=found.changes, at=at, by=by)
    except BookingError as error:
        messages.error(request, str(error))
        return _show(request, form, found)
    tell_holds(request, form.children, result)
    _remember(request, found)
    return redirect("reservations:recap")


def _remember(request: HttpRequest, found: Proposal) -> None:
    """Keep what was booked as the usual week, where the parent says so."""
    asked = found.wish.act is Act.BOOK and "retenir" in request.POST
    if asked and remember(acting_household(request), found.remembered()):
        messages.info(request, _("Votre semaine type est retenue : le planning vous la proposera."))


def _form(request: HttpRequest, data: QueryDict | None) -> WishForm:
    household, today = acting_household(request), timezone.localdate(timezone.now())
    children, usual = list(children_of(household)), usual_weeks(household)
    units = bookable_units(household, on=today)
    asked = request.GET.getlist("enfant")
    initial = {
        "quoi": Act.USUAL if usual else Act.BOOK,
        "enfant": asked or [str(child.pk) for child in children],
        "unite": [str(unit.pk) for unit in units],
        "jour": [str(day) for day in sorted({day for week in usual.values() for day in week.weekdays})],
        **_days(request, today),
    }
    return WishForm(data, children=children, units=units, usual=usual, initial=initial)


def _days(request: HttpRequest, today: date) -> dict[str, date | str]:
    """The days the planning was showing, else this month's that are left."""
    month = period_of(Scale.MONTH, today)
    return {"du": request.GET.get("du") or today, "au": request.GET.get("au") or month.last}


def _show(request: HttpRequest, form: WishForm, found: Proposal | None = None, **more: Any) -> HttpResponse:
    shown = found.wish.first if found else timezone.localdate(timezone.now())
    context = {
        "form": form,
        "proposal": found,
        "rows": preview_rows(found) if found else [],
        "usual": usual_rows(form.children, form.units, form.usual),
        "back": planning_url(EDITING[CHILD], form.children[0].pk, period_of(Scale.MONTH, shown)),
        "hidden": found and _hidden(form),
        **more,
    }
    return render(request, "reservations/advanced.html", context)


def _hidden(form: WishForm) -> list[tuple[str, str]]:
    """The wish as it was sent, to be sent again with « Ajouter au récapitulatif »."""
    names = [*form.fields, *(pick.name for _label, lists in form.picks for pick in lists)]
    return [(name, value) for name in names for value in form.data.getlist(name)]
