"""An ordinary booking, for the worked examples of a règlement: what is usual where the example says nothing."""

from __future__ import annotations

from datetime import date

from reservations.calendars import Days, keys_of, spans_of
from reservations.models import SchoolYear
from rules.facts import Value
from rules.proofs import Imagined

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FIRST_MONTH = 9

USUAL: dict[str, Value] = {
    "reservation": "a-temps",
    "action": "reserver",
    "periode": "scolaire",
    "jour_ferie": False,
    "jour_ouvert": True,
    "pai": False,
    "rang_enfant": 1,
    "nombre_enfants": 1,
    "impaye": 0,
}


def imagine(day: date, who: tuple[str, ...]) -> Imagined:
    """A booking of the child ``who`` (household, child) in time, in term, without unpaid bill."""
    household, child = who[0], who[-1]
    facts = {**USUAL, "jour": day, "jour_semaine": WEEKDAYS[day.weekday()]}
    return Imagined(facts, keys_of(household, child, spans_of(day, Days([]), school_year_of(day))))


def school_year_of(day: date) -> SchoolYear:
    """The usual school year of a day, from 1 September to 31 August, not stored."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return SchoolYear(starts_on=date(first, 9, 1), ends_on=date(first + 1, 8, 31))
