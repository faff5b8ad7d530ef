"""Behind a proxy, who asks: the address the proxy gives, for the lock-out counts by name and address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class VisitorAddressMiddleware:
    """REMOTE_ADDR is what the proxy says in X-Real-IP; only for a proxy that sets it itself (`BEHIND_PROXY=yes`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if address := request.headers.get("X-Real-IP"):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
