"""Money, days and hours as a French reader expects them: pure functions of plain values."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK = "\u00a0"
THOUSANDS = "\u202f"
MINUS = "\u2212"
CENT = Decimal("0.01")

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def euros(amount: Decimal | int) -> str:
    """`Decimal("1234.5")` -> `1 234,50 €`; a negative amount takes a true minus sign.

    The spaces are no-break ones. Raises TypeError for a float: a price was never one.
    """
    if isinstance(amount, float):
        raise TypeError(f"An amount of money is a Decimal, not the float {amount!r}.")
    cents = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    figures = f"{abs(cents):,.2f}".replace(",", THOUSANDS).replace(".", ",")
    return f"{MINUS if cents < 0 else ''}{figures}{NO_BREAK}€"


def day_number(day: date) -> str:
    """The day of the month as it is said: `1er`, `2`, `31`."""
    return "1er" if day.day == 1 else str(day.day)


def day_in_words(day: date) -> str:
    """`mercredi 6 juin 2018`, `vendredi 1er juin 2018`."""
    return f"{WEEKDAYS[day.weekday()]} {day_number(day)} {MONTHS[day.month - 1]} {day.year}"


def day_in_figures(day: date) -> str:
    """`06/06/2018`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def month_in_words(day: date) -> str:
    """`juin 2018`, the month this day stands in."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def hour_in_words(at: time | datetime) -> str:
    """`10 h`, `21 h 05`, in the clock it was given (a moment is made local by its caller)."""
    minutes = f"{NO_BREAK}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NO_BREAK}h{minutes}"


def moment_in_words(at: datetime) -> str:
    """`mercredi 6 juin 2018 à 10 h`, in the clock it was given."""
    return f"{day_in_words(at.date())} à {hour_in_words(at)}"


def file_size(size: int) -> str:
    """`1500` bytes -> `2 Ko`, `2500000` -> `2,5 Mo`: what a download weighs, rounded for a reader."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NO_BREAK}Ko"
    return f"{size / 1_000_000:.1f}{NO_BREAK}Mo".replace(".", ",")


def without_orphans(text: str) -> str:
    """The same sentence, its colons, question marks and quotes never alone at the start or end of a line."""
    return re.sub(r"(?<=«) | (?=[:;?!»])", NO_BREAK, text)
