"""Credits families ask back: transferred, or refused with a reason. Row B20."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from families.policies import staff
from payments.errors import LedgerError
from payments.giving_back import give_back, refuse
from payments.models import CreditRequest

VIEW, CHANGE = "payments.view_creditrequest", "payments.change_creditrequest"
PAST = 50


@staff(VIEW)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """The requests to answer, then those answered."""
    found = CreditRequest.objects.select_related("household", "revenue_office")
    waiting = found.filter(status=CreditRequest.ASKED).order_by("asked_at", "pk")
    done = found.exclude(status=CreditRequest.ASKED)[:PAST]
    return render(request, "payments/office/credits.html", {"waiting": waiting, "done": done})


@staff(CHANGE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Remboursé » with the transfer's reference, or « Refuser » with the reason."""
    found, at = get_object_or_404(CreditRequest, pk=pk), timezone.now()
    words = request.POST.get("words", "")
    try:
        if request.POST.get("decision") == "refuse":
            refuse(found, why=words, at=at, by=request.user)
            messages.success(request, _("La demande est refusée et la famille est prévenue."))
        else:
            give_back(found, transfer=words, at=at, by=request.user)
            messages.success(request, _("Le remboursement est écrit au compte et la famille est prévenue."))
    except LedgerError as error:
        messages.error(request, str(error))
    return redirect("payments:credit_requests")
