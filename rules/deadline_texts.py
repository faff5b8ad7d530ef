"""A cut-off as a clerk writes it, and back: « tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même »."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeVar

from rules.cutoffs import (
    ByWeekday,
    Closed,
    Counting,
    Cutoff,
    CutoffError,
    DatedLimit,
    DateTable,
    DayOfMonth,
    DaysBefore,
    Edge,
    Effect,
    Hour,
    HoursBefore,
    LastFullWeek,
    Moment,
    Target,
    WeekdayBefore,
    WeekdayLimit,
)
from rules.cutoffs.moments import OnDay
from rules.cutoffs.occasions import END_OF_DAY, WEEKDAYS

WITHOUT = "sans date limite"
EFFECTS = {Effect.LATE: "tardif", Effect.REFUSED: "refusé", Effect.OPENS: "ouvert"}
HELP = (
    "Écrivez « tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même, avant 9 h », "
    "« refusé : jeudi de la semaine précédente », « refusé : le 20 du mois précédent » ou « sans date limite »."
)
_COUNTED = {
    Counting.CALENDAR: "",
    Counting.WORKING: " ouvrés",
    Counting.WORKABLE: " ouvrables",
    Counting.OPENING: " d'ouverture",
    Counting.CLEAR: " francs",
}
_TARGETS = {
    Target.SPAN: "premier jour réservé",
    Target.HOLIDAYS: "premier jour des vacances",
    Target.HOLIDAYS_OPENING: "premier jour d'ouverture des vacances",
}
_CLOSED = {
    Closed.PREVIOUS_WORKING_DAY: "le jour ouvré précédent",
    Closed.LAST_OPENING_DAY: "le dernier jour d'ouverture",
    Closed.SAME_WEEKDAY: "le même jour d'une semaine d'ouverture",
}
Place = TypeVar("Place", Closed, Target)

_TIME = r"(?:(\d{1,2})\s*(?:heures?|h|:)\s*(\d{2})?|midi)"
_DAYS = "|".join(WEEKDAYS)
_DATE = r"\d{1,2}/\d{1,2}/\d{4}"


# Writing -----------------------------------------------------------------------------------------


def write_cutoff(cutoff: Cutoff) -> str:
    """The cut-off as ``read_cutoff`` understands it again."""
    edges = (f"{EFFECTS[edge.effect]} : {_write(edge.when, edge.effect)}" for edge in cutoff.edges)
    return " ; ".join(edges) or WITHOUT


def _write(moment: Moment, effect: Effect) -> str:
    if isinstance(moment, HoursBefore):
        return _write_hours(moment)
    parts = [_write_day(moment)]
    if moment.target in _TARGETS:
        parts.append(f"compté depuis le {_TARGETS[moment.target]}")
    if not isinstance(moment, ByWeekday) and moment.hour.at is not None:
        parts.append(_write_hour(moment.hour, opening=effect is Effect.OPENS))
    if moment.closed in _CLOSED:
        parts.append(f"si c'est fermé {_CLOSED[moment.closed]}")
    return ", ".join(parts)


def _write_day(moment: OnDay) -> str:
    match moment:
        case DaysBefore(days, counting):
            return _write_days(days, counting)
        case WeekdayBefore(weekday, weeks):
            return f"{WEEKDAYS[weekday]} {_before(weeks, 'de la même semaine', 'de la semaine précédente', 'semaines')}"
        case DayOfMonth(number, months):
            return f"le {number} {_before(months, 'du même mois', 'du mois précédent', 'mois')}"
        case LastFullWeek(weekday, in_term):
            return f"{WEEKDAYS[weekday]} de la dernière semaine complète{' hors vacances' if in_term else ''}"
        case ByWeekday(limits):
            return "selon le jour : " + ", ".join(map(_write_weekday, limits))
        case DateTable(limits):
            return "selon la date : " + ", ".join(map(_write_dated, limits))


def _write_days(days: int, counting: Counting) -> str:
    if counting is Counting.CALENDAR and days < 2:
        return "veille" if days else "jour même"
    said = _COUNTED[counting]
    return f"{days} jours{said} avant" if days > 1 else f"{days} jour{said.removesuffix('s')} avant"


def _before(count: int, same: str, previous: str, plural: str) -> str:
    return f"{count} {plural} avant" if count > 1 else previous if count else same


def _write_weekday(limit: WeekdayLimit) -> str:
    hour = "" if limit.hour.at is None else f" {_write_hour(limit.hour, opening=False)}"
    return f"{WEEKDAYS[limit.on]} = {WEEKDAYS[limit.weekday]}{hour}"


def _write_dated(limit: DatedLimit) -> str:
    label = f" ({limit.label})" if limit.label else ""
    return f"du {limit.first:%d/%m/%Y} au {limit.last:%d/%m/%Y}{label} = {limit.limit:%d/%m/%Y}"


def _write_hour(hour: Hour, *, opening: bool) -> str:
    at = hour.at or time()
    said = f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    word = "à" if opening else "jusqu'à" if hour.included else "avant"
    return f"{word} {said}"


def _write_hours(moment: HoursBefore) -> str:
    if not moment.hours and not moment.minutes:
        return "début de la séance"
    minutes = f" {moment.minutes} minutes" if moment.minutes else ""
    return f"{moment.hours} heures{minutes} avant le début"


# Reading -----------------------------------------------------------------------------------------


def read_cutoff(text: str) -> Cutoff:
    """The cut-off a clerk's text describes. Raises CutoffError saying what to write."""
    said = " ".join(text.replace("’", "'").split()).strip(" ;.")
    said = re.sub(r",?\s*(?:(?:avant|jusqu'à|à)\s+)?(?<!\w)minuit(?!\w)", "", said, flags=re.IGNORECASE).strip(" ,;.")
    if said.casefold() == WITHOUT:
        return Cutoff()
    parts = re.split(r"\s*;\s*", said)
    return Cutoff(tuple(_read_edge(part) for part in parts))


