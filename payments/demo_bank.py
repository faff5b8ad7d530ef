"""The pages of the demonstration bank: Payer, Refuser, Annuler. No card number is ever sent to them, nor kept.

They stand for somebody else's site: no account of ours is needed, the unguessable address is the key.
"""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from families.policies import public
from payments.adapters.base import Notice
from payments.adapters.demo import LIFETIME
from payments.forms import DemoBankEmailForm
from payments.models import DemoBankPayment
from payments.notifications import receive

log = logging.getLogger(__name__)

DECISIONS = {
    "pay": DemoBankPayment.PAID,
    "refuse": DemoBankPayment.REFUSED,
    "abandon": DemoBankPayment.ABANDONED,
}


@public
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, token) -> HttpResponse:
    """First page: the debt, the e-mail, and « Payer par carte bancaire » or « Annuler »."""
    visit = _visit(token)
    if not _is_open(visit):
        return _ended(request, visit)
    if request.POST.get("decision") == "abandon":
        return _decide(visit, DemoBankPayment.ABANDONED)
    form = DemoBankEmailForm(request.POST or None, instance=visit)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("payments:demo_bank_card", token=visit.token)
    return render(request, "payments/demo_bank/choose.html", {"visit": visit, "form": form})


@public
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, token) -> HttpResponse:
    """Second page: the card, whose fields have no name and so never leave the browser, and « VALIDER »."""
    visit = _visit(token)
    if not _is_open(visit):
        return _ended(request, visit)
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision:
        return _decide(visit, decision)
    return render(request, "payments/demo_bank/card.html", {"visit": visit})


def _visit(token) -> DemoBankPayment:
    """The visit, where this town has the demonstration bank."""
    visit = DemoBankPayment.objects.filter(token=token).first()
    if visit is None or "payments.adapters.demo.DemoBank" not in settings.PAYMENT_ADAPTERS:
        raise Http404
    return visit


def _is_open(visit: DemoBankPayment) -> bool:
    return visit.state == DemoBankPayment.OPEN and timezone.now() < visit.opened_at + LIFETIME


def _decide(visit: DemoBankPayment, state: str) -> HttpResponse:
    """Write the bank's own register once, tell the mairie, send the parent back."""
    decided = DemoBankPayment.objects.filter(pk=visit.pk, state=DemoBankPayment.OPEN).update(state=state)
    if decided:
        _notify(visit)
    return HttpResponseRedirect(visit.return_url)


def _notify(visit: DemoBankPayment) -> None:
    """Tell the mairie; like any bank, this one does not care whether the mairie stumbles."""
    try:
        receive("demo", Notice(fields={"id": str(visit.token)}), at=timezone.now())
    except Exception:
        log.exception("the notice of %s was not taken", visit.reference)


def _ended(request: HttpRequest, visit: DemoBankPayment) -> HttpResponse:
    return render(request, "payments/demo_bank/ended.html", {"visit": visit})
