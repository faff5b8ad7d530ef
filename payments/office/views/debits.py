"""Direct debits at the régie: planned, sent in a file, paid, rejected. Row F07."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from families.audit import EXPORT, record
from families.policies import staff
from payments.debits.forms import PlanForm, RejectForm
from payments.debits.mandates import takes_debits
from payments.debits.sending import collect, plan, planned_days, reject, send
from payments.errors import DebitError
from payments.models import DebitBatch, DirectDebit, RevenueOffice
from payments.money import total
from payments.office.forms import posted

VIEW, ADD = "payments.view_directdebit", "payments.add_debitbatch"
PAST = 24


@staff(VIEW)
@require_http_methods(["GET", "POST"])
def debits(request: HttpRequest) -> HttpResponse:
    """What is planned, the files sent, and planning the debits of a day."""
    form = PlanForm(posted(request) if request.user.has_perm(ADD) else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = plan(given["revenue_office"], given["debit_on"], at=timezone.now())
        except DebitError as error:
            form.add_error("debit_on", str(error))
        else:
            messages.success(request, _("%d prélèvement(s) prévu(s) ; les familles sont prévenues.") % len(made))
            return redirect("payments:office_debits")
    offices = [one for one in RevenueOffice.objects.all() if takes_debits(one)]
    context = {
        "form": form,
        "offices": offices,
        "planned": [(one, day, count) for one in offices for day, count in planned_days(one)],
        "batches": DebitBatch.objects.select_related("revenue_office")[:PAST],
    }
    return render(request, "payments/office/debits.html", context)


@staff(ADD)
@require_POST
def new_batch(request: HttpRequest, office: int, day: str) -> HttpResponse:
    """Make the bank's file of a day."""
    when = parse_date(day)
    if when is None:
        raise Http404
    try:
        batch = send(get_object_or_404(RevenueOffice, pk=office), when, at=timezone.now(), by=request.user)
    except DebitError as error:
        messages.error(request, str(error))
        return redirect("payments:office_debits")
    messages.success(request, _("Le fichier %s est prêt : déposez-le chez votre banque.") % batch)
    return redirect("payments:debit_batch", batch.pk)


@staff(VIEW)
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A file: its debits, and what the bank says of them."""
    found = get_object_or_404(DebitBatch.objects.select_related("revenue_office"), pk=pk)
    mine = found.debits.select_related("mandate__household", "invoice__revenue_office").order_by("pk")
    context = {"batch": found, "debits": mine, "total": total(mine), "today": timezone.localdate(),
               "sent": mine.filter(status=DirectDebit.SENT).count()}  # fmt: skip
    return render(request, "payments/office/debit_batch.html", context)


@staff(VIEW)
@require_GET
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the bank; that it was taken out is written down."""
    found = get_object_or_404(DebitBatch, pk=pk)
    record(EXPORT, found, by=request.user)
    with found.file.open("rb") as kept:
        response = HttpResponse(kept.read(), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.xml"'
    return response


@staff(ADD)
@require_POST
def collect_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank paid the file: what it did not reject is settled."""
    count = collect(get_object_or_404(DebitBatch, pk=pk), at=timezone.now())
    messages.success(request, _("%d prélèvement(s) encaissé(s) ; les reçus sont envoyés.") % count)
    return redirect("payments:debit_batch", pk)


@staff(ADD)
@require_POST
def reject_debit(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank rejected a debit."""
    debit, form = get_object_or_404(DirectDebit.objects.select_related("mandate"), pk=pk), RejectForm(request.POST)
    try:
        if not form.is_valid():
            raise DebitError(_("Écrivez le motif donné par la banque."))
        reject(debit, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user)
    except DebitError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Prélèvement rejeté : la somme est de nouveau due et la famille est prévenue."))
    return redirect("payments:debit_batch", debit.batch_id) if debit.batch_id else redirect("payments:office_debits")
