"""Worlds from the database: a household's lines under one price règlement in one school year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from families.models import Child
from reservations.calendars import keys_of, spans_of
from reservations.facts import FACTS as OWN_FACTS
from reservations.facts import Situation, criterion_fact, read_facts
from reservations.models import Activity, Reservation, SchoolYear, Session, Unit
from reservations.pricing.bills import DatedRulebook, Tariff, World, WorldLine
from reservations.pricing.register import Register
from rules.editions import History
from rules.facts import Kind, Value
from rules.lines import Line
from rules.notation import value_from_json, value_to_json

Status = Reservation.Status
HOPS = 3  # a counter, the groups it changes, the counters of their lines


@dataclass(frozen=True)
class Worlds:
    """One price règlement and school year of a household: the world before the basket, and after it."""

    activity: Activity  # any of those the règlement serves: they share régie and payment mode
    year: SchoolYear
    tariff: Tariff
    before: World
    after: World
    bookings: dict[str, Reservation]  # by subject


def tariff_of(register: Register, activity: Activity) -> Tariff:
    """The editions of the activity's price règlement, as values."""
    return tariff_from(register.history(activity.price_rulebook_id), activity)


def tariff_from(history: History | None, activity: Activity) -> Tariff:
    """The editions of a price règlement, read from the base, as values."""
    live = history.editions if history else ()
    editions = tuple(DatedRulebook(str(one.edition.pk), one.edition.valid_from, one.rulebook) for one in live)
    return Tariff(editions, str(activity.price_rulebook_id or ""))


def worlds_of(register: Register, pending: Sequence[Reservation]) -> list[Worlds]:
    """The worlds the basket changes, one a price règlement and school year; each cut to what it may change."""
    found: dict[tuple[int | None, int], list[Reservation]] = {}
    for booking in pending:
        activity = register.activities[booking.session.unit.activity_id]
        found.setdefault((activity.price_rulebook_id, activity.school_year_id), []).append(booking)
    return [_worlds(register, changed) for changed in found.values()]


def _worlds(register: Register, changed: Sequence[Reservation]) -> Worlds:
    activity = register.activities[changed[0].session.unit.activity_id]
    tariff = tariff_of(register, activity)
    bookings = [*changed, *_others(register, activity, changed, tariff)]
    before = [world_line(register, one) for one in bookings if one.status != Status.HELD]
    after = [world_line(register, one, cancellation=leaving(one)) for one in bookings]
    return Worlds(activity, activity.school_year, tariff, before, after, {one.subject: one for one in bookings})


def leaving(booking: Reservation) -> str | None:
    """How a booking the basket gives up will be cancelled; None for any other."""
    return booking.cancellation or Reservation.Cancellation.IN_TIME if booking.status == Status.LEAVING else None


def _others(
    register: Register, activity: Activity, changed: Sequence[Reservation], tariff: Tariff
) -> list[Reservation]:
    """The household's other lines that the change may re-price."""
    reach = reach_of(register, activity, tariff, [one.session.starts_on for one in changed])
    if reach is None:
        return []
    return lines_between(register, activity, *reach, without=[one.pk for one in changed])


def lines_between(
    register: Register, activity: Activity, first: date, last: date, *, without: Iterable[int] = ()
) -> list[Reservation]:
    """The settled lines (confirmed, leaving, cancelled) under the activity's price règlement between two days."""
    settled = register.household.reservations.exclude(status=Status.HELD).exclude(pk__in=list(without))
    same = settled.filter(
        session__unit__activity__price_rulebook=activity.price_rulebook_id,
        session__unit__activity__school_year=activity.school_year_id,
        session__starts_on__range=(first, last),
    )
    return list(same.select_related("session__unit", "session__group", "child", "variant"))


