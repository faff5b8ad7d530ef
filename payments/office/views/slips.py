"""Deposit slips: prepared from closed tills, issued, printed, exported."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from families.audit import EXPORT, record
from families.policies import staff
from payments.adapters.registry import adapters
from payments.errors import SlipError
from payments.models import DepositSlip, RevenueOffice
from payments.money import total
from payments.office.exports import TYPES, payments_of, slip_file
from payments.office.filters import SlipFilter
from payments.office.forms import SlipForm, posted
from payments.office.tables import SlipTable
from payments.receipts import details_of, means_label
from payments.slips import issue, waiting

VIEW, ADD = "payments.view_depositslip", "payments.add_depositslip"


@staff(VIEW)
@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """The slips issued, and what waits to be handed over."""
    found = SlipFilter(request.GET, queryset=DepositSlip.objects.select_related("revenue_office"))
    table = SlipTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "payments/office/slips.html", {"filter": found, "table": table, "waiting": _waiting()})


@staff(ADD)
@require_http_methods(["GET", "POST"])
def new_slip(request: HttpRequest, office: int, adapter: str) -> HttpResponse:
    """What waits of one means at one régie; « Émettre » locks it."""
    revenue_office = get_object_or_404(RevenueOffice, pk=office)
    payments = list(waiting(revenue_office, adapter))
    form = SlipForm(posted(request), waiting=payments)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["payments"]
            slip = issue(revenue_office, adapter, chosen, at=timezone.now(), by=request.user)
        except SlipError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Le bordereau %s est émis : il ne change plus.") % slip.number)
            return redirect("payments:slip", slip.pk)
    rows = [(payment, details_of(payment)) for payment in payments]
    chosen = set(request.POST.getlist("payments")) if request.method == "POST" else None
    context = {"form": form, "rows": rows, "office": revenue_office, "means": means_label(adapter), "chosen": chosen}
    return render(request, "payments/office/new_slip.html", context)


@staff(VIEW)
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip, to print and sign."""
    found = get_object_or_404(DepositSlip.objects.select_related("revenue_office", "issued_by"), pk=pk)
    rows = [(payment, details_of(payment)) for payment in payments_of(found)]
    context = {"slip": found, "rows": rows, "means": means_label(found.adapter)}
    return render(request, "payments/office/slip.html", context)


@staff(VIEW)
@require_GET
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A slip as a CSV or Excel file; that it was taken out is written down."""
    found = get_object_or_404(DepositSlip, pk=pk)
    if ending not in TYPES:
        raise Http404
    record(EXPORT, found, by=request.user)
    response = HttpResponse(slip_file(found, ending), content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="bordereau-{found.number}.{ending}"'
    return response


def _waiting() -> list[dict]:
    """What waits, régie by régie and means by means."""
    found = []
    for office in RevenueOffice.objects.all():
        for name, means in adapters().items():
            payments = waiting(office, name) if means.at_counter else None
            if payments is not None and payments.exists():
                found.append({"office": office, "adapter": name, "means": means.label, "count": payments.count(),
                              "total": total(payments)})  # fmt: skip
    return found
