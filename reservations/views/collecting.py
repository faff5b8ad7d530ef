"""The desk: a clerk takes what a family hands over, by one means or several; what is wrong is told, nothing is lost."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from families.access import acting_household
from families.notices import address_of
from families.policies import family
from payments.errors import MoneyError
from reservations.checkout.desk import desk_form, lines_of
from reservations.checkout.ordering import checkout, collect_at_desk
from reservations.checkout.quotes import Quote, quote
from reservations.checkout.totals import changes, tills_of, unseal
from reservations.errors import BookingError
from reservations.forms import DeskForm
from reservations.views.recap import clerk_of, show_recap


@family
@require_POST
def collect(request: HttpRequest) -> HttpResponse:
    """« Encaisser »: all the means are checked together; « Calculer le reste » takes nothing."""
    if clerk_of(request) is None:
        raise Http404
    at = timezone.now()
    found = quote(acting_household(request), at=at)
    tills = tills_of(found, at_counter=True)
    if not tills:
        return redirect("reservations:recap")
    form = desk_form(found, tills[0], request.POST)
    valid = form.is_valid()
    if request.POST.get("action") == "calculer":
        return show_recap(request, found, at, desk=_with_the_rest_in_cash(found, tills[0], form))
    if form.cleaned_data.get("digest") != found.digest:
        return _changed(request, found, form, at)
    if not valid:
        return show_recap(request, found, at, desk=form)
    return _take(request, form, at)


def _take(request: HttpRequest, form: DeskForm, at: datetime) -> HttpResponse:
    household, clerk = acting_household(request), clerk_of(request)
    order = checkout(household=household, digest=form.cleaned_data["digest"], at=at, by=clerk)
    if isinstance(order, Quote):
        return _changed(request, order, form, at)
    try:
        taking = form.taking(lines_of(order))
        payment = collect_at_desk(order, taking, email=address_of(household), at=at, by=clerk)
    except (MoneyError, BookingError) as error:
        form.add_error(None, str(error))
        return show_recap(request, quote(household, at=at), at, desk=form)
    return redirect("payments:receipt", payment.reference)


def _changed(request: HttpRequest, found: Quote, form: DeskForm, at: datetime) -> HttpResponse:
    """What was shown is no longer so: it is shown again, and nothing is taken."""
    shown = unseal(form.cleaned_data.get("shown", ""))
    return show_recap(request, found, at, refused=True, changes=changes(shown, found))


def _with_the_rest_in_cash(found: Quote, till, form: DeskForm) -> DeskForm:
    """The same form, its cash set to what the tickets, titles and cheque leave."""
    data = form.data.copy()
    try:
        data["cash_amount"] = form.fields["cash_amount"].prepare_value(form.left_for_cash())
    except (KeyError, ValidationError):
        return form
    filled = desk_form(found, till, data)
    filled.is_valid()
    return filled
