"""Hold places and give them up: everything is decided on the server, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Child, Household
from payments.locks import lock_household
from reservations.basket import drop_open_orders, expire_household
from reservations.cells import Judge
from reservations.errors import BookingError
from reservations.models import BookingSettings, Enrolment, Reservation, Session, Unit
from reservations.planning import bookings_in, lock_sessions, with_places
from reservations.plans import CellState, DayCell
from reservations.register import load_register

Status, Cancellation = Reservation.Status, Reservation.Cancellation


@dataclass(frozen=True, slots=True)
class Refused:
    """A session that could not be booked or given up, and the sentence the parent reads."""

    session: int
    day: date | None
    label: str
    sentence: str


@dataclass
class HoldResult:
    """What « Valider » did: the sessions held, given up, and refused with their reason."""

    held: list[int] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class _Ask:
    """A session asked for a child, with all that decides it."""

    session: Session
    unit: Unit
    enrolment: Enrolment
    booking: Reservation | None
    cell: DayCell


def hold(
    *,
    household: Household,
    child: Child,
    wanted: Collection[int],
    unwanted: Collection[int] = (),
    at: datetime,
    by=None,
) -> HoldResult:
    """Keep places for a child in the sessions wanted, and give up those unwanted; each refusal says why.

    Sessions are locked in (day, id) order and counted under the lock: a place is never given twice. An
    order left open is given up first, after asking the bank.

    Raises:
        BookingError: the child is not of this household.
    """
    if not household.memberships.filter(child=child).exists():
        raise BookingError(_("Cet enfant n'est pas rattaché à votre foyer. Rechargez la page et recommencez."))
    drop_open_orders(household, at=at)
    expire_household(household, at=at)
    with transaction.atomic():
        lock_household(household)
        return _Hold(household, child, at).run(set(wanted), set(unwanted) - set(wanted))


class _Hold:
    """One « Valider », under the locks."""

    def __init__(self, household: Household, child: Child, at: datetime) -> None:
        self.household, self.child, self.at = household, child, at
        self.result = HoldResult()
        self.until = at + BookingSettings.current().hold

    def run(self, wanted: set[int], unwanted: set[int]) -> HoldResult:
        asked = wanted | unwanted
        lock_sessions(asked)
        Reservation.objects.held().expired(self.at).filter(child=self.child, session__in=asked, order=None).delete()
        self.judge = Judge(load_register(self.household), self.at)
        self._prepare(asked)
        self._book([ask for ask in self._asks(wanted) if self._wants(ask)])
        self._give_up(self._asks(unwanted))
        return self.result

    def _prepare(self, asked: set[int]) -> None:
        self.sessions = {one.pk: one for one in with_places(Session.objects.filter(pk__in=asked), at=self.at)}
        self.bookings = bookings_in([self.child.pk], list(asked), at=self.at)

    def _asks(self, sessions: Iterable[int]) -> list[_Ask]:
        found = [self._ask(pk) for pk in sorted(sessions, key=self._order)]
        return [ask for ask in found if ask is not None]

    def _order(self, pk: int) -> tuple[date, int]:
        session = self.sessions.get(pk)
        return (session.starts_on if session else date.max), pk

    def _ask(self, pk: int) -> _Ask | None:
        session = self.sessions.get(pk)
        unit = self._unit(session) if session else None
        enrolment = (
            self.judge.register.enrolment_on(self.child.pk, unit.activity_id, session.starts_on)
            if unit and session
            else None
        )
        if session is None or unit is None or enrolment is None or enrolment.group_id != session.group_id:
            self._refuse(pk, session, "", _("Cette séance n'est pas proposée à cet enfant. Rechargez le planning."))
            return None
        booking = self.bookings.get((self.child.pk, pk))
        cell = self.judge.cell(self.child, enrolment, unit, session.starts_on, session, booking)
        return _Ask(session, unit, enrolment, booking, cell)

    def _unit(self, session: Session) -> Unit | None:
        units = (unit for found in self.judge.register.units.values() for unit in found)
        return next((unit for unit in units if unit.pk == session.unit_id), None)

    def _wants(self, ask: _Ask) -> bool:
        """Is there a place to book? A booking that is there is kept, one about to leave stays after all."""
        if ask.cell.state is CellState.FREE:
            return True
        if ask.cell.state is CellState.LEAVING and ask.booking:
            self._stay(ask.booking)
        elif not ask.cell.is_booked:
            self._refuse(ask.session.pk, ask.session, ask.unit.name, ask.cell.reason)
        return False

    def _book(self, asks: list[_Ask]) -> None:
        Reservation.objects.bulk_create(
            Reservation(
                child=self.child, household=self.household, session=ask.session, status=Status.HELD,
                booked_at=self.at, held_until=self.until, late=ask.cell.late,
            )
            for ask in asks
        )  # fmt: skip
        self.result.held += [ask.session.pk for ask in asks]

    def _stay(self, booking: Reservation) -> None:
        booking.status, booking.held_until, booking.cancellation = Status.CONFIRMED, None, ""
        booking.save(update_fields=["status", "held_until", "cancellation"])
        self.result.held.append(booking.session_id)

    def _give_up(self, asks: list[_Ask]) -> None:
        held = [ask for ask in asks if ask.cell.state is CellState.HELD and ask.booking]
        confirmed = [ask for ask in asks if ask.cell.state is CellState.CONFIRMED and ask.booking]
        leaving = [ask for ask in confirmed if ask.cell.can_change]
        for ask in confirmed:
            if not ask.cell.can_change:
                self._refuse(ask.session.pk, ask.session, ask.unit.name, ask.cell.reason)
        Reservation.objects.filter(pk__in=[ask.booking.pk for ask in held if ask.booking]).delete()
        for late in (True, False):
            self._leave([ask.booking for ask in leaving if ask.cell.late is late and ask.booking], late)
        self.result.released += [ask.session.pk for ask in (*held, *leaving)]

    def _leave(self, bookings: list[Reservation], late: bool) -> None:
        if bookings:
            Reservation.objects.filter(pk__in=[booking.pk for booking in bookings]).update(
                status=Status.LEAVING,
                held_until=self.until,
                cancellation=Cancellation.LATE if late else Cancellation.IN_TIME,
            )

    def _refuse(self, pk: int, session: Session | None, label: str, sentence: str) -> None:
        self.result.refused.append(Refused(pk, session.starts_on if session else None, label, sentence))
