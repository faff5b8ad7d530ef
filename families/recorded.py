"""Views of the back office that leave a trace: a file opened, a list exported."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.generic import EditView, IndexView, InspectView

from families.audit import EXPORT, READ, record


class _Reading:
    """A page that shows one object; showing it is written down."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)  # type: ignore[misc]
        record(READ, self.object, by=request.user, page=request.resolver_match.view_name, place="gestion")  # type: ignore[attr-defined]
        return response


class RecordedEditView(_Reading, EditView):
    """The form of an object, whose opening is written down."""


class RecordedInspectView(_Reading, InspectView):
    """The sheet of an object, whose opening is written down."""


class RecordedExport:
    """A list whose exports are written down, with the filters they were asked with."""

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        if self.is_export:  # type: ignore[attr-defined]
            _write_export(self.request, self.model)  # type: ignore[attr-defined]
        return response


class RecordedIndexView(RecordedExport, IndexView):
    """A list of the back office whose exports are written down."""


def _write_export(request: HttpRequest, model) -> None:
    asked = {name: value for name, value in request.GET.items() if value}
    record(EXPORT, request.user, by=request.user, list=str(model._meta.verbose_name_plural), asked=asked)
