"""Who a page speaks to. Everybody, or an audience another room knows: `settings.CMS_AUDIENCES`.

    CMS_AUDIENCES = {"familles": {"label": _("Familles inscrites"), "allows": "families.access.has_household"}}

`allows` is the dotted path of a function `(request) -> bool`.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"


def choices() -> list[tuple[str, str]]:
    """The audiences an editor may choose from, everybody first."""
    named = getattr(settings, "CMS_AUDIENCES", {})
    return [(PUBLIC, _("Tout le monde")), *((key, audience["label"]) for key, audience in named.items())]


def allowed_audiences(request: HttpRequest) -> set[str]:
    """The audiences this visitor belongs to. One that settings no longer name admits nobody."""
    named = getattr(settings, "CMS_AUDIENCES", {})
    return {PUBLIC} | {key for key, audience in named.items() if import_string(audience["allows"])(request)}


def admits(request: HttpRequest, audiences: Iterable[str]) -> bool:
    """May this visitor see a page that stands under all these audiences?"""
    asked = {audience for audience in audiences if audience != PUBLIC}
    return not asked or asked <= allowed_audiences(request)
