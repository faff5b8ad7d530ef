"""Files from the mairie in the back office: drop one, read its preview, apply it."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from families.policies import staff
from imports import running
from imports.errors import UnusableFile
from imports.forms import ImportForm
from imports.models import ImportRun
from imports.resources import RESOURCES
from imports.running import Outcome

RIGHT = "imports.run_import"
PER_PAGE = 100


@staff(RIGHT)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The imports made so far, and the form that takes a new file."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = _opened(request, form)
        if run is not None:
            return redirect("imports:run", run.pk)
    runs = ImportRun.objects.defer("content", "rows").select_related("created_by")[:50]
    return render(request, "imports/index.html", {"form": form, "runs": runs, "columns": _columns()})


@staff(RIGHT)
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of a file, row by row; refused rows first when asked."""
    found = get_object_or_404(ImportRun.objects.defer("content"), pk=pk)
    chosen = request.GET.get("lignes", "")
    rows = [row for row in found.rows if not chosen or row["outcome"] == chosen]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "run": found,
        "page": page,
        "chosen": chosen,
        "label": RESOURCES[found.kind].label,
        "counts": _counts(found),
    }
    return render(request, "imports/run.html", shown)


@staff(RIGHT)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview showed."""
    found = get_object_or_404(ImportRun, pk=pk)
    try:
        report = running.apply(found, at=timezone.now(), by=request.user)
    except UnusableFile as error:
        messages.error(request, str(error))
    else:
        written = report.counts["new"] + report.counts["changed"]
        messages.success(request, _("%d lignes écrites.") % written)
    return redirect("imports:run", pk)


def _opened(request: HttpRequest, form: ImportForm) -> ImportRun | None:
    file = form.cleaned_data["file"]
    try:
        return running.open_run(
            kind=form.cleaned_data["kind"], file_name=file.name, content=file.read(), at=timezone.now(), by=request.user
        )
    except UnusableFile as error:
        form.add_error("file", str(error))
        return None


def _columns() -> Mapping[str, str]:
    return {str(resource.label): ", ".join(resource.all_columns()) for resource in RESOURCES.values()}


def _counts(found: ImportRun) -> list[tuple[str, str, int]]:
    return [
        (Outcome.NEW.value, _("nouvelles"), found.new),
        (Outcome.CHANGED.value, _("modifiées"), found.changed),
        (Outcome.UNCHANGED.value, _("inchangées"), found.unchanged),
        (Outcome.REFUSED.value, _("refusées"), found.refused),
    ]
