"""The invoices of the régie: found, read, cancelled with a reason, taken out for the public accountant."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from families.audit import EXPORT, record
from families.policies import staff
from payments.errors import InvoiceError
from payments.invoicing.cancelling import cancel_invoice
from payments.invoicing.documents import document_of
from payments.invoicing.pdf import pdf_of
from payments.invoicing.treasury import treasury_file
from payments.models import Invoice
from payments.office.filters import InvoiceFilter
from payments.office.forms import CancelInvoiceForm, posted
from payments.office.tables import InvoiceTable

VIEW, CANCEL = "payments.view_invoice", "payments.add_creditnote"


@staff(VIEW)
@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    """Every issued invoice, by régie, month, family and what is left."""
    found = _filtered(request)
    table = InvoiceTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"filter": found, "table": table, "query": request.GET.urlencode()}
    return render(request, "payments/office/invoices.html", context)


@staff(VIEW)
@require_GET
def treasury(request: HttpRequest) -> HttpResponse:
    """The invoices of the list as the accountant's CSV; that it was taken out is written down."""
    found = _filtered(request).qs
    first = found.select_related("revenue_office").first()
    if first is None:
        messages.info(request, _("Aucune facture ne répond à cette recherche : il n’y a rien à exporter."))
        return redirect("payments:office_invoices")
    record(EXPORT, first.revenue_office, by=request.user)
    response = HttpResponse(treasury_file(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="factures-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@staff(VIEW)
@require_GET
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice as the family reads it, with what may be done about it."""
    return _shown(request, _published(pk), CancelInvoiceForm())


@staff(VIEW)
@require_GET
def invoice_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Its PDF."""
    found = _published(pk)
    response = HttpResponse(pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="facture-{found}.pdf"'
    return response


@staff(CANCEL)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """« Annuler la facture »: a reason is asked, a credit note is issued."""
    found, form = _published(pk), CancelInvoiceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            note = cancel_invoice(found, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user)
        except InvoiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Facture annulée : l’avoir %s est émis et la famille est prévenue.") % note)
            return redirect("payments:office_invoice", pk)
    return _shown(request, found, form)


def _filtered(request: HttpRequest) -> InvoiceFilter:
    published = Invoice.objects.published().with_left().select_related("revenue_office", "household")
    return InvoiceFilter(request.GET, queryset=published, today=timezone.localdate())


def _published(pk: int) -> Invoice:
    return get_object_or_404(Invoice.objects.published().select_related("revenue_office", "household"), pk=pk)


def _shown(request: HttpRequest, found: Invoice, form: CancelInvoiceForm) -> HttpResponse:
    context = {"document": document_of(found), "invoice": found, "form": form,
               "reminders": found.reminders.order_by("sent_at")}  # fmt: skip
    return render(request, "payments/office/invoice.html", context)
