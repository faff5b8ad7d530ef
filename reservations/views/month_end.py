"""The end of a month at the régie: prepare, read what is to be corrected, prepare again, issue. Rows F01, F02."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from families.policies import staff
from payments.errors import InvoiceError
from payments.invoicing.drafts import discard_run, drop_drafts, open_run
from payments.invoicing.issuing import progress_of
from payments.models import InvoiceRun, RunItem
from reservations.month_end.forms import RunForm
from reservations.month_end.running import is_corrective
from reservations.month_end.tasks import issue_run, prepare_run

VIEW, ADD = "payments.view_invoicerun", "payments.add_invoicerun"
PER_PAGE = 50
TO_CORRECT = [RunItem.BLOCKED, RunItem.STALE]


@staff(VIEW)
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The runs, the newest first, and opening one."""
    return _show_runs(request, RunForm())


@staff(ADD)
@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """Open the run of a régie and month, and begin to prepare it."""
    form = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        try:
            run = open_run(given["revenue_office"], given["month"], at=at, by=request.user, due_on=given["due_on"])
        except InvoiceError as error:
            form.add_error(None, str(error))
        else:
            _queue_preparation(run)
            return redirect("reservations:run", run.pk)
    return _show_runs(request, form)


@staff(VIEW)
@never_cache
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, what it comes to, what is to be corrected, household by household."""
    found = get_object_or_404(InvoiceRun.objects.select_related("revenue_office", "created_by"), pk=pk)
    done, total = progress_of(found)
    pages = Paginator(_items(found, request.GET.get("outcome", "")), PER_PAGE)
    context = {
        "run": found,
        "done": done,
        "total": total,
        "working": found.status in (InvoiceRun.DRAFTING, InvoiceRun.ISSUING),
        "corrective": is_corrective(found),
        "outcomes": _outcomes(found),
        "to_correct": found.items.filter(outcome__in=TO_CORRECT).count(),
        "page": pages.get_page(request.GET.get("page")),
        "chosen": request.GET.get("outcome", ""),
    }
    return render(request, "reservations/month_end/run.html", context)


@staff(ADD)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What a clerk does with a run: go on, prepare again what is to be corrected or everything, issue, give up."""
    found = get_object_or_404(InvoiceRun, pk=pk)
    try:
        said = _ACTS[what](found, request)
    except KeyError:
        return redirect("reservations:run", pk)
    except InvoiceError as error:
        messages.error(request, str(error))
        return redirect("reservations:run", pk)
    messages.success(request, said)
    return redirect("reservations:runs") if what == "abandonner" else redirect("reservations:run", pk)


def _go_on(found: InvoiceRun, request: HttpRequest) -> str:
    if found.status == InvoiceRun.ISSUING:
        return _issue(found, request)
    _queue_preparation(found)
    return _("La préparation continue là où elle s’était arrêtée.")


def _again(found: InvoiceRun, request: HttpRequest) -> str:
    drop_drafts(found)
    _queue_preparation(found)
    return _("Tous les brouillons sont refaits.")


def _corrected(found: InvoiceRun, request: HttpRequest) -> str:
    count = drop_drafts(found, only=Q(outcome__in=TO_CORRECT))
    _queue_preparation(found)
    return _("%d foyer(s) à corriger sont préparés à nouveau.") % count


def _issue(found: InvoiceRun, request: HttpRequest) -> str:
    at, by = timezone.now().isoformat(), request.user.pk
    transaction.on_commit(lambda: issue_run.enqueue(found.pk, at, by), robust=True)
    return _("Les factures sont en cours d’émission : chaque famille reçoit la sienne dans les minutes qui viennent.")


def _discard(found: InvoiceRun, request: HttpRequest) -> str:
    discard_run(found)
    return _("La campagne est abandonnée : rien n’a été facturé.")


_ACTS = {"continuer": _go_on, "refaire": _again, "corriger": _corrected, "emettre": _issue, "abandonner": _discard}


def _queue_preparation(found: InvoiceRun) -> None:
    at = timezone.now().isoformat()
    transaction.on_commit(lambda: prepare_run.enqueue(found.pk, at), robust=True)


def _show_runs(request: HttpRequest, form: RunForm) -> HttpResponse:
    found = InvoiceRun.objects.select_related("revenue_office").annotate(
        families=Count("items", filter=Q(items__outcome=RunItem.DRAFTED)),
        amount=Sum("items__total", filter=Q(items__outcome=RunItem.DRAFTED)),
    )
    return render(request, "reservations/month_end/runs.html", {"runs": found[:PER_PAGE], "form": form})


def _items(found: InvoiceRun, outcome: str) -> QuerySet[RunItem]:
    """The households of a run, those to correct first, then those with a remark."""
    items = found.items.select_related("household", "invoice__revenue_office")
    items = items.filter(outcome=outcome) if outcome in dict(RunItem.OUTCOMES) else items
    blocked = Q(outcome__in=TO_CORRECT)
    return items.annotate(first=Count("pk", filter=blocked), told=Count("pk", filter=~Q(remarks=[]))).order_by(
        "-first", "-told", "household__name", "pk"
    )


def _outcomes(found: InvoiceRun) -> list[tuple[str, str, int, object]]:
    labels = dict(RunItem.OUTCOMES)
    rows = found.items.order_by().values_list("outcome").annotate(count=Count("pk"), amount=Sum("total"))
    return [(name, str(labels[name]), count, amount) for name, count, amount in rows]
