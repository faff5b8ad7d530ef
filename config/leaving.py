"""Signing out leaves nothing on the device: neither sheets kept for a lost connection nor ticks not sent."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class LeavingMiddleware:
    """Whoever signs out asks the browser to erase what the site stored (`Clear-Site-Data`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
