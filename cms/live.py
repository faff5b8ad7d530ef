"""Blocks of a page that show live data. The rooms that own the data name them in `settings.CMS_LIVE_BLOCKS`.

    CMS_LIVE_BLOCKS = {
        "tarif": {
            "label": _("Tarif en vigueur"),
            "subjects": "reservations.public.blocks.subjects",
            "renders": "reservations.public.blocks.tariff",
        }
    }

`renders` is the dotted path of a function `(request) -> SafeString`, or `(request, subject)` where `subjects` names a
function that lists what the block may be about, as pairs of a key and a label. The request is None where there is none.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def choices() -> list[tuple[str, str]]:
    """The live blocks an editor may put into a page."""
    return [choice for key, block in _blocks().items() for choice in _choices(key, block)]


def render(source: str, request: HttpRequest | None) -> str:
    """The HTML of that live block now; nothing where settings no longer name it."""
    key, _colon, subject = source.partition(":")
    block = _blocks().get(key)
    if block is None:
        return ""
    about = [subject] if "subjects" in block else []
    return import_string(block["renders"])(request, *about)


def _blocks() -> dict[str, dict[str, Any]]:
    return getattr(settings, "CMS_LIVE_BLOCKS", {})


def _choices(key: str, block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """One choice a subject: « Tarif en vigueur : Cantine »."""
    if "subjects" not in block:
        yield key, block["label"]
        return
    for subject, label in import_string(block["subjects"])():
        yield f"{key}:{subject}", f"{block['label']} : {label}"
