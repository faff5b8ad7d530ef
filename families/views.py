"""The doors of families: one's own file, the counter, the activation of an account."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from families.access import CHOSEN_SESSION, COUNTER_SESSION, acting_household, households_of
from families.accounts import InvitationError, activate, invite, opened_by, qr_code, send_by_email
from families.filters import HouseholdFilter
from families.forms import ActivationForm
from families.models import CounterVisit, Guardian, Household
from families.policies import family, public, staff
from families.portraits import portrait_of
from families.tables import HouseholdTable

ACT = "families.act_for_household"


@family
@require_GET
def dossier(request: HttpRequest) -> HttpResponse:
    """« Consulter mon dossier et mes démarches », to read."""
    household = acting_household(request)
    shown = {"portrait": portrait_of(household, on=timezone.localdate()), "mine": households_of(request.user)}
    return render(request, "families/dossier.html", shown)


@family
@require_POST
def choose_household(request: HttpRequest, pk: int) -> HttpResponse:
    """A parent of two households chooses the one they act for."""
    request.session[CHOSEN_SESSION] = get_object_or_404(households_of(request.user), pk=pk).pk
    return redirect("families:dossier")


@staff(ACT)
@require_GET
def counter(request: HttpRequest) -> HttpResponse:
    """Find a family at the counter."""
    families = Household.objects.filter(kind=Household.Kind.FAMILY).prefetch_related("children")
    found = HouseholdFilter(request.GET, queryset=families)
    table = HouseholdTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "families/counter.html", {"filter": found, "table": table})


@staff(ACT)
@require_POST
def open_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a family's file to act for it; the visit is written down."""
    household = get_object_or_404(Household, pk=pk)
    CounterVisit.objects.create(agent=request.user, household=household, started_at=timezone.now())
    request.session[COUNTER_SESSION] = household.pk
    return redirect("families:dossier")


@staff(ACT)
@require_POST
def close_file(request: HttpRequest) -> HttpResponse:
    """Leave the family's file."""
    pk = request.session.pop(COUNTER_SESSION, None)
    visits = CounterVisit.objects.filter(agent=request.user, household=pk, ended_at=None)
    visits.update(ended_at=timezone.now())
    return redirect("families:counter")


@staff("families.add_invitation")
@require_POST
@never_cache
def invite_guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account: the link by e-mail where there is an address, else on a letter to print (P05)."""
    guardian = get_object_or_404(Guardian.objects.select_related("household", "user"), pk=pk)
    now = timezone.now()
    try:
        invited = invite(guardian, at=now, by=request.user)
    except InvitationError as error:
        messages.error(request, str(error))
        return redirect("families:dossier")
    link = request.build_absolute_uri(reverse("families:activate", args=[invited.token]))
    if guardian.email and "lettre" not in request.POST:
        send_by_email(invited, link, at=now)
        messages.success(request, _("Le lien part à %s ; il est valable trente jours.") % guardian.email)
        return redirect("families:dossier")
    return render(request, "families/letter.html", {"invited": invited, "link": link, "qr": qr_code(link)})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def activation(request: HttpRequest, token: str) -> HttpResponse:
    """The page a link opens: greet, ask a password, sign in."""
    now = timezone.now()
    try:
        guardian = opened_by(token, at=now).guardian
        form = ActivationForm(guardian.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = activate(token, form.cleaned_data["new_password1"], at=now)
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("Votre compte est ouvert. Bienvenue !"))
            return redirect("/")
    except InvitationError as error:
        return render(request, "families/dead_link.html", {"sentence": str(error)}, status=410)
    return render(request, "families/activation.html", {"guardian": guardian, "form": form})
