"""The moments of a cut-off in French: on the clock (« mardi 2 juin à 10 h ») and as a rule says them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from rules.cutoffs.calendars import Closed
from rules.cutoffs.moments import (
    ByWeekday,
    Counting,
    DateTable,
    DayOfMonth,
    DaysBefore,
    HoursBefore,
    LastFullWeek,
    Moment,
    OnDay,
    WeekdayBefore,
)
from rules.cutoffs.occasions import WEEKDAYS, Hour, Target

NO_BREAK = "\u00a0"
LAST_MINUTE = time(23, 59)
MONTHS = [
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
]

_COUNTED = {
    Counting.CALENDAR: ("jour", "jours"),
    Counting.WORKING: ("jour ouvré", "jours ouvrés"),
    Counting.WORKABLE: ("jour ouvrable", "jours ouvrables"),
    Counting.OPENING: ("jour d'ouverture", "jours d'ouverture"),
    Counting.CLEAR: ("jour franc", "jours francs"),
}
_TARGETS = {
    Target.DAY: "",
    Target.SPAN: "premier jour réservé",
    Target.HOLIDAYS: "premier jour des vacances",
    Target.HOLIDAYS_OPENING: "premier jour d'ouverture des vacances",
}
_SHIFTED = {
    Closed.KEEP: "",
    Closed.PREVIOUS_WORKING_DAY: " (ou le jour ouvré précédent si ce n'en est pas un)",
    Closed.LAST_OPENING_DAY: " (ou le dernier jour d'ouverture si c'est fermé)",
    Closed.SAME_WEEKDAY: " (ou le même jour de la dernière semaine d'ouverture si c'est fermé)",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A moment in words, with the article it takes: « le », « la » or none."""

    article: str
    text: str

    @property
    def to(self) -> str:
        """« jusqu'au jeudi », « jusqu'à la veille », « jusqu'à 2 jours avant »."""
        return f"jusqu'{ {'le': 'au', 'la': 'à la'}.get(self.article, 'à') } {self.text}"

    @property
    def since(self) -> str:
        """« à partir du jeudi », « à partir de la veille », « à partir de 2 jours avant »."""
        return f"à partir { {'le': 'du', 'la': 'de la'}.get(self.article, 'de') } {self.text}"


def day_words(day: date, *, year: int | None = None) -> str:
    """« mardi 2 juin », with its year where it is not ``year``."""
    number = "1er" if day.day == 1 else str(day.day)
    said = f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"
    return said if year in (None, day.year) else f"{said} {day.year}"


def hour_words(at: time) -> str:
    """« 10 h », « 8 h 30 », with no-break spaces."""
    minutes = f"{NO_BREAK}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NO_BREAK}h{minutes}"


def instant_words(day: date, at: time | None, *, opening: bool, year: int) -> str:
    """« mardi 2 juin à 10 h »; the end of a day is said 23 h 59, which nobody takes for the day before."""
    said = day_words(day, year=year)
    if opening and not at:
        return said
    return f"{said} à {hour_words(at or LAST_MINUTE)}"


def moment_words(moment: Moment, *, opening: bool) -> Phrase:
    """A moment as the règlement says it, its hour and its switch included."""
    if isinstance(moment, HoursBefore):
        return _hours_before(moment)
    day = _day_phrase(moment, opening)
    hour = "" if isinstance(moment, ByWeekday) else _hour(moment.hour, opening)
    return Phrase(day.article, f"{day.text}{hour}{_SHIFTED[moment.closed]}")


def _day_phrase(moment: OnDay, opening: bool) -> Phrase:
    match moment:
        case DaysBefore():
            return _days_before(moment)
        case WeekdayBefore(weekday, weeks):
            said = Phrase("le", f"{WEEKDAYS[weekday]} {_week(weeks)}")
        case ByWeekday():
            said = Phrase("le", _by_weekday(moment, opening))
        case DayOfMonth(number, months):
            said = Phrase("le", f"{'1er' if number == 1 else number} {_month(months)}")
        case DateTable():
            said = _date_table(moment)
        case LastFullWeek(weekday, in_term):
            term = " hors vacances" if in_term else ""
            week = f"dernière semaine complète{term} du mois précédent"
            said = Phrase("le", f"{WEEKDAYS[weekday]} de la {week}")
    counted = f", compté depuis le {target}" if (target := _TARGETS[moment.target]) else ""
    return Phrase(said.article, said.text + counted)


def _days_before(moment: DaysBefore) -> Phrase:
    target = _TARGETS[moment.target]
    if moment.days == 0:
        same = Phrase("le", target or "jour même")
        return (
            same
            if moment.counting is not Counting.CLEAR
            else Phrase("la", f"veille {'du ' + target if target else ''}".strip())
        )
    if moment.days == 1 and moment.counting is Counting.CALENDAR:
        return Phrase("la", f"veille du {target}" if target else "veille")
    days = _COUNTED[moment.counting][moment.days > 1]
    before = f"avant le {target}" if target else "avant"
    return Phrase("", f"{moment.days} {days} {before}")


def _hours_before(moment: HoursBefore) -> Phrase:
    if not moment.hours and not moment.minutes:
        return Phrase("le", "début de la séance")
    hours = f"{moment.hours} heure{'s' if moment.hours > 1 else ''}" if moment.hours else ""
    minutes = f"{moment.minutes} minute{'s' if moment.minutes > 1 else ''}" if moment.minutes else ""
    return Phrase("", f"{' '.join(filter(None, (hours, minutes)))} avant le début de la séance")


def _by_weekday(moment: ByWeekday, opening: bool) -> str:
    """The days that share a limit are said together: « vendredi, avant 9 h (pour lundi, mardi) »."""
    shared: dict[str, list[str]] = {}
    for limit in moment.limits:
        said = WEEKDAYS[limit.weekday] + _hour(limit.hour, opening)
        shared.setdefault(said, []).append(WEEKDAYS[limit.on])
    return " ; ".join(f"{said} (pour {', '.join(days)})" for said, days in shared.items())


def _date_table(moment: DateTable) -> Phrase:
    if len(moment.limits) == 1:
        limit = moment.limits[0].limit
        return Phrase("le", f"{day_words(limit)} {limit.year}")
    return Phrase("la", "date fixée pour chaque période")


def _week(weeks: int) -> str:
    if weeks < 2:
        return "de la semaine précédente" if weeks else "de la même semaine"
    return f"{weeks} semaines avant"


def _month(months: int) -> str:
    if months < 2:
        return "du mois précédent" if months else "du même mois"
    return f"{months} mois avant"


def _hour(hour: Hour, opening: bool) -> str:
    if hour.at is None:
        return ""
    return f", {'' if opening or hour.included else 'avant '}{hour_words(hour.at)}"
