"""Who may open the views of this room: each declares it in its attribute `policy`."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
EDIT, PUBLISH = "rules.change_edition", "rules.publish_edition"


def staff(permission: str) -> Callable[[View], View]:
    """An agent with this permission; for anybody else signed in there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.policy = f"staff:{permission}"  # type: ignore[attr-defined]
        return guarded

    return decorate
