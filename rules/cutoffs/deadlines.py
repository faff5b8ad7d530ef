"""A cut-off, the instants it gives for one day, and what they mean at a given moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.cutoffs.calendars import ONE_DAY, Calendar, CutoffError
from rules.cutoffs.moments import HoursBefore, Moment, place
from rules.cutoffs.occasions import PARIS, Hour, Occasion
from rules.cutoffs.outages import extended
from rules.cutoffs.phrases import day_words, instant_words


class Effect(StrEnum):
    """What an edge changes, from its instant on."""

    LATE = "retard"
    REFUSED = "refus"
    OPENS = "ouverture"


class Timeliness(StrEnum):
    """What a moment is worth for a deadline."""

    OPEN = "a-temps"
    LATE = "tardive"
    REFUSED = "refusee"
    NOT_YET = "pas-encore"


@dataclass(frozen=True, slots=True)
class Edge:
    """From ``when`` on, the change is late, refused, or open."""

    effect: Effect
    when: Moment


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What a row of a cut-off table decides: its edges in time order; without edge, always open."""

    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """An edge on the clock: ``at`` is the first instant with its effect, ``words`` what people read.

    ``extended_by`` names the outage that moved it, if one did.
    """

    effect: Effect
    at: datetime
    words: str
    extended_by: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The edges of a cut-off for one day, in time order.

    ``starts_closed`` when the first thing to happen is an opening. ``problem`` is the French sentence
    that says why the règlement gives no date here: everything is refused until the town mends it.
    """

    day: date
    edges: tuple[Deadline, ...] = ()
    starts_closed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """What is possible at a moment, until when, and the sentence a parent reads."""

    timeliness: Timeliness
    until: datetime | None
    reason: str

    @property
    def is_possible(self) -> bool:
        """In time, or late and still accepted."""
        return self.timeliness in (Timeliness.OPEN, Timeliness.LATE)


_AFTER = {
    Effect.LATE: Timeliness.LATE,
    Effect.REFUSED: Timeliness.REFUSED,
    Effect.OPENS: Timeliness.OPEN,
}


def resolve(
    cutoff: Cutoff,
    *,
    day: date,
    span_start: date | None = None,
    session_start: datetime | None = None,
    calendar: Calendar,
) -> Deadlines:
    """The instants of a cut-off for the service of ``day``, Paris time.

    ``span_start`` is the first day booked at once (a week, a month, holidays; the day itself if absent),
    ``session_start`` an aware datetime. Where the règlement gives no date on this day, the answer holds
    the problem. Raises ValueError for a ``session_start`` without time zone.
    """
    if session_start is not None and session_start.tzinfo is None:
        raise ValueError("session_start must be aware")
    occasion = Occasion(day, calendar, span_start, session_start)
    try:
        listed = [_deadline(edge, occasion) for edge in cutoff.edges]
        _refuse_contradiction(listed)
    except CutoffError as error:
        problem = f"Aucune date limite n'a pu être fixée pour le {day_words(day)} : {error}. Contactez la mairie."
        return Deadlines(day, problem=problem)
    starts_closed = bool(listed) and listed[0].effect is Effect.OPENS
    return Deadlines(day, _effective(listed), starts_closed)


def state(deadlines: Deadlines, at: datetime) -> Timing:
    """What is possible at ``at`` (aware): the last edge reached decides."""
    if deadlines.problem:
        return Timing(Timeliness.REFUSED, None, deadlines.problem)
    reached = [edge for edge in deadlines.edges if edge.at <= at]
    coming = next((edge for edge in deadlines.edges if edge.at > at), None)
    last = reached[-1] if reached else None
    timeliness = _AFTER[last.effect] if last else _start(deadlines)
    until = coming.at if coming else None
    return Timing(timeliness, until, _reason(timeliness, last, coming))


def _start(deadlines: Deadlines) -> Timeliness:
    return Timeliness.NOT_YET if deadlines.starts_closed else Timeliness.OPEN


def _deadline(edge: Edge, occasion: Occasion) -> Deadline:
    opening = edge.effect is Effect.OPENS
    if isinstance(edge.when, HoursBefore):
        at = edge.when.instant(occasion)
        day, hour = at.date(), Hour(at.time())
    else:
        day, hour = place(edge.when, occasion)
        at = hour.opening(day) if opening else hour.closing(day)
    said = instant_words(day, hour.at, opening=opening, year=occasion.day.year)
    listed = Deadline(edge.effect, at, said)
    return listed if opening or not occasion.calendar.outages else _after_outages(listed, occasion)


def _after_outages(listed: Deadline, occasion: Occasion) -> Deadline:
    """The same edge, moved where an outage came near it; never beyond the service."""
    limit = occasion.session_start or datetime.combine(occasion.day + ONE_DAY, time(), PARIS)
    at, outage = extended(listed.at, occasion.calendar.outages, limit=limit)
    if outage is None:
        return listed
    local = at.astimezone(PARIS)
    day, hour = (local.date(), local.time()) if local.time() > time() else (local.date() - ONE_DAY, None)
    said = instant_words(day, hour, opening=False, year=occasion.day.year)
    return Deadline(listed.effect, at, f"{said} (prolongé après « {outage.name} »)", outage.name)


def _effective(listed: list[Deadline]) -> tuple[Deadline, ...]:
    """The edges in force: one that a later edge of the list reaches first never takes effect."""
    return tuple(edge for index, edge in enumerate(listed) if all(edge.at < later.at for later in listed[index + 1 :]))


def _refuse_contradiction(listed: list[Deadline]) -> None:
    """An opening that comes after the end of its own window opens nothing: the règlement is wrong."""
    for index, edge in enumerate(listed):
        closed = any(
            later.at < edge.at or (later.at == edge.at and later.effect is Effect.REFUSED)
            for later in listed[index + 1 :]
        )
        if edge.effect is Effect.OPENS and closed:
            raise CutoffError(f"l'ouverture ({edge.words}) tombe après la fermeture")


def _reason(timeliness: Timeliness, last: Deadline | None, coming: Deadline | None) -> str:
    match timeliness:
        case Timeliness.NOT_YET:
            return f"Ce sera possible à partir du {coming.words}." if coming else ""
        case Timeliness.REFUSED | Timeliness.LATE:
            return _reason_after(last, coming) if last else ""
    return f"La date limite est le {coming.words}." if coming else "Sans date limite."


def _reason_after(last: Deadline, coming: Deadline | None) -> str:
    was = f"La date limite était le {last.words}"
    if last.effect is Effect.LATE:
        end = f" jusqu'au {coming.words}" if coming else ""
        return f"{was} : encore possible{end}, mais en retard."
    if coming and coming.effect is Effect.OPENS:
        return f"{was}. De nouveau possible à partir du {coming.words}."
    return f"{was}."
