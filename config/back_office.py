"""The back office has one door: the portal's own log-in, with its throttling and second factor; no page for others."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView

from config.content_policy import BACK_OFFICE_PREFIX
from families.policies import public

RIGHT = "wagtailadmin.access_admin"

to_log_in = public(RedirectView.as_view(pattern_name="account_login", query_string=True))

# Wagtail's own log-in forms would know neither the lock-out nor the second factor.
urlpatterns = [
    path("gestion/login/", to_log_in),
    path("_util/login/", to_log_in),
]


class BackOfficeDoorMiddleware:
    """Whoever is signed in without the right to the back office finds nothing there, not even a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Raises Http404 for those who may not come in; Wagtail sends a visitor to the log-in page."""
        if not request.path_info.startswith(BACK_OFFICE_PREFIX) or request.user.is_anonymous:
            return
        if not request.user.has_perm(RIGHT):
            raise Http404
