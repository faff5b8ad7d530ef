"""What a test of a page needs: its words as a person reads them, and where things are."""

import re
from html import unescape

from django.urls import reverse

from reservations.models import Reservation


def text(response) -> str:
    """What a person reads of a page, every space a plain one."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", body))
    return re.sub(r"\s+", " ", words.replace("\u00a0", " ").replace("\u202f", " "))


def reading(child, year=2026, month=6, **query) -> str:
    return reverse("reservations:planning_child", args=[child.pk, year, month], query=query)


def editing(child, year=2026, month=6, **query) -> str:
    return reverse("reservations:child_edit", args=[child.pk, year, month], query=query)


def keep(client, child, ticked, shown=(), **more):
    """« Valider » with these boxes ticked, those that were when the page was shown."""
    data = {"place": [one.pk for one in ticked], "coche": [one.pk for one in shown], "action": "valider", **more}
    return client.post(editing(child), data, follow=True)


def on(sessions, day: int, unit=""):
    """The session of a day of June 2026."""
    return next(one for one in sessions if one.starts_on.day == day and unit in one.unit.slug)


def statuses(household) -> list[str]:
    return sorted(Reservation.objects.filter(household=household).values_list("status", flat=True))


def box(response, session) -> str:
    """The tick box of a session, as it is written in the page; nothing where there is none."""
    found = re.search(rf'<input[^>]*name="place" value="{session.pk}"[^>]*>', response.content.decode())
    return found.group() if found else ""
