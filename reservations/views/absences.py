"""Sickness declared online by a family, and examined by an agent. Rows B10, P40, A17."""

from __future__ import annotations

import mimetypes

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from families.access import acting_household, children_of
from families.audit import READ, record
from families.policies import family, staff
from reservations.absences.declaring import accept, declare, prove, refuse
from reservations.absences.forms import AbsenceForm, CertificateForm
from reservations.absences.reading import DECIDE
from reservations.errors import BookingError
from reservations.models import AbsenceDeclaration, BookingSettings

PAST = 24


@family
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """The absences of the family's children, and declaring one."""
    household = acting_household(request)
    form = AbsenceForm(request.POST or None, request.FILES or None, children=children_of(household))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = declare(
                household, given["child"], given["starts_on"], given["ends_on"], certificate=given["certificate"],
                at=timezone.now(), by=request.user,
            )  # fmt: skip
        except BookingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _DECLARED if made.certificate else _PROOF_EXPECTED)
            return redirect("reservations:absences")
    return _show(request, form)


@family
@require_POST
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the certificate of an absence."""
    found = get_object_or_404(AbsenceDeclaration, pk=pk, household=acting_household(request))
    form = CertificateForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("reservations:absences")
    try:
        prove(found, form.cleaned_data["certificate"], at=timezone.now())
    except BookingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le certificat est reçu : la mairie l'examine et vous répondra par un message."))
    return redirect("reservations:absences")


@staff(DECIDE)
@never_cache
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """The absences to examine, the oldest first."""
    related = AbsenceDeclaration.objects.select_related("child", "household")
    waiting = related.filter(status=AbsenceDeclaration.Status.DECLARED).order_by("declared_at", "pk")
    return render(request, "reservations/office_absences.html", {"waiting": waiting, "now": timezone.now()})


@staff(DECIDE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """« Accepter » or « Refuser » with a reason."""
    found, at = (
        get_object_or_404(AbsenceDeclaration.objects.select_related("child", "household"), pk=pk),
        timezone.now(),
    )
    try:
        if request.POST.get("decision") == "accept":
            places = accept(found, at=at, by=request.user)
            messages.success(request, _("Absence acceptée : %d réservation(s) excusée(s).") % len(places))
        else:
            refuse(found, why=request.POST.get("why", ""), at=at, by=request.user)
            messages.success(request, _("Absence refusée : la famille est prévenue."))
    except BookingError as error:
        messages.error(request, str(error))
    return redirect("reservations:office_absences")


@staff(DECIDE)
@never_cache
@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for the agent who decides; that it was read is written down."""
    found = get_object_or_404(AbsenceDeclaration, pk=pk)
    if not found.certificate:
        raise Http404
    record(READ, found.household, by=request.user)
    with found.certificate.open("rb") as kept:
        kind = mimetypes.guess_type(found.certificate.name)[0] or "application/octet-stream"
        response = HttpResponse(kept.read(), content_type=kind)
    response["Content-Disposition"] = "inline"
    return response


def _show(request: HttpRequest, form: AbsenceForm) -> HttpResponse:
    mine = AbsenceDeclaration.objects.filter(household=acting_household(request)).select_related("child")
    context = {"form": form, "absences": mine[:PAST], "settings": BookingSettings.current(), "proof": CertificateForm(),
               "now": timezone.now()}  # fmt: skip
    return render(request, "reservations/absences.html", context)


_DECLARED = gettext_lazy("L'absence et son certificat sont reçus : la mairie vous répondra par un message.")
_PROOF_EXPECTED = gettext_lazy("L'absence est déclarée. Ajoutez le certificat ci-dessous avant la date indiquée.")
