"""« Validation des modifications »: the recap, « Tout supprimer », « Payer » or « Confirmer »."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.french import euros
from families.access import acting_household, counter_household
from families.notices import address_of
from families.policies import family
from payments.adapters.registry import means_for
from payments.bank_urls import bank_urls
from payments.errors import OrderError, PaymentError
from payments.models import Order, Payment
from payments.orders import left_to_pay, minimum_online
from reservations.booking.basket import release
from reservations.checkout.desk import desk_form
from reservations.checkout.ordering import checkout, confirm, open_bank_page
from reservations.checkout.quotes import Quote, quote
from reservations.checkout.totals import changes, seal, tills_of, unseal
from reservations.errors import BookingError
from reservations.forms import UNREADABLE, PayForm

_LEFT = gettext_lazy("%s restent à régler : cette somme, trop petite pour un paiement en ligne, rejoindra le prochain.")


@family
@require_safe
def recap(request: HttpRequest) -> HttpResponse:
    """What the basket changes and costs (statements 32 to 40)."""
    household, at = acting_household(request), timezone.now()
    under_way = Payment.objects.filter(household=household, status=Payment.PENDING)
    gone = household.reservations.expired(at).exclude(order__payments__in=under_way).count()
    if gone:
        messages.warning(request, _expired(gone))
    return show_recap(request, quote(household, at=at), at)


@family
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """« Tout supprimer »."""
    try:
        count = release(acting_household(request), at=timezone.now())
    except BookingError as error:
        messages.error(request, str(error))
        return redirect("reservations:recap")
    messages.success(request, _cleared(count))
    return redirect("reservations:planning")


@family
@require_POST
def pay(request: HttpRequest) -> HttpResponse:
    """« Payer » or « Confirmer »: what was shown is ordered, or what changed is shown (statement 39)."""
    household, at = acting_household(request), timezone.now()
    form = PayForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE)
        return redirect("reservations:recap")
    found = checkout(household=household, digest=form.cleaned_data["digest"], at=at, by=clerk_of(request))
    if isinstance(found, Quote):
        return show_recap(request, found, at, refused=True, changes=changes(unseal(form.cleaned_data["shown"]), found))
    try:
        return _settle(request, found, form.cleaned_data["means"], at)
    except (BookingError, OrderError, PaymentError) as error:
        messages.error(request, str(error))
        return redirect("reservations:recap")


def show_recap(request: HttpRequest, found: Quote, at: datetime, **more: object) -> HttpResponse:
    """The recap as it stands; `more` is what the page is told besides."""
    at_counter = clerk_of(request) is not None
    tills = tills_of(found, at_counter=at_counter)
    ready = bool(tills) and not found.complaints
    collects = ready and at_counter and tills[0].takes_money  # the clerk takes the money: no bank, no « Payer »
    context = {
        "quote": found,
        "tills": tills,
        "next": tills[0] if tills else None,
        "collects": collects,
        "desk": desk_form(found, tills[0]) if collects else None,
        "goes": ready and not collects,
        "shown": seal(found),
        **more,
    }
    return render(request, "reservations/recap.html", context)


def _settle(request: HttpRequest, order: Order, means: str, at: datetime) -> HttpResponse:
    """To the bank, or straight to the end where there is nothing to pay; a clerk takes money by the desk's own page."""
    left = left_to_pay(order)
    if left <= 0 or (clerk_of(request) is None and left < minimum_online(order.revenue_office)):
        return _confirm(request, order, at)
    if clerk_of(request) or means not in {one.name for one in means_for(order.revenue_office)}:
        raise PaymentError(_("Ce moyen de paiement n’est pas accepté ici. Choisissez-en un autre."))
    recap_url = request.build_absolute_uri(reverse("reservations:recap"))
    step = open_bank_page(
        order,
        adapter=means,
        urls=bank_urls(request, adapter=means, cancel_url=recap_url),
        email=address_of(order.household),
        at=at,
    )
    return redirect(step.url)


def _confirm(request: HttpRequest, order: Order, at: datetime) -> HttpResponse:
    order = confirm(order, at=at)
    messages.success(request, _("Vos changements sont enregistrés : ils comptent dès maintenant."))
    if order.left_due:
        messages.info(request, _LEFT % euros(order.left_due))
    more = order.household.reservations.pending().filter(held_until__gt=at).exists()
    return redirect("reservations:recap" if more else "reservations:planning")


def clerk_of(request: HttpRequest):
    """The agent who acts for the family, if there is one."""
    return request.user if counter_household(request) else None


def _expired(count: int) -> str:
    return ngettext(
        "Le délai pour payer est passé : %(count)d place a été rendue. Rien n'a été débité ; vous pouvez la reprendre"
        " depuis le planning si elle est encore libre.",
        "Le délai pour payer est passé : %(count)d places ont été rendues. Rien n'a été débité ; vous pouvez les"
        " reprendre depuis le planning si elles sont encore libres.",
        count,
    ) % {"count": count}


def _cleared(count: int) -> str:
    return ngettext(
        "%(count)d changement effacé : le planning est de nouveau comme avant.",
        "%(count)d changements effacés : le planning est de nouveau comme avant.",
        count,
    ) % {"count": count}
