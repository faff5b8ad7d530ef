"""Who may open a page: every view of ours declares it, and the suite refuses one that does not.

The ground rooms `cms` and `rules` import nobody: their views carry the same attribute, set by hand.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from families.access import has_household

View = Callable[..., HttpResponse]

PUBLIC, FAMILY, STAFF = "public", "family", "staff"


def public(view: View) -> View:
    """Anybody may open this page."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def family(view: View) -> View:
    """A guardian, or an agent who acts for a household; others signed in see no such page."""
    return _guarded(view, FAMILY, has_household)


def staff(permission: str) -> Callable[[View], View]:
    """An agent with this permission ("families.act_for_household"); others signed in see no such page."""

    def decorate(view: View) -> View:
        return _guarded(view, f"{STAFF}:{permission}", lambda request: request.user.has_perm(permission))

    return decorate


def agent(view: View) -> View:
    """Any agent of the town hall; others signed in see no such page."""
    return _guarded(view, STAFF, lambda request: request.user.is_staff)


def _guarded(view: View, policy: str, admits: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not admits(request):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined]
    return guarded
