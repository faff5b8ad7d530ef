"""Where the planning's tabs and arrows lead: addresses to read, and tokens to send along with the ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from reservations.days.periods import YEARS, Period, Scale, period_of
from reservations.forms import WhereForm

CHILD, ACTIVITY = "enfant", "activite"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a tab or an arrow leads: an address to read, a token to send along with the ticks when editing."""

    label: str
    url: str
    token: str = ""
    is_current: bool = False


def asked_period(request: HttpRequest, year: int | None, month: int | None) -> Period:
    """The period of an address: without a month, today's (statement 12)."""
    if year is None or month is None:
        today = timezone.localdate(timezone.now())
        year, month = today.year, today.month
    period = WhereForm(request.GET).period(year, month)
    if period is None:
        raise Http404
    return period


def planning_url(name: str, key: int, period: Period) -> str:
    """The address of a page of the planning for a child, or an activity, over a period."""
    month = (period.anchor.year, period.anchor.month)
    query = "" if period.scale is Scale.MONTH else f"?vue={period.scale}&jour={period.anchor.day}"
    return f"{reverse(f'reservations:{name}', args=[key, *month])}{query}"


def token(key: int, period: Period, kind: str = CHILD) -> str:
    """Where to go once the ticks are kept: a child or an activity, a day, a scale."""
    return f"{kind}/{key}/{period.anchor.isoformat()}/{period.scale}"


def read_token(text: str) -> tuple[str, int, Period] | None:
    """What a token says, or None where it is not one of ours."""
    try:
        kind, key, day, scale = text.split("/")
        anchor = date.fromisoformat(day)
        known = anchor.year in YEARS and kind in (CHILD, ACTIVITY)
        return (kind, int(key), period_of(Scale(scale), anchor)) if known else None
    except ValueError:
        return None
