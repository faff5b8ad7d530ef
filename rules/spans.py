"""What a counter counts on the calendar of a span: the days a service opens, of school, of holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rules.counting import What
from rules.cutoffs.calendars import Calendar
from rules.cutoffs.occasions import WEEKDAYS
from rules.facts import Value
from rules.lines import Key, Line
from rules.reading import fold

if TYPE_CHECKING:
    from rules.counters import Counter

Days = Callable[[Calendar, date], bool]

# A strike is not foreseen: it stays a day the service was to open.
_COUNTED: dict[What, Days] = {
    What.OPENING_DAYS: Calendar.is_scheduled,
    What.SCHOOL_DAYS: lambda calendar, day: day.weekday() in calendar.opening_weekdays
    and not calendar.holidays_on(day) and day not in calendar.public_holidays and day not in calendar.closed_days,
    What.HOLIDAYS: lambda calendar, day: calendar.holidays_on(day) is not None,
    What.PUBLIC_HOLIDAYS: lambda calendar, day: day in calendar.public_holidays,
    What.DAYS: lambda calendar, day: True,
}  # fmt: skip


class SpanCount:
    """A counter of the calendar, counted once for each span and calendar."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.weekdays = weekdays_of(counter.of)
        self.known: dict[tuple[int, date, date], int] = {}

    def of_lines(self, lines: Sequence[Line]) -> list[Value]:
        return [self.of_line(line) for line in lines]

    def of_line(self, line: Line) -> Value:
        key = line.keys.get(self.counter.over)
        return 0 if key is None else self._days(line.calendar, key)

    def of_group(self, level: str, key: Key, members: Sequence[Line]) -> Value:
        return self._days(members[0].calendar, key) if level == self.counter.over else self.of_line(members[0])

    def _days(self, calendar: Calendar, key: Key) -> int:
        place = (id(calendar), key.first, key.last)
        if place not in self.known:
            suits = _COUNTED[self.counter.what]
            days = (key.first + timedelta(days=number) for number in range((key.last - key.first).days + 1))
            self.known[place] = sum(day.weekday() in self.weekdays and suits(calendar, day) for day in days)
        return self.known[place]


def weekdays_of(text: str) -> frozenset[int]:
    """The days of « lundi, mardi », from 0, Monday; all of them when none is said. Raises ValueError."""
    said = [fold(part).strip() for part in text.replace(" et ", ",").split(",") if part.strip()]
    return frozenset(WEEKDAYS.index(day) for day in said) or frozenset(range(7))
