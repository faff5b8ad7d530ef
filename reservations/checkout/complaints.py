"""Why a basket cannot be confirmed as it is: each of its days is judged again at the moment of « Payer »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from reservations.booking.rebooking import pairs_among
from reservations.days.cells import Judge
from reservations.days.planning import with_places
from reservations.days.plans import CellState, DayCell
from reservations.days.verdicts import has_begun
from reservations.models import Reservation, Session, Waiver
from reservations.pricing.register import Register
from rules.cutoffs import Timeliness, Timing

Status, Cancellation = Reservation.Status, Reservation.Cancellation
KEPT = frozenset({CellState.FREE, CellState.FULL})  # a place held is not lost because others took the rest


@dataclass(frozen=True)
class Complaint:
    """Why the basket cannot be confirmed as it is: the lines concerned, and the sentence the parent reads."""

    elements: tuple[str, ...]
    sentence: str


def judge_again(register: Register, pending: Sequence[Reservation], *, at: datetime) -> list[Complaint]:
    """Judge each day of the basket as it stands now: what has become impossible is a complaint, what has
    become late is marked so on the bookings given.
    """
    judge = Judge(register, at)
    keys = {booking.session_id for booking in pending}
    sessions = {one.pk: one for one in with_places(Session.objects.filter(pk__in=keys), at=at)} if keys else {}
    pairs = pairs_among(pending)
    replacing = {one.pk for one in pairs.values()}
    found = (
        _complaint(judge, booking, sessions[booking.session_id], rebooked=booking.pk in pairs.keys() | replacing)
        for booking in pending
    )
    return [complaint for complaint in found if complaint is not None]


def element_of(booking: Reservation) -> str:
    """« 06/06/2018 Sarah - Repas »."""
    return f"{booking.session.starts_on:%d/%m/%Y} {booking.child.first_name} - {booking.session.unit.name}"


def _complaint(judge: Judge, booking: Reservation, session: Session, *, rebooked: bool) -> Complaint | None:
    unit, register = booking.session.unit, judge.register
    enrolment = register.enrolment_on(booking.child_id, unit.activity_id, session.starts_on)
    child = register.child(booking.child_id)
    if enrolment is None or child is None:
        sentence = _("L'enfant n'est plus inscrit à cette activité. Retirez ce jour du planning.")
        return Complaint((element_of(booking),), sentence)
    if rebooked:
        return _rebooked(booking, judge.changing(child, enrolment, unit, session))
    if booking.status == Status.LEAVING:
        begun = has_begun(unit, session.starts_on, judge.at)
        return _given_up(booking, judge.cancelling(child, enrolment, unit, session), begun)
    return _held(booking, judge.cell(child, enrolment, unit, session.starts_on, session, None))


def _held(booking: Reservation, cell: DayCell) -> Complaint | None:
    booking.late = cell.late
    if cell.state is CellState.TOO_LATE and (waiver := _waiver_of(booking, Waiver.Action.BOOK)):
        booking.late = waiver.counts_as_late
        return None
    if cell.state in KEPT:
        return None
    return Complaint((element_of(booking),), _("%s Retirez ce jour du planning.") % cell.reason)


def _rebooked(booking: Reservation, timing: Timing) -> Complaint | None:
    """A place that changes hours: one act, one deadline; the place held says whether it is late, and complains."""
    if booking.status == Status.LEAVING:
        booking.cancellation = Cancellation.IN_TIME
        return None
    booking.late = timing.timeliness is Timeliness.LATE
    if timing.is_possible:
        return None
    sentence = _("%s Reprenez les heures d'avant sur le planning : ce jour reste réservé.") % timing.reason
    return Complaint((element_of(booking),), sentence)


def _given_up(booking: Reservation, verdict: DayCell, begun: bool) -> Complaint | None:
    waiver = None if verdict.can_change or begun else _waiver_of(booking, Waiver.Action.CANCEL)
    late = waiver.counts_as_late if waiver else verdict.late
    booking.cancellation = Cancellation.LATE if late else Cancellation.IN_TIME
    if verdict.can_change or waiver:
        return None
    sentence = _("%s Cochez de nouveau ce jour : il reste réservé.") % verdict.reason
    return Complaint((element_of(booking),), sentence)


def _waiver_of(booking: Reservation, action: str) -> Waiver | None:
    """The deadline overridden for this booking, kept beside it to explain its line; asked only when one has passed."""
    found = booking.waivers.filter(action=action).select_related("granted_by").first()
    booking.waiver = found
    return found
