"""A planning shown: the whole page, or only what changes of it where the page itself asks (htmx)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from reservations.views.screens import Screen

PART = "X-Partie"  # tells the page that what it received is its own part, and no other page


def show(request: HttpRequest, screen: Screen, **more: object) -> HttpResponse:
    """The planning, or its changing part. Browsers keep the two apart when one goes back."""
    part = is_part(request)
    template = "reservations/partial.html" if part else "reservations/planning.html"
    response = render(request, template, {"screen": screen, "board": screen.board, **more})
    if part:
        response[PART] = "planning"
    patch_vary_headers(response, ["HX-Request"])
    return response


def is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def leave_for(request: HttpRequest, url: str) -> HttpResponse:
    """Another page, opened as a whole whoever asks."""
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if is_part(request) else redirect(url)
