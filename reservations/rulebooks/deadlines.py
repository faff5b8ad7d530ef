"""What a règlement in a file says of a deadline, on a calendar in a file: without web and without database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from reservations.calendars import keys_of, spans_of
from reservations.facts import HOUSE
from reservations.pricing.imagined import imagine, school_year_of
from reservations.rulebooks.told_calendars import calendar_told, days_told, moment_told
from reservations.rulebooks.told_worlds import world_told
from rules import deadlines
from rules.cutoffs import PARIS, Deadlines, Timing, resolve, state
from rules.facts import Fact
from rules.notation import Json
from rules.proofs import Imagined
from rules.travel import Travelled, read
from rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class Asked:
    """What is asked of a deadline: the action, the day, the calendar as told, and what the rows look at besides.

    ``span_start`` is the first day booked at once, ``starts_at`` the hour of the session (« 08:30 »).
    """

    action: str
    day: date
    calendar: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    span_start: date | None = None
    starts_at: str | None = None


def cutoff(text: str, asked: Asked, at: str | None = None) -> Json:
    """The deadlines of an action for a day on a calendar; at a moment, what is still possible.

    Raises Unreadable, ToldError, or what deciding raises.
    """
    file = read(text, HOUSE)
    days, calendar = days_told(asked.calendar), calendar_told(asked.calendar)
    given = {"jour_ouvert": calendar.is_open(asked.day), **asked.facts, "action": asked.action}
    told = [{"jour": asked.day.isoformat(), "faits": given}]
    found = deadlines.answer(file.rules, world_told(told, _facts(file), {}, asked.day, days)[0].line.facts)
    start = moment_told(f"{asked.day}T{asked.starts_at}", "séance") if asked.starts_at else None
    resolved = Deadlines(asked.day) if found.cutoff is None else resolve(
        found.cutoff, day=asked.day, span_start=asked.span_start, session_start=start, calendar=calendar)  # fmt: skip
    answer = {
        "prevu": found.is_provided,
        **_deadlines(resolved),
        "refus": found.closed.reason if found.closed else None,
    }
    if at:
        answer |= _state(found.closed or state(resolved, moment_told(at, "moment")))
    return answer


def _facts(file: Travelled) -> list[Fact]:
    return [*file.vocabulary.facts, *(counter.fact for counter in file.rules.counters)]


def _deadlines(found: Deadlines) -> Json:
    return {
        "echeances": [
            {
                "effet": edge.effect.value,
                "a": _local(edge.at),
                "mots": edge.words,
                "prolongee-par": edge.extended_by or None,
            }
            for edge in found.edges
        ],
        "probleme": found.problem or None,
    }


def _local(at: datetime) -> str:
    return at.astimezone(PARIS).isoformat()


def _state(timing: Timing) -> Json:
    return {"etat": timing.timeliness.value, "possible": timing.is_possible, "motif": timing.reason}


def on_calendar(words: Vocabulary, told: Mapping[str, Any] | None) -> Vocabulary:
    """The vocabulary, its ordinary booking standing on the days of a calendar rather than on a year without any."""
    if not told:
        return words
    days, calendar = days_told(told), calendar_told(told)

    def on(day: date, who: tuple[str, ...]) -> Imagined:
        usual = imagine(day, who)
        facts = {
            **usual.facts,
            "periode": "vacances" if days.in_holidays(day) else "scolaire",
            "jour_ferie": days.is_public_holiday(day),
            "jour_ouvert": calendar.is_open(day),
        }
        return Imagined(facts, keys_of(who[0], who[-1], spans_of(day, days, school_year_of(day))))

    return replace(words, imagine=on)
