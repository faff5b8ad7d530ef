"""Who may book, and until when: the verdicts of the access and cut-off règlements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from reservations.calendars import Days, spans_of
from reservations.models import Activity, Unit
from reservations.pricing.register import Register
from rules import deadlines
from rules.cutoffs import PARIS, Cutoff, Deadlines, Timeliness, Timing, resolve, state
from rules.engine import OverlapError, decide
from rules.facts import FactError, Value
from rules.outcomes import Allow, Refuse

Facts = Mapping[str, Value]

BOOK, CANCEL, CHANGE = "reserver", "annuler", "modifier"
NO_DEADLINE = Timing(Timeliness.OPEN, None, "")
NOT_PROVIDED = "Aucun règlement d'accès ne prévoit ce cas : contactez la mairie."
LAST = 1000  # on a waiting list, after every rank a règlement may name
UNDECIDED = (FactError, OverlapError)  # a règlement that contradicts itself decides nothing


def refusal(register: Register, activity: Activity, day: date, facts: Facts) -> str | None:
    """The sentence that refuses this child on this day, or None: every step must allow, no row refuses."""
    edition = register.history(activity.access_rulebook_id).on(day)
    if edition is None or not edition.rulebook.steps:
        return NOT_PROVIDED
    try:
        outputs = [decide(step.table, facts).outputs for step in edition.rulebook.steps]
    except UNDECIDED as error:
        return _undecided(error)
    return next(filter(None, map(_refusal, outputs)), None)


def priority(register: Register, activity: Activity, day: date, facts: Facts) -> int:
    """The rank on a waiting list that the access règlement gives this child, 1 before 2; `LAST` where it names none."""
    edition = register.history(activity.access_rulebook_id).on(day)
    try:
        steps = edition.rulebook.steps if edition else ()
        outputs = [output for step in steps for output in decide(step.table, facts).outputs]
    except UNDECIDED:
        return LAST
    named = [int(one.priority) for one in outputs if isinstance(one, Allow) and one.priority is not None]
    return min(named, default=LAST)


def _refusal(outputs: Sequence[object]) -> str | None:
    """Why a step refuses; one that says nothing refuses too."""
    refused = next((output.sentence for output in outputs if isinstance(output, Refuse)), None)
    allowed = any(isinstance(output, Allow) for output in outputs)
    return refused or (None if allowed else NOT_PROVIDED)


def _undecided(error: Exception) -> str:
    return _("Le règlement ne permet pas de décider (%(problem)s) : contactez la mairie.") % {
        "problem": str(error).rstrip(".")
    }


@dataclass
class Clock:
    """The deadlines of a register, each resolved once, as they stand at one moment."""

    register: Register
    at: datetime
    _resolved: dict[tuple[int, int, date], Deadlines] = field(default_factory=dict)

    def timing(self, activity: Activity, unit: Unit, day: date, facts: Facts, action: str) -> Timing:
        """Where this moment stands for an action (``reserver``, ``annuler``); without règlement, no deadline."""
        edition = self.register.history(activity.cutoff_rulebook_id).on(day)
        if edition is None:
            return NO_DEADLINE
        try:
            found = deadlines.answer(edition.rulebook, {**facts, "action": action})
        except UNDECIDED as error:
            return Timing(Timeliness.REFUSED, None, _undecided(error))
        if found.closed or found.cutoff is None:
            return found.closed or NO_DEADLINE
        return state(self._deadlines(found.cutoff, activity, unit, day), self.at)

    def _deadlines(self, cutoff: Cutoff, activity: Activity, unit: Unit, day: date) -> Deadlines:
        key = (id(cutoff), unit.pk, day)
        if key not in self._resolved:
            days = self.register.days_of(activity)
            self._resolved[key] = resolve(
                cutoff,
                day=day,
                span_start=span_start(unit, day, days, activity),
                session_start=begins(unit, day),
                calendar=days.for_unit(unit),
            )
        return self._resolved[key]


def begins(unit: Unit, day: date) -> datetime | None:
    """The moment a session begins, when the unit has an hour."""
    return datetime.combine(day, unit.starts_at, PARIS) if unit.starts_at else None


def has_begun(unit: Unit, day: date, at: datetime) -> bool:
    """Has the session begun? Without an hour, it has once its day is over."""
    start = begins(unit, day)
    return at >= start if start else at.astimezone(PARIS).date() > day


def span_start(unit: Unit, day: date, days: Days, activity: Activity) -> date:
    """The first day of what the unit books at once."""
    return spans_of(day, days, activity.school_year)[unit.span][0]
