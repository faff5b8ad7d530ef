"""Blocks of a page that show live data. The rooms that own the data name them in `settings.CMS_LIVE_BLOCKS`.

    CMS_LIVE_BLOCKS = {"tarif": {"label": _("Tarif en vigueur"), "renders": "reservations.live.tariff"}}

`renders` is the dotted path of a function `(request) -> SafeString`; the request is None where there is none.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def choices() -> list[tuple[str, str]]:
    """The live blocks an editor may put into a page."""
    return [(key, block["label"]) for key, block in getattr(settings, "CMS_LIVE_BLOCKS", {}).items()]


def render(key: str, request: HttpRequest | None) -> str:
    """The HTML of that live block now; nothing where settings no longer name it."""
    block = getattr(settings, "CMS_LIVE_BLOCKS", {}).get(key)
    return import_string(block["renders"])(request) if block else ""
