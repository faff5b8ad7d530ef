"""The demonstration's today: `manage.py demo --on 2026-05-28` lives on that day, at this hour or from `--at 09:30`."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

_real_now = timezone.now


def live_on(day: date, hour: time | None = None) -> None:
    """From now on, in this process and those it forks, Django's clock starts on that day, at that hour or this one."""
    local = timezone.localtime(_real_now()).replace(tzinfo=None)
    gap = datetime.combine(day, hour or local.time()) - local
    timezone.now = lambda: _shifted(gap)


def _shifted(gap: timedelta) -> datetime:
    """The hour on the clock, in Paris, whatever the season of the other day."""
    local = timezone.localtime(_real_now())
    return timezone.make_aware(local.replace(tzinfo=None) + gap)


def real() -> None:
    """Back to the true time."""
    timezone.now = _real_now
