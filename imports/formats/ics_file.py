"""An iCalendar file, as the ministry and calendar software publish holidays and public holidays."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar
from tablib import Dataset

from imports.errors import UnusableFile
from imports.formats.base import rows

HEADERS = ["label", "starts_on", "ends_on", "categories", "place", "calendar_name"]
ONE_DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
MOST_EVENTS = 5_000


class IcsFile:
    """One row an event: its title, its first and last day, its categories, and where it says it holds (« Zone C »)."""

    label = _("Calendrier iCalendar")
    endings = (".ics",)

    def read(self, content: bytes) -> Dataset:
        try:
            calendar = Calendar.from_ical(content)
        except (ValueError, IndexError, TypeError) as error:
            raise UnusableFile(
                _("Ce calendrier ne se lit pas (%s). Téléchargez-le de nouveau, au format iCalendar (.ics).") % error
            ) from None
        events = calendar.walk("VEVENT")
        if not events:
            raise UnusableFile(_("Ce calendrier n'a aucun événement : choisissez un fichier qui en a."))
        if len(events) > MOST_EVENTS:
            raise UnusableFile(
                _("Ce calendrier a plus de 5 000 événements : choisissez celui d'une zone, de deux années.")
            )
        name = str(calendar.get("X-WR-CALNAME", ""))
        return rows(HEADERS, [_row(event, name) for event in events])


def _row(event: Any, name: str) -> list[str]:
    first, last = _days(event)
    place = " ".join(str(event.get(key, "")) for key in ("LOCATION", "DESCRIPTION"))
    return [str(event.get("SUMMARY", "")), first, last, _categories(event), place, name]


def _days(event: Any) -> tuple[str, str]:
    """The first and last day without school, written 2026-10-17; nothing where the event does not say."""
    start, end = (event.get(key) for key in ("DTSTART", "DTEND"))
    if start is None:
        return "", ""
    first = _day(start.dt)
    last = first if end is None else _last(end.dt)
    return first.isoformat(), max(first, last).isoformat()


def _last(end: date) -> date:
    """The end of an event is the first moment after it: a day, or midnight."""
    if isinstance(end, datetime):
        local = end.astimezone(PARIS) if end.tzinfo else end
        return local.date() - ONE_DAY if local.time() == local.time().min else local.date()
    return end - ONE_DAY


def _day(moment: date) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(PARIS) if moment.tzinfo else moment).date()


def _categories(event: Any) -> str:
    found = event.get("CATEGORIES")
    if found is None:
        return ""
    listed = found if isinstance(found, list) else [found]
    return " ".join(str(name) for one in listed for name in getattr(one, "cats", [one]))
