"""Paper tickets: those of the family at the desk, and what is left to wind down in the town."""

from django.contrib import messages
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from families.access import ACT, counter_household
from families.models import Household
from families.policies import staff
from payments.errors import TicketError
from payments.models import TicketKind, TicketMovement
from payments.office.filters import StockFilter
from payments.office.forms import TicketsForm, posted
from payments.office.tables import StockTable
from payments.tickets import add, correct, stocks


@staff(ACT)
@require_http_methods(["GET", "POST"])
def family_tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of the family whose file is open: how many, where they went, and recording some."""
    household = counter_household(request)
    if household is None:
        messages.info(request, _("Ouvrez d’abord le dossier d’une famille."))
        return redirect("families:counter")
    form = TicketsForm(posted(request))
    if request.method == "POST" and form.is_valid() and _write(request, household, form):
        return redirect("payments:family_tickets")
    movements = household.ticket_movements.select_related("kind", "charge", "recorded_by").order_by("-pk")
    context = {"household": household, "stocks": stocks(household), "movements": movements, "form": form,
               "has_kinds": TicketKind.objects.exists()}  # fmt: skip
    return render(request, "payments/office/family_tickets.html", context)


@staff("payments.view_ticketmovement")
@require_GET
def ticket_stocks(request: HttpRequest) -> HttpResponse:
    """Family by family, what was recorded, used, and is left."""
    found = StockFilter(request.GET, queryset=TicketMovement.objects.all())
    table = StockTable(_stocks(found.qs))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    left = TicketKind.objects.annotate(left=Coalesce(Sum("movements__quantity"), 0), **_sums("movements__"))
    return render(request, "payments/office/ticket_stocks.html", {"filter": found, "table": table, "kinds": left})


def _write(request: HttpRequest, household: Household, form: TicketsForm) -> bool:
    given, at = form.cleaned_data, timezone.now()
    try:
        if given["act"] == TicketsForm.ADD:
            add(household, given["kind"], given["quantity"], label=given["label"], at=at, by=request.user)
        else:
            correct(household, given["kind"], given["quantity"], reason=given["label"], at=at, by=request.user)
    except TicketError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Le stock de tickets de la famille est à jour."))
    return True


def _stocks(movements):
    names = ("household__name", "household__reference", "kind__name")
    sums = movements.order_by().values(*names).annotate(left=Sum("quantity"), **_sums(""))
    return sums.order_by("-left", "household__name")


def _sums(prefix: str) -> dict:
    """What was recorded (corrections included) and what was used and not given back."""
    used = Q(**{f"{prefix}movement__in": [TicketMovement.USED, TicketMovement.GIVEN_BACK]})
    return {
        "recorded": Coalesce(Sum(f"{prefix}quantity", filter=~used), 0),
        "used": -Coalesce(Sum(f"{prefix}quantity", filter=used), 0),
    }
