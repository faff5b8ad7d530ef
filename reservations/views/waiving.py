"""« Déroger à une date limite »: a clerk with the right books or gives up a day all the same, and writes why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.access import counter_household
from families.policies import staff
from reservations.booking.waivers import WaivableDay, waivable_days, waive
from reservations.errors import BookingError
from reservations.forms import WaiverForm
from reservations.planning.telling import tell_hold
from reservations.views.doors import asked_period
from reservations.views.screens import ChildScreen, child_screen_of


@staff("reservations.waive_deadline")
@require_http_methods(["GET", "POST"])
def waiver(request: HttpRequest, child: int, year: int, month: int) -> HttpResponse:
    """The days of a month that only a deadline closes, and the reason to open them (K04)."""
    if counter_household(request) is None:
        messages.info(request, _("Ouvrez d'abord le dossier d'une famille."))
        return redirect("families:counter")
    screen = child_screen_of(request, child, asked_period(request, year, month))
    days = waivable_days(screen.household, screen.child, screen.period.first, screen.period.last, at=screen.at)
    form = WaiverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in days if one.session in form.cleaned_data["days"]]
        answer = _waive(request, screen, chosen, form)
        if answer is not None:
            return answer
    ticked = set(request.POST.getlist("days"))
    rows = [(one, str(one.session) in ticked) for one in days]
    return render(request, "reservations/waiver.html", {"screen": screen, "rows": rows, "form": form})


def _waive(
    request: HttpRequest, screen: ChildScreen, chosen: list[WaivableDay], form: WaiverForm
) -> HttpResponse | None:
    given = form.cleaned_data
    late = given["price"] == WaiverForm.LATE
    try:
        result = waive(screen.household, screen.child, chosen, reason=given["reason"], late=late, at=screen.at,
                       by=request.user)  # fmt: skip
    except BookingError as error:
        form.add_error(None, str(error))
        return None
    tell_hold(request, screen.child, result)
    return redirect("reservations:recap")
