"""« Demander le remboursement de mon avoir »: what each régie owes the family, and asking for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from families.access import acting_household
from families.policies import family
from payments.debits.forms import CreditForm
from payments.errors import LedgerError
from payments.giving_back import ask_back, credits_of
from payments.models import CreditRequest, RevenueOffice

PAST = 12


@family
@require_GET
def credits(request: HttpRequest) -> HttpResponse:
    """The credit at each régie, and what became of earlier requests."""
    return _show(request, {})


@family
@require_POST
def ask(request: HttpRequest, office: int) -> HttpResponse:
    """Ask for the credit of a régie; a wrong account number is shown again with its reason."""
    found = get_object_or_404(RevenueOffice, pk=office)
    form = CreditForm(request.POST, office=found)
    if not form.is_valid():
        return _show(request, {found.pk: form}, status=422)
    given = form.cleaned_data
    try:
        ask_back(
            acting_household(request), found, holder=given["holder"], iban=given["iban"], at=timezone.now(),
            by=request.user,
        )  # fmt: skip
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Votre demande est transmise à la régie, qui vous répondra par un message."))
    return redirect("payments:credits")


def _show(request: HttpRequest, forms: dict[int, CreditForm], status: int = 200) -> HttpResponse:
    household = acting_household(request)
    requests = CreditRequest.objects.filter(household=household).select_related("revenue_office")
    asked = {one.revenue_office_id for one in requests if one.status == CreditRequest.ASKED}
    owed = credits_of(household, on=timezone.localdate())
    context = {
        "credits": [
            (office, credit, office.pk in asked, forms.get(office.pk) or CreditForm(office=office))
            for office, credit in owed
        ],
        "requests": requests[:PAST],
    }
    return render(request, "payments/credits.html", context, status=status)
