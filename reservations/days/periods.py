"""The month, the fortnight or the week a planning shows, and those around it: pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cms.french import MONTHS as MONTH_NAMES
from cms.french import day_number, month_in_words

DAY = timedelta(days=1)
YEARS = range(2000, 2100)  # beyond, nobody has a planning, and a calendar ends somewhere


class Scale(StrEnum):
    """How much the planning shows at once."""

    MONTH = "mensuel"
    FORTNIGHT = "quinzaine"
    WEEK = "semaine"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Period:
    """The days shown around ``anchor``, both ends included."""

    scale: Scale
    anchor: date
    first: date
    last: date

    @property
    def title(self) -> str:
        """« Juin 2018 », « du 8 au 14 juin 2018 »."""
        if self.scale is Scale.MONTH:
            return month_in_words(self.first).capitalize()
        start = day_number(self.first)
        if self.first.month != self.last.month:
            start = f"{start} {MONTH_NAMES[self.first.month - 1]}"
        return f"du {start} au {day_number(self.last)} {month_in_words(self.last)}"

    @property
    def previous(self) -> Period:
        return period_of(self.scale, self.first - DAY)

    @property
    def next(self) -> Period:
        return period_of(self.scale, self.last + DAY)

    def at_scale(self, scale: Scale, today: date) -> Period:
        """The same days at another scale: around today where it is among them, else around the day asked for, so
        that a month seen by the week is the same month again."""
        return period_of(scale, today if self.first <= today <= self.last else self.anchor)


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where there is none or no planning reaches it."""
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def period_of(scale: Scale, anchor: date) -> Period:
    """The calendar month, the half of a month, or the week from Monday to Sunday that holds ``anchor``."""
    month = anchor.replace(day=1)
    end = (month + 31 * DAY).replace(day=1) - DAY
    if scale is Scale.WEEK:
        first = anchor - anchor.weekday() * DAY
        return Period(scale, anchor, first, first + 6 * DAY)
    if scale is Scale.FORTNIGHT:
        half = (month, month + 14 * DAY) if anchor.day <= 15 else (month + 15 * DAY, end)
        return Period(scale, anchor, *half)
    return Period(scale, anchor, month, end)
