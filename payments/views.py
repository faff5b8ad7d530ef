"""The doors of money: what a bank may say, and what a family may read of its account."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from families.access import acting_household, households_of
from families.policies import family, public
from payments.adapters.base import AdapterError, Notice
from payments.ledger import balance, statement
from payments.models import Payment
from payments.notifications import Unsigned, receive
from payments.receipts import receipt_of
from payments.settlement import GIVEN_UP, ask


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def notification(request: HttpRequest, adapter: str) -> HttpResponse:
    """What a bank tells us. Whoever knocks reads an empty page: its status alone says whether to tell us again."""
    notice = Notice(
        body=request.body,
        headers=dict(request.headers),
        fields={**request.GET.dict(), **request.POST.dict()},
    )
    try:
        receive(adapter, notice, at=timezone.now())
    except KeyError as error:
        raise Http404 from error
    except AdapterError as error:
        return HttpResponse(status=400 if isinstance(error, Unsigned) else 503)
    return HttpResponse(status=200)


@family
@csrf_exempt
@require_http_methods(["GET", "POST"])
def payment_return(request: HttpRequest, reference: str) -> HttpResponse:
    """A parent comes back from the bank: we ask it again unless it has already told us.

    Some banks send her by a form: it changes nothing, for nothing she brings is believed. Where its page sends back who
    gives up, that page is closed: nobody pays it later by its « Retour ».
    """
    payment = _own_payment(request, reference)
    if payment.status != Payment.PAID:
        payment = ask(payment, at=timezone.now(), close=GIVEN_UP in request.GET)
    if payment.status == Payment.PAID:
        return redirect("payments:receipt", payment.reference)
    if payment.status in (Payment.PENDING, Payment.DISPUTED):
        return render(request, "payments/waiting.html", {"payment": payment})
    messages.warning(request, (_NOT_PAID if payment.order_id else _INVOICES_NOT_PAID)[payment.status])
    return redirect(payment.back_url or reverse("payments:history"))


_NOT_PAID = {
    Payment.REFUSED: _(
        "La banque a refusé le paiement : rien n’a été débité et rien n’est réservé. "
        "Votre récapitulatif est conservé ; vous pouvez réessayer ou choisir un autre moyen de paiement."
    ),
    Payment.ABANDONED: _(
        "Vous avez quitté le paiement : rien n’a été débité et rien n’est réservé. "
        "Votre récapitulatif est conservé ; payez quand vous êtes prêt."
    ),
}
_INVOICES_NOT_PAID = {
    Payment.REFUSED: _(
        "La banque a refusé le paiement : rien n’a été débité. Vos factures restent à payer ; vous pouvez réessayer "
        "ou choisir un autre moyen de paiement."
    ),
    Payment.ABANDONED: _("Vous avez quitté le paiement : rien n’a été débité. Vos factures restent à payer."),
}


@family
@require_GET
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of a settled payment, for the household that paid it."""
    payment = _own_payment(request, reference)
    if payment.status != Payment.PAID:
        raise Http404
    return render(request, "payments/receipt.html", {"receipt": receipt_of(payment)})


@family
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """« Consulter l'historique de mon compte », newest first."""
    household, today = acting_household(request), timezone.localdate()
    owed = balance(household, on=today)
    lines = statement(household, on=today)[::-1]
    context = {"household": household, "lines": lines, "balance": owed, "credit": -owed, "today": today}
    return render(request, "payments/history.html", context)


def _own_payment(request: HttpRequest, reference: str) -> Payment:
    """A payment of this person's households or of the family the clerk opened, else there is no such page."""
    mine = Q(household=acting_household(request)) | Q(household__in=households_of(request.user))
    payments = Payment.objects.select_related("order", "revenue_office", "household")
    return get_object_or_404(payments.filter(mine), reference=reference)
