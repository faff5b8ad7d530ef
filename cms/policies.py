"""Who may open the views of this room: each declares it in its attribute `policy`."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

PUBLIC, STAFF = "public", "staff"  # what a view of this room declares: who may open it


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Anybody may open this page."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same view for staff; for anybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (request.user.is_active and request.user.is_staff):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.policy = STAFF  # type: ignore[attr-defined]
    return guarded
