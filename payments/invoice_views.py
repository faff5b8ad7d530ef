"""« Payer mes factures »: the family's invoices, each with its lines and its PDF; several are paid at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from families.access import acting_household, counter_household, households_of
from families.notices import address_of
from families.policies import family
from payments.bank_urls import bank_urls
from payments.errors import PaymentError
from payments.forms import InvoicePaymentForm
from payments.invoicing.documents import document_of
from payments.invoicing.paying import OpenInvoices, open_invoices, start_invoice_payment
from payments.invoicing.pdf import pdf_of
from payments.models import Invoice

PER_PAGE = 24


@family
@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    """What is left to pay, régie by régie, then every invoice, the newest first."""
    return _show(request)


@family
@require_http_methods(["POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Start to pay the invoices chosen, in full or in part; a bad choice is shown again with its reason."""
    household, at = acting_household(request), timezone.now()
    tills = open_invoices(household)
    till = next((one for one in tills if str(one.office.pk) == request.POST.get("office")), None)
    if till is None:
        messages.error(request, _NOTHING)
        return redirect("payments:invoices")
    form = InvoicePaymentForm(request.POST, till=till)
    if not form.is_valid():
        return _show(request, form=form, status=422)
    try:
        if counter_household(request):
            raise PaymentError(_AT_COUNTER)
        step = start_invoice_payment(
            invoices=form.chosen,
            amount=form.cleaned_data["amount"],
            adapter=form.cleaned_data["means"],
            urls=bank_urls(request, adapter=form.cleaned_data["means"], cancel_url=reverse("payments:invoices")),
            email=address_of(household),
            at=at,
        )
    except PaymentError as error:
        messages.error(request, str(error))
        return redirect("payments:invoices")
    return redirect(step.url)


@family
@require_GET
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice, each line with its reason, and what was paid of it."""
    found = document_of(_own_invoice(request, pk))
    return render(request, "payments/invoices/invoice.html", {"document": found, "invoice": found.invoice})


@family
@require_GET
def invoice_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of an invoice."""
    found = _own_invoice(request, pk)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="facture-{found}.pdf"'
    return response


def _show(request: HttpRequest, *, form: InvoicePaymentForm | None = None, status: int = 200) -> HttpResponse:
    household = acting_household(request)
    tills = open_invoices(household)
    published = Invoice.objects.published().filter(household=household).with_left()
    pages = Paginator(published.select_related("revenue_office").order_by("-issued_at", "-pk"), PER_PAGE)
    context = {
        "tills": [(till, _form_of(till, form)) for till in tills],
        "page": pages.get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "payments/invoices/invoices.html", context, status=status)


def _form_of(till: OpenInvoices, posted: InvoicePaymentForm | None) -> InvoicePaymentForm:
    return posted if posted and posted.till.office == till.office else InvoicePaymentForm(till=till)


def _own_invoice(request: HttpRequest, pk: int) -> Invoice:
    """An invoice of this person's households or of the family the clerk opened, else there is no such page."""
    mine = Q(household=acting_household(request)) | Q(household__in=households_of(request.user))
    published = Invoice.objects.published().filter(mine).select_related("revenue_office", "household")
    return get_object_or_404(published, pk=pk)


_NOTHING = gettext_lazy("Il n’y a rien à payer pour l’instant : vos factures sont réglées.")
_AT_COUNTER = gettext_lazy("Au guichet, le paiement en ligne est réservé à la famille : encaissez à la caisse.")