def reach_of(register: Register, activity: Activity, tariff: Tariff, days: Sequence[date]) -> tuple[date, date] | None:
    """The days whose lines a change on ``days`` may re-price, and those these prices are read from.

    None where no step and no counter looks beyond its own line. A counter of the week changes other lines
    of the week; they change groups of the months they belong to, whose lines have counters of their own.
    """
    spans = _spans_read(tariff)
    if not spans:
        return None
    first, last = min(days), max(days)
    for _hop in range(HOPS):
        around = [
            span
            for day in {first, last}
            for name, span in spans_of(day, register.days_of(activity), activity.school_year).items()
            if name in spans
        ]
        first, last = min(start for start, _ in around), max(end for _, end in around)
    return first, last


def _spans_read(tariff: Tariff) -> set[str]:
    """The spans that steps and counters look at: « semaine », « mois »."""
    rulebooks = [edition.rulebook for edition in tariff.editions]
    levels = [step.level.name for rules in rulebooks for step in rules.steps if step.level.is_group]
    levels += [counter.over for rules in rulebooks for counter in rules.counters]
    return {name.rpartition("-")[2] for name in levels}


def world_line(register: Register, booking: Reservation, *, cancellation: str | None = None) -> WorldLine:
    """A booking as a line: its own facts frozen since it was charged, the others as they are now."""
    cancelled = cancellation or booking.cancellation if cancellation or booking.status == Status.CANCELLED else None
    situation = situation_of(register, booking, cancellation=cancelled)
    facts = read_facts(situation) | thawed(booking.frozen, register) | {"annulation": cancelled}
    line = line_of(register, situation, subject=booking.subject, facts=facts)
    line = replace(line, booked_at=booking.booked_at, counted=not cancelled)
    return WorldLine(line, str(booking.frozen_edition_id or ""))


def situation_of(register: Register, booking: Reservation, *, cancellation: str | None = None) -> Situation:
    """What the facts of a booking are read from, as things are known now."""
    session = booking.session
    enrolment = register.enrolment_on(booking.child_id, session.unit.activity_id, session.starts_on)
    child = register.child(booking.child_id) or booking.child
    return register.situation(
        child, session.unit, session, enrolment, booking=booking, late=booking.late, cancellation=cancellation
    )


def line_of(register: Register, situation: Situation, *, subject: str, facts: dict[str, Value]) -> Line:
    """A line with these facts, in the groups its child and day belong to."""
    spans = spans_of(situation.day, situation.days, situation.activity.school_year)
    keys = keys_of(situation.household, situation.child.pk, spans)
    rank = situation.activity.position * 100 + situation.unit.position
    calendar = situation.days.for_unit(situation.unit)
    return Line(subject, situation.day, facts, keys, rank=rank, calendar=calendar)


def hypothetical(register: Register, child: Child, unit: Unit, session: Session, **known: Any) -> WorldLine:
    """A booking that does not exist, to be priced: « combien coûterait ce repas ? »"""
    enrolment = register.enrolment_on(child.pk, unit.activity_id, session.starts_on)
    situation = register.situation(child, unit, session, enrolment, **known)
    subject = f"essai:{child.pk}:{unit.pk}:{session.starts_on.isoformat()}"
    line = line_of(register, situation, subject=subject, facts=read_facts(situation))
    return WorldLine(replace(line, booked_at=register.at))


# Facts frozen when charged -----------------------------------------------------------------------


def freeze(line: Line, ordinals: dict[str, Value]) -> dict[str, Any]:
    """The own facts of a line as stored, with the ordinals it was charged with."""
    own = {name: value for name, value in line.facts.items() if name != "annulation"}
    return {name: value_to_json(value) for name, value in (own | ordinals).items()}


def thawed(frozen: dict[str, Any], register: Register) -> dict[str, Value]:
    """The facts a line was charged with; numbers that are no fact of the vocabulary are ordinals."""
    if not frozen:
        return {}
    kinds = {fact.name: fact.kind for fact, _ in OWN_FACTS}
    kinds |= {fact.name: fact.kind for fact in map(criterion_fact, register.criteria)}
    return {name: value_from_json(kinds.get(name, Kind.NUMBER), stored) for name, stored in frozen.items()}
