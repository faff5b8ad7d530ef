"""What a cut-off is counted from: the day of service, the span it belongs to, the hours of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.cutoffs.calendars import ONE_DAY, Calendar, CutoffError

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour of an edge: « avant 9 h », « jusqu'à 9 h » (``included``), or unstated (``at=None``).

    A closing edge is the first instant too late: 9:00, or 9:01 when 9:00 itself is still accepted,
    or 0:00 of the next day for an unstated hour and for « minuit ».
    """

    at: time | None = None
    included: bool = False

    def closing(self, day: date) -> datetime:
        """The first instant of ``day`` that is too late."""
        if self.at is None:
            return datetime.combine(day + ONE_DAY, time(), PARIS)
        exact = datetime.combine(day, self.at, PARIS)
        return exact + timedelta(minutes=1) if self.included else exact

    def opening(self, day: date) -> datetime:
        """The first instant of ``day`` that is open; an unstated hour is the start of the day."""
        return datetime.combine(day, self.at or time(), PARIS)


END_OF_DAY = Hour()


class Target(StrEnum):
    """The day a cut-off is counted from."""

    DAY = "jour"
    SPAN = "debut"
    HOLIDAYS = "vacances"
    HOLIDAYS_OPENING = "ouverture-des-vacances"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a cut-off is resolved for: the day of service and what surrounds it."""

    day: date
    calendar: Calendar
    span_start: date | None = None
    session_start: datetime | None = None

    def target(self, target: Target) -> date:
        """The day to count from. A span that is not given is the day alone. Raises CutoffError."""
        match target:
            case Target.DAY:
                return self.day
            case Target.SPAN:
                return self.span_start or self.day
        return self._holidays(opening=target is Target.HOLIDAYS_OPENING)

    def _holidays(self, *, opening: bool) -> date:
        period = self.calendar.holidays_on(self.day)
        if period is None:
            raise CutoffError("ce jour n'est dans aucune des vacances du calendrier")
        first = period.first
        while opening and first < self.day and not self.calendar.is_scheduled(first):
            first += ONE_DAY
        return first
