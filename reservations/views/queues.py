"""The waiting lists of a family: join that of a full day, read one's turn, leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.access import acting_household, children_of, counter_household
from families.notices import address_of
from families.policies import family
from reservations.booking.joining import join, leave, turns_of
from reservations.days.plans import CellState
from reservations.days.seats import seat_of
from reservations.errors import BookingError
from reservations.models import BookingSettings, WaitingEntry


@family
@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """« Mes listes d'attente »: each full day one waits for, and one's turn (P38)."""
    household, at = acting_household(request), timezone.now()
    return render(request, "reservations/queues.html", {"turns": turns_of(household, since=at)})


@family
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, child: int, session: int) -> HttpResponse:
    """What waiting for this day means, then the button that joins the list."""
    household, at = acting_household(request), timezone.now()
    kid = get_object_or_404(children_of(household), pk=child)
    if request.method == "POST":
        return _join(request, household, kid, session, at)
    seat = seat_of(household, child, session, at=at)
    if seat is None:
        raise Http404
    return render(request, "reservations/queue.html", {
        "seat": seat,
        "is_full": seat.cell.state is CellState.FULL,
        "ahead": WaitingEntry.objects.waiting().filter(session=session).count(),
        "mine": WaitingEntry.objects.living().filter(child=child, session=session, household=household).exists(),
        "settings": BookingSettings.current(),
        "address": address_of(household),
    })  # fmt: skip


@family
@require_POST
def quit_queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a list, or give up the place it offered."""
    entry = get_object_or_404(WaitingEntry.objects.living(), pk=pk, household=acting_household(request))
    try:
        leave(entry, at=timezone.now())
    except BookingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("C'est fait : %s n'attend plus de place ce jour-là.") % entry.child.first_name)
    return redirect("reservations:queues")


def _join(request, household, kid, session, at) -> HttpResponse:
    by = request.user if counter_household(request) else None
    try:
        join(household=household, child=kid, session=session, at=at, by=by)
    except BookingError as error:
        messages.error(request, str(error))
        return redirect("reservations:child_now", kid.pk)
    messages.success(request, _("%s est sur la liste d'attente.") % kid.first_name)
    return redirect("reservations:queues")