def _read_edge(text: str) -> Edge:
    found = re.fullmatch(r"(tardif|tardive|refus[ée]e?|ouverte?)\s*:\s*(.+)", text, re.IGNORECASE)
    if not found:
        raise CutoffError(f"« {text} » n'est pas compris. {HELP}")
    said = found[1].casefold()
    effect = next(effect for effect, word in EFFECTS.items() if said[:5] == word[:5])
    return Edge(effect, _read(found[2].strip()))


def _read(text: str) -> Moment:
    rest, closed = _suffix(text, r",?\s*si (?:c'est )?fermé:?\s+(.+)", _CLOSED, Closed.KEEP)
    rest, hour = _hour_suffix(rest)
    rest, target = _suffix(rest, r",?\s*compté depuis le (.+)", _TARGETS, Target.DAY)
    rest, hour = (rest, hour) if hour != END_OF_DAY else _hour_suffix(rest)  # « avant 10 h » may come first
    for pattern, build in _KINDS:
        if found := re.fullmatch(pattern, rest, re.IGNORECASE):
            return _placed(build(found), closed, hour, target)
    raise CutoffError(f"« {text} » n'est pas un moment. {HELP}")


def _placed(moment: Moment, closed: Closed, hour: Hour, target: Target) -> Moment:
    if isinstance(moment, HoursBefore):
        return moment
    if isinstance(moment, ByWeekday):
        return replace(moment, closed=closed, target=target)
    return replace(moment, closed=closed, target=target, hour=hour)


def _suffix(text: str, pattern: str, words: Mapping[Place, str], usual: Place) -> tuple[str, Place]:
    found = re.search(pattern + "$", text, re.IGNORECASE)
    if not found:
        return text, usual
    for value, said in words.items():
        if found[1].casefold().removeprefix("le ") == said.removeprefix("le "):
            return text[: found.start()], value
    raise CutoffError(f"« {found[1]} » n'est pas prévu : {', '.join(words.values())}.")


def _hour_suffix(text: str) -> tuple[str, Hour]:
    if text.casefold().startswith("selon le jour"):
        return text, END_OF_DAY
    found = re.search(rf"(?:,\s*|\s+)(avant|jusqu'à|au plus tard(?: à)?|à)\s+{_TIME}$", text, re.IGNORECASE)
    return (text[: found.start()], _hour(found[1], found[2], found[3])) if found else (text, END_OF_DAY)


