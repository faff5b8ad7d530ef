"""What a person does on a family's pages, what an agent reads there and does elsewhere, goes into the trail."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from families.access import acting_household, counter_household
from families.audit import ACT, READ, STAFF_ACT, record
from families.policies import FAMILY, STAFF

READING = {"GET", "HEAD", "OPTIONS"}


class TrailMiddleware:
    """Writes each change made on a family's pages, each of these pages an agent reads at the counter, and each
    change made on an agent's page: a sheet corrected, a till closed, a refund, a settings form.

    A page says whose it is (the `policy` of its view); one that refused or was not found leaves no trace.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = _policy(request).partition(":")[0]
        if response.status_code < 400 and kind == FAMILY:
            _write(request)
        elif response.status_code < 400 and kind == STAFF and request.method not in READING:
            _write_agent(request)
        return response


def _policy(request: HttpRequest) -> str:
    """Whose the page is; nothing for a visitor, or a page that does not say."""
    match = request.resolver_match
    return str(getattr(match.func, "policy", "")) if match and request.user.is_authenticated else ""


def _write_agent(request: HttpRequest) -> None:
    """The address names the object: a session, a till, a waiver."""
    page = request.resolver_match.view_name
    record(STAFF_ACT, request.user, by=request.user, household=counter_household(request), page=page, path=request.path)


def _write(request: HttpRequest) -> None:
    at_the_counter = counter_household(request) is not None
    reads = request.method in READING
    if reads and not at_the_counter:
        return
    try:
        household = acting_household(request)
    except Http404:
        return
    place = "guichet" if at_the_counter else "portail"
    record(READ if reads else ACT, household, by=request.user, page=request.resolver_match.view_name, place=place)
