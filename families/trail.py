"""What a person does on a family's pages, and what an agent reads there, goes into the trail."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from families.access import acting_household, counter_household
from families.audit import ACT, READ, record
from families.policies import FAMILY

READING = {"GET", "HEAD", "OPTIONS"}


class TrailMiddleware:
    """Writes each change made on a family's pages, and each of these pages an agent reads at the counter.

    A page is of a family when its view says so (`policy`); one that refused or was not found leaves no trace.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 and _is_of_a_family(request):
            _write(request)
        return response


def _is_of_a_family(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match) and getattr(match.func, "policy", "") == FAMILY and request.user.is_authenticated


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
