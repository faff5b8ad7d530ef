"""The till of an agent, and those of everybody for the régisseur."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from families.access import ACT
from families.policies import staff
from payments.errors import MoneyError
from payments.models import Payment, Till, TillCount, TillMovement
from payments.office.filters import TillFilter
from payments.office.forms import CountForm, FloatForm, UndoForm, posted
from payments.office.tables import TillTable
from payments.tills import close, holdings, set_float
from payments.undoing import undo

ANY = "payments.close_any_till"
RECENT = 20


@staff(ACT)
@require_http_methods(["GET", "POST"])
def my_till(request: HttpRequest) -> HttpResponse:
    """« Ma caisse »: the float, the tills still open, the last ones closed."""
    form = FloatForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        till = set_float(request.user, given["revenue_office"], given["amount"], at=timezone.now())
        messages.success(request, _("Fonds de caisse enregistré : vous pouvez encaisser."))
        return redirect("payments:my_open_till", till.pk)
    mine = Till.objects.filter(agent=request.user).select_related("revenue_office")
    context = {"form": form, "open": mine.open(), "closed": mine.exclude(closed_at=None)[:RECENT],
               "today": timezone.localdate()}  # fmt: skip
    return render(request, "payments/office/my_till.html", context)


@staff(ACT)
@require_http_methods(["GET", "POST"])
def my_open_till(request: HttpRequest, pk: int) -> HttpResponse:
    """A till of one's own: what it holds, its payments, and « Arrêter la caisse »."""
    return _till(request, get_object_or_404(_tills(), pk=pk, agent=request.user))


@staff("payments.view_till")
@require_GET
def tills(request: HttpRequest) -> HttpResponse:
    """Every till, for the régisseur."""
    found = TillFilter(request.GET, queryset=_tills().annotate(taken=_taken(), difference=_difference()))
    table = TillTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "payments/office/tills.html", {"filter": found, "table": table})


@staff("payments.view_till")
@require_http_methods(["GET", "POST"])
def till(request: HttpRequest, pk: int) -> HttpResponse:
    """Anybody's till; closing it wants the right to."""
    found = get_object_or_404(_tills(), pk=pk)
    if request.method == "POST" and not _may_close(request, found):
        raise Http404
    return _till(request, found)


@staff(ACT)
@require_POST
def undo_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """« Annuler cet encaissement »: by the agent who took it, or by the régie."""
    payment = get_object_or_404(Payment.objects.exclude(received_by=None), reference=reference)
    if payment.received_by_id != request.user.pk and not request.user.has_perm(ANY):
        raise Http404
    form = UndoForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        undo(payment, reason=reason, at=timezone.now(), by=request.user)
    except MoneyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("L’encaissement est annulé : la somme est de nouveau due."))
    return redirect(request.POST.get("back") or "payments:my_till") if _ours(request) else redirect("payments:my_till")


def _ours(request: HttpRequest) -> bool:
    """Whether the address to go back to is one of this site's pages of the till."""
    return request.POST.get("back", "").startswith(("/caisse/", "/regie/"))


def _till(request: HttpRequest, found: Till) -> HttpResponse:
    held = holdings(found)
    form = CountForm(posted(request), held=held) if found.is_open and _may_close(request, found) else None
    if request.method == "POST" and form is not None and form.is_valid():
        return _close(request, found, form)
    movements = found.movements.select_related("payment__household").order_by("pk")
    undone = set(TillMovement.objects.filter(kind=TillMovement.UNDONE).values_list("payment", flat=True))
    context = {"till": found, "held": held, "form": form, "movements": movements, "undone": undone,
               "counts": found.counts.all(), "undo": UndoForm()}  # fmt: skip
    return render(request, "payments/office/till.html", context)


def _close(request: HttpRequest, found: Till, form: CountForm) -> HttpResponse:
    try:
        close(found, form.counted(), at=timezone.now(), by=request.user)
    except MoneyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("La caisse est arrêtée : elle ne change plus."))
    return redirect(request.path)


def _may_close(request: HttpRequest, found: Till) -> bool:
    return found.agent_id == request.user.pk or request.user.has_perm(ANY)


def _tills() -> QuerySet[Till]:
    return Till.objects.select_related("revenue_office", "agent", "closed_by")


def _taken() -> Subquery:
    return _sum(TillMovement.objects.all(), "amount")


def _difference() -> Subquery:
    return _sum(TillCount.objects.annotate(gap=F("counted") - F("expected")), "gap")


def _sum(rows: QuerySet, amount: str) -> Subquery:
    mine = rows.filter(till=OuterRef("pk")).order_by().values("till").annotate(s=Sum(amount)).values("s")
    return Subquery(mine, output_field=DecimalField(max_digits=10, decimal_places=2, default=Decimal(0)))
