"""The pages of this room that no editor writes."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms.components import catalogue
from cms.policies import public, staff_only
from cms.shell import identity_of


def identity_etag(request: HttpRequest) -> str:
    """A fingerprint of the town's colours: what the browser's copy is compared with."""
    return f'"{sha256(identity_of(request).stylesheet().encode()).hexdigest()[:16]}"'


@public
@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=identity_etag)
def identity_css(request: HttpRequest) -> HttpResponse:
    """The town's colours, laid over the design tokens."""
    return HttpResponse(identity_of(request).stylesheet(), content_type="text/css; charset=utf-8")


@staff_only
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its markup, for those who write the screens."""
    return render(request, "cms/components.html", {"components": catalogue(request)})
