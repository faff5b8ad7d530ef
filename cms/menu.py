"""The menus that lead into the other rooms. Settings name the pages by URL name; an entry without a page is not shown.

    CMS_MENU = [{"label": _("Planning"), "url_name": "planning", "under": "/planning/"}, ...]
    CMS_HOME_PANELS = [{"title": _("Mon dossier"), "icon": "folder", "entries": [<entries as above>]}, ...]

An entry has `label` and `url_name`, and where it needs them `args`, `kwargs`, `under` (the address, or several, under
which it is the current one; its own page by default) and `shown`, the dotted path of a function `(request) -> bool`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Entry:
    """One link of a menu."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Panel:
    """A titled group of links on the signed-in home page."""

    title: str
    icon: str
    entries: tuple[Entry, ...]


def top_bar(request: HttpRequest) -> tuple[Entry, ...]:
    """The entries of the signed-in top bar that have a page."""
    return entries(getattr(settings, "CMS_MENU", ()), request)


def for_visitors(request: HttpRequest) -> tuple[Entry, ...]:
    """What a visitor's top bar has after the pages of the site."""
    return entries(getattr(settings, "CMS_VISITORS_MENU", ()), request)


def home_panels(request: HttpRequest) -> tuple[Panel, ...]:
    """The panels of the signed-in home page; one whose entries all lack a page is left out."""
    panels = (
        Panel(panel["title"], panel.get("icon", ""), entries(panel["entries"], request))
        for panel in getattr(settings, "CMS_HOME_PANELS", ())
    )
    return tuple(panel for panel in panels if panel.entries)


def entries(described: Iterable[Mapping[str, Any]], request: HttpRequest) -> tuple[Entry, ...]:
    """Those of the described entries that this visitor may see and that have a page."""
    found = (_entry(entry, request) for entry in described)
    return tuple(entry for entry in found if entry is not None)


def _entry(described: Mapping[str, Any], request: HttpRequest) -> Entry | None:
    if "shown" in described and not import_string(described["shown"])(request):
        return None
    try:
        url = reverse(described["url_name"], args=described.get("args"), kwargs=described.get("kwargs"))
    except NoReverseMatch:
        return None
    return Entry(described["label"], url, _is_current(request.path, url, described.get("under", ())))


def _is_current(path: str, url: str, under: str | Iterable[str]) -> bool:
    prefixes = (under,) if isinstance(under, str) else tuple(under)
    return path == url or any(path.startswith(prefix) for prefix in prefixes)