def _hour(word: str, hours: str | None, minutes: str | None) -> Hour:
    """The hour of « avant 9 h 30 »; « midi » has neither hours nor minutes."""
    try:
        return Hour(time(int(hours or 12), int(minutes or 0)), word.casefold().startswith(("jusqu'à", "au plus tard")))
    except ValueError:
        raise CutoffError(f"« {hours} h {minutes or ''} » n'est pas une heure.") from None


def _weekday(text: str) -> int:
    return WEEKDAYS.index(text.casefold())


def _count(same: str | None, previous: str | None, number: str | None) -> int:
    return 0 if same else 1 if previous else int(number or 0)


def _days(found: re.Match[str]) -> Moment:
    counted = (found[2] or "").strip().removesuffix("s")
    counting = next(kind for kind, said in _COUNTED.items() if said.strip().removesuffix("s") == counted)
    return DaysBefore(int(found[1]), counting)


def _by_weekday(found: re.Match[str]) -> Moment:
    return ByWeekday(tuple(_weekday_line(line) for line in re.split(r"\s*,\s*", found[1])))


def _weekday_line(text: str) -> WeekdayLimit:
    found = re.fullmatch(rf"({_DAYS})\s*=\s*({_DAYS})(?:\s+(avant|jusqu'à|à)\s+{_TIME})?", text, re.IGNORECASE)
    if not found:
        raise CutoffError(f"« {text} » n'est pas compris : écrivez « lundi = vendredi avant 9 h ».")
    hour = _hour(found[3], found[4], found[5]) if found[3] else END_OF_DAY
    return WeekdayLimit(_weekday(found[1]), _weekday(found[2]), hour)


def _date_table(found: re.Match[str]) -> Moment:
    return DateTable(tuple(_dated_line(line) for line in re.split(r"\s*,\s*(?=du \d)", found[1])))


def _dated_line(text: str) -> DatedLimit:
    found = re.fullmatch(rf"du ({_DATE}) au ({_DATE})(?:\s*\((.+)\))?\s*=\s*({_DATE})", text, re.IGNORECASE)
    if not found:
        raise CutoffError(f"« {text} » n'est pas compris : écrivez « du 06/07/2026 au 31/07/2026 = 15/06/2026 ».")
    return DatedLimit(_date(found[1]), _date(found[2]), _date(found[4]), found[3] or "")


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise CutoffError(f"« {text} » n'est pas une date : écrivez 01/09/2026.") from None


_KINDS: tuple[tuple[str, Callable[[re.Match[str]], Moment]], ...] = (
    (r"(?:le )?jour même", lambda found: DaysBefore(0)),
    (r"(?:la )?veille", lambda found: DaysBefore(1)),
    (r"(\d+) jours?( ouvrés?| ouvrables?| d'ouverture| francs?)?(?: avant)?", _days),
    (
        rf"(?:le )?({_DAYS}) (?:(de la même semaine)|(de la semaine précédente)|(\d+) semaines? avant)",
        lambda found: WeekdayBefore(_weekday(found[1]), _count(found[2], found[3], found[4])),
    ),
    (
        r"le (\d+|1er) (?:(du même mois)|(du mois précédent)|(\d+) mois avant)",
        lambda found: DayOfMonth(int(found[1].removesuffix("er")), _count(found[2], found[3], found[4])),
    ),
    (
        rf"(?:le )?({_DAYS}) de la dernière semaine complète( hors vacances)?(?: du mois précédent)?",
        lambda found: LastFullWeek(_weekday(found[1]), bool(found[2])),
    ),
    (r"(?:le )?début(?: de la séance)?", lambda found: HoursBefore(0)),
    (
        r"(\d+) (?:heures?|h)(?: (\d+)(?: minutes?)?)? avant(?: le début(?: de la séance)?)?",
        lambda found: HoursBefore(int(found[1]), int(found[2] or 0)),
    ),
    (r"selon le jour\s*:\s*(.+)", _by_weekday),
    (r"selon la date\s*:\s*(.+)", _date_table),
)
