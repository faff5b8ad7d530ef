"""The demonstration's today: `manage.py demo --on 2026-05-28` lives on that day, at this hour."""

from datetime import date, datetime, timedelta

from django.utils import timezone

_real_now = timezone.now


def live_on(day: date) -> None:
    """From now on, in this process and those it forks, Django's clock starts on that day at this very hour."""
    gap = difference(day, today=timezone.localdate(_real_now()))
    timezone.now = lambda: _shifted(gap)


def difference(day: date, *, today: date) -> timedelta:
    """How far the demonstration's day is from today."""
    return day - today


def _shifted(gap: timedelta) -> datetime:
    """The same hour on the clock, in Paris, whatever the season of the other day."""
    local = timezone.localtime(_real_now())
    return timezone.make_aware(local.replace(tzinfo=None) + gap)


def real() -> None:
    """Back to the true time."""
    timezone.now = _real_now
