"""One cell of the planning: what this day is for this child, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from families.models import Child
from reservations.days.plans import CellState, DayCell
from reservations.days.verdicts import BOOK, CANCEL, CHANGE, NO_DEADLINE, Clock, has_begun, refusal
from reservations.facts import read_facts
from reservations.models import Activity, Enrolment, Reservation, Session, Unit
from reservations.pricing.register import Register
from reservations.terms import terms_of
from rules.cutoffs import Timeliness, Timing

Status = Reservation.Status
_STRICTNESS = {Timeliness.OPEN: 0, Timeliness.LATE: 1, Timeliness.NOT_YET: 2, Timeliness.REFUSED: 3}
_STATES = {
    Status.HELD: CellState.HELD,
    Status.CONFIRMED: CellState.CONFIRMED,
    Status.LEAVING: CellState.LEAVING,
}


@dataclass(frozen=True)
class Pardon:
    """The deadline is overridden, for this reason; ``late`` keeps the price of those who come late."""

    reason: str
    late: bool


@dataclass
class Judge:
    """Decides the cells of a register at one moment; a ``pardon`` overrides deadlines, and nothing else."""

    register: Register
    at: datetime
    pardon: Pardon | None = None

    def __post_init__(self) -> None:
        self.clock = Clock(self.register, self.at)
        self._asked: dict[int, frozenset[str]] = {}

    def cell(
        self,
        child: Child,
        enrolment: Enrolment,
        unit: Unit,
        day: date,
        session: Session | None,
        booking: Reservation | None,
    ) -> DayCell:
        """The cell of a day: its booking if it has one, else whether it may be booked and why not."""
        if session is None:
            return DayCell(day, CellState.CLOSED, self._closed(enrolment.activity, unit, day))
        if booking is not None and booking.household_id != self.register.household.pk:
            return DayCell(day, CellState.OTHER, _("Ce jour est réservé par l'autre foyer de l'enfant."), session.pk)
        if booking is not None:
            return self._booked(child, enrolment, unit, session, booking)
        return self._free(child, enrolment, unit, session)

    def _booked(
        self, child: Child, enrolment: Enrolment, unit: Unit, session: Session, booking: Reservation
    ) -> DayCell:
        state = _STATES[Status(booking.status)]
        found = replace(self.cancelling(child, enrolment, unit, session), state=state, reservation=booking.pk)
        found = self._on_terms(found, child, enrolment, unit, session, booking)
        if found.state is CellState.CONFIRMED or has_begun(unit, session.starts_on, self.at):
            return found
        late = booking.late if found.state is CellState.HELD else found.late
        return replace(found, reason="", can_change=True, late=late, held_until=booking.held_until)

    def _on_terms(
        self, cell: DayCell, child: Child, enrolment: Enrolment, unit: Unit, session: Session, booking: Reservation
    ) -> DayCell:
        """The cell with how the place is taken, where the unit leaves a choice."""
        offer = self.register.offer(unit)
        if not offer:
            return cell
        kept = booking.status == Status.HELD and booking.replaces is None  # in the basket and nowhere else
        return replace(
            cell,
            terms=offer.filled(terms_of(booking)),
            replaced=offer.filled(terms_of(booking.replaces)) if booking.replaces else None,
            can_rebook=kept or self.changing(child, enrolment, unit, session).is_possible,
        )

    def changing(self, child: Child, enrolment: Enrolment, unit: Unit, session: Session) -> Timing:
        """Whether the hours of a place confirmed in a session may change now: the règlement's row « modifier », or
        where it has none the stricter of those to book and to cancel.
        """
        if has_begun(unit, session.starts_on, self.at):
            return Timing(Timeliness.REFUSED, None, _("La séance a commencé."))
        own = self.timing(child, enrolment, unit, session, CHANGE)
        if own is not NO_DEADLINE:
            return own
        both = [self.timing(child, enrolment, unit, session, action) for action in (BOOK, CANCEL)]
        return max(both, key=lambda timing: _STRICTNESS[timing.timeliness])

    def cancelling(self, child: Child, enrolment: Enrolment, unit: Unit, session: Session) -> DayCell:
        """Whether a place confirmed in a session may be given up now, and how."""
        day = session.starts_on
        if has_begun(unit, day, self.at):
            return DayCell(day, CellState.CONFIRMED, _("La séance a commencé."), session.pk)
        timing = self.timing(child, enrolment, unit, session, CANCEL)
        if self.pardon and not timing.is_possible:
            late = self.pardon.late
            return DayCell(day, CellState.CONFIRMED, timing.reason, session.pk, can_change=True, late=late, waived=True)
        return DayCell(
            day,
            CellState.CONFIRMED,
            timing.reason,
            session.pk,
            can_change=timing.is_possible,
            late=timing.timeliness is Timeliness.LATE,
            until=timing.until,
        )

    def _free(self, child: Child, enrolment: Enrolment, unit: Unit, session: Session) -> DayCell:
        day = session.starts_on
        if has_begun(unit, day, self.at):
            return DayCell(day, CellState.PAST, _("Ce jour est passé."), session.pk)
        if not session.is_open:
            return DayCell(day, CellState.CLOSED, session.closed_reason or _("La séance est fermée."), session.pk)
        if not self.register.custody[child.pk].may_book(self.register.household.pk, day):
            return DayCell(day, CellState.ELSEWHERE, _("Ce jour-là, l'enfant est chez son autre foyer."), session.pk)
        facts = self._facts(child, enrolment, unit, session)
        sentence = refusal(self.register, enrolment.activity, day, facts)
        if sentence:
            return DayCell(day, CellState.REFUSED, sentence, session.pk)
        return self._open(session, self.clock.timing(enrolment.activity, unit, day, facts, BOOK))

    def _open(self, session: Session, timing: Timing) -> DayCell:
        day = session.starts_on
        if timing.timeliness is Timeliness.NOT_YET:
            return DayCell(day, CellState.NOT_YET, timing.reason, session.pk, until=timing.until)
        refused = timing.timeliness is Timeliness.REFUSED
        if refused and self.pardon is None:
            return DayCell(day, CellState.TOO_LATE, timing.reason, session.pk)
        if is_full(session):
            return DayCell(day, CellState.FULL, _("Il ne reste plus de place ce jour-là."), session.pk)
        late = self.pardon.late if refused and self.pardon else timing.timeliness is Timeliness.LATE
        return DayCell(
            day, CellState.FREE, timing.reason, session.pk, can_change=True, late=late, until=timing.until,
            places=places_left(session), waived=refused,
        )  # fmt: skip

    def timing(self, child: Child, enrolment: Enrolment, unit: Unit, session: Session, action: str) -> Timing:
        """Where this moment stands for an action on a session."""
        facts = self._facts(child, enrolment, unit, session)
        return self.clock.timing(enrolment.activity, unit, session.starts_on, facts, action)

    def _facts(self, child: Child, enrolment: Enrolment, unit: Unit, session: Session) -> dict:
        situation = self.register.situation(child, unit, session, enrolment, places_left=places_left(session))
        return read_facts(situation, self._names(enrolment.activity))

    def _names(self, activity: Activity) -> frozenset[str]:
        """The facts its règlements ask about: no other is read."""
        if activity.pk not in self._asked:
            self._asked[activity.pk] = self.register.asked(activity)
        return self._asked[activity.pk]

    def _closed(self, activity: Activity, unit: Unit, day: date) -> str:
        label = self.register.days_of(activity).label_of(day)
        if label:
            return _("Fermé : %(label)s.") % {"label": label}
        if day.weekday() not in unit.weekdays:
            return _("Il n'y a pas de service ce jour de la semaine.")
        return _("Il n'y a pas de service ce jour-là.")


def places_left(session: Session) -> int | None:
    """The places still free, or None without limit; `taken` is counted by the query that read the session."""
    return None if session.capacity is None else max(0, session.capacity - session.taken)  # type: ignore[attr-defined]


def is_full(session: Session) -> bool:
    return places_left(session) == 0
