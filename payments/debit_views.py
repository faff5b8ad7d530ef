"""« Mes prélèvements »: the mandate a family signed for each régie, its debits, signing and revoking."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from families.access import acting_household
from families.policies import family
from payments.debits.forms import MandateForm
from payments.debits.mandates import revoke, sign, takes_debits
from payments.errors import DebitError
from payments.models import DirectDebit, Mandate, RevenueOffice

PAST = 24


@family
@require_GET
def debits(request: HttpRequest) -> HttpResponse:
    """The mandates and the debits, those to come first."""
    return _show(request, {})


@family
@require_POST
def sign_mandate(request: HttpRequest, office: int) -> HttpResponse:
    """Sign the mandate of a régie; an account number that is wrong is shown again with its reason."""
    found = get_object_or_404(RevenueOffice, pk=office)
    if not takes_debits(found):
        raise Http404
    form = MandateForm(request.POST, office=found)
    if not form.is_valid():
        return _show(request, {found.pk: form}, status=422)
    given = form.cleaned_data
    try:
        mandate = sign(
            acting_household(request), found, holder=given["holder"], iban=given["iban"], bic=given["bic"],
            signed_by=request.user, at=timezone.now(),
        )  # fmt: skip
    except DebitError as error:
        form.add_error(None, str(error))
        return _show(request, {found.pk: form}, status=422)
    messages.success(request, _("Votre mandat %s est enregistré. Une confirmation vous est envoyée.") % mandate)
    return redirect("payments:debits")


@family
@require_POST
def revoke_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a mandate: nothing more is debited under it."""
    revoke(_own(request, pk), at=timezone.now())
    messages.success(request, _("Votre mandat est révoqué : plus rien ne sera prélevé. Payez vos factures en ligne."))
    return redirect("payments:debits")


@family
@require_GET
def mandate_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed mandate as a PDF."""
    mandate = _own(request, pk)
    if not mandate.pdf:
        raise Http404
    with mandate.pdf.open("rb") as kept:
        response = HttpResponse(kept.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="mandat-{mandate.reference}.pdf"'
    return response


def _own(request: HttpRequest, pk: int) -> Mandate:
    return get_object_or_404(Mandate, pk=pk, household=acting_household(request))


def _show(request: HttpRequest, forms: dict[int, MandateForm], status: int = 200) -> HttpResponse:
    household = acting_household(request)
    live = {one.revenue_office_id: one for one in Mandate.objects.filter(household=household, status=Mandate.ACTIVE)}
    offices = [one for one in RevenueOffice.objects.all() if takes_debits(one)]
    found = DirectDebit.objects.filter(mandate__household=household).select_related(
        "invoice__revenue_office", "mandate"
    )
    context = {
        "offices": [(one, live.get(one.pk), forms.get(one.pk) or MandateForm(office=one)) for one in offices],
        "debits": found[:PAST],
    }
    return render(request, "payments/debits/debits.html", context, status=status)
