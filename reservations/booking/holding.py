"""Hold places and give them up: everything is decided on the server, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Child, Household, User
from families.rows import insert
from payments.locks import lock_household
from payments.models import Order
from reservations.booking.basket import drop_orders_of, expire_around, paying_elsewhere
from reservations.booking.changes import Change, HoldResult, Refused
from reservations.booking.places import bookings_of, count_places, has_pending, lock_sessions
from reservations.booking.queue import freed, queued_in
from reservations.booking.rebooking import Rebooking, place, undo_pairs
from reservations.days.bookings import by_child_and_session, is_living
from reservations.days.cells import Judge, Pardon
from reservations.days.plans import CellState, DayCell
from reservations.errors import BookingError
from reservations.models import Enrolment, Reservation, Session, Unit, Waiver
from reservations.pricing.register import Register, load_register
from reservations.terms import Terms
from rules.cutoffs import Timeliness

Status, Cancellation = Reservation.Status, Reservation.Cancellation


def hold(
    *,
    household: Household,
    child: Child,
    wanted: Collection[int],
    unwanted: Collection[int] = (),
    at: datetime,
    by: User | None = None,
) -> HoldResult:
    """Keep places for a child in the sessions wanted, and give up those unwanted; see `hold_all`."""
    return hold_all(household=household, changes=[Change(child, wanted, unwanted)], at=at, by=by)


def hold_all(
    *,
    household: Household,
    changes: Sequence[Change],
    at: datetime,
    by: User | None = None,
    pardon: Pardon | None = None,
) -> HoldResult:
    """Keep places in the sessions wanted and give up those unwanted, for some children; each refusal says why.

    ``by`` is the clerk who does it for the family, and may override deadlines with a ``pardon``.

    Sessions are locked in (day, id) order and counted under the lock: a place is never given twice. An
    open order whose lines are touched is given up first, after asking the bank.

    Raises:
        BookingError: a child is not of this household, or a payment was opened meanwhile in another window.
    """
    asked = {pk for change in changes for pk in (*change.wanted, *change.unwanted)}
    register = load_register(household, at=at, booked=False)
    children = {change.child.pk for change in changes}
    if not children <= {child.pk for child in register.children}:
        raise BookingError(_("Cet enfant n'est pas rattaché à votre foyer. Rechargez la page et recommencez."))
    if not asked:
        return HoldResult()
    if has_pending(household.pk, children):
        drop_orders_of(household.reservations.touched_by(changes), at=at)
        expire_around(household, children, at=at)
    register.records.read_ahead()  # what need not be read under the locks that others wait for
    with transaction.atomic():
        lock_household(household)
        return _Hold(register, changes, asked, at, by, pardon).run()


@dataclass(frozen=True)
class _Ask:
    """A session asked for a child, with all that decides it."""

    child: Child
    session: Session
    unit: Unit
    enrolment: Enrolment
    booking: Reservation | None
    cell: DayCell
    asked: Terms | None
    terms: Terms  # what is asked, as the unit offers it


class _Hold:
    """One « Valider », under the locks."""

    def __init__(
        self,
        register: Register,
        changes: Sequence[Change],
        asked: set[int],
        at: datetime,
        by: User | None,
        pardon: Pardon | None,
    ) -> None:
        self.household, self.changes, self.at, self.by = register.household, changes, at, by
        self.result = HoldResult()
        self.until = at + register.hold
        self.judge = Judge(register, at, pardon)
        self.rebooking = Rebooking(self.until)
        self.bookings: dict[tuple[int, int], Reservation] = {}
        self.waiting: set[tuple[int, int]] = set()
        self.sessions = lock_sessions(asked)
        self.queued = queued_in(asked)
        freed(self.queued, at=at)  # those who wait come before those who come
        count_places(self.sessions.values(), at=at)
        self._read_bookings(bookings_of([change.child.pk for change in changes], asked))

    def _read_bookings(self, found: Collection[Reservation]) -> None:
        """What each child already has there; one that expired is kept aside until its bank answers."""
        self.bookings = by_child_and_session(found, self.at)
        self.waiting = {(one.child_id, one.session_id) for one in found if not is_living(one, self.at)}
        ordered = [one for one in found if one.ordered == Order.OPEN]  # type: ignore[attr-defined]
        if any(self._is_undone(one) for one in ordered):
            raise paying_elsewhere()

    def _is_undone(self, booking: Reservation) -> bool:
        """Is it a pending change of this household that this « Valider » takes back?"""
        mine = [change for change in self.changes if change.child.pk == booking.child_id]
        if booking.household_id != self.household.pk:
            return False
        pk = booking.session_id
        if booking.status == Status.HELD:
            return any(pk in change.terms or pk in set(change.unwanted) - set(change.wanted) for change in mine)
        alone = self.bookings.get((booking.child_id, pk)) is booking  # its hours are not about to change
        return booking.status == Status.LEAVING and alone and any(pk in change.wanted for change in mine)

    def run(self) -> HoldResult:
        """Free first, book after: a place given up by a child may be taken by another."""
        for change in self.changes:
            self._give_up(list(self._asks(change, set(change.unwanted) - set(change.wanted))))
        booked = [ask for change in self.changes for ask in self._asks(change, change.wanted) if self._wants(ask)]
        self._book(booked)
        self.rebooking.save()
        freed(self.queued, at=self.at)
        return self.result

    def _asks(self, change: Change, sessions: Iterable[int]) -> Iterator[_Ask]:
        for pk in sorted(set(sessions), key=self._order):
            ask = self._ask(change.child, pk, change.terms.get(pk))
            if ask is not None:
                yield ask

    def _order(self, pk: int) -> tuple[date, int]:
        session = self.sessions.get(pk)
        return (session.starts_on if session else date.max), pk

    def _ask(self, child: Child, pk: int, asked: Terms | None) -> _Ask | None:
        session = self.sessions.get(pk)
        unit = self.judge.register.unit(session.unit_id) if session else None
        enrolment = self._enrolment(child, session, unit)
        if session is None or unit is None or enrolment is None:
            self._refuse(child, pk, _("Cette séance n'est pas proposée à cet enfant. Rechargez le planning."))
            return None
        booking = self.bookings.get((child.pk, pk))
        cell = self.judge.cell(child, enrolment, unit, session.starts_on, session, booking)
        terms = self.judge.register.offer(unit).filled(asked)
        return _Ask(child, session, unit, enrolment, booking, cell, asked, terms)

    def _enrolment(self, child: Child, session: Session | None, unit: Unit | None) -> Enrolment | None:
        """The enrolment that opens this session to this child."""
        if session is None or unit is None or unit.origin != Unit.Origin.BOOKED:
            return None
        found = self.judge.register.enrolment_on(child.pk, unit.activity_id, session.starts_on)
        return found if found and found.group_id == session.group_id and found.activity.is_published else None

    def _wants(self, ask: _Ask) -> bool:
        """Is there a place to book? A booking that is there is kept, one about to leave stays after all."""
        if (ask.child.pk, ask.session.pk) in self.waiting:
            sentence = _("Un paiement est encore en cours pour ce jour : attendez la réponse de la banque.")
            self._refuse(ask.child, ask.session.pk, sentence)
        elif problem := self.judge.register.offer(ask.unit).problem(ask.terms):
            self._refuse(ask.child, ask.session.pk, problem)
        elif ask.cell.state is CellState.FREE:
            ask.session.taken += 1  # type: ignore[attr-defined]
            return True
        elif ask.cell.state is CellState.LEAVING and ask.booking:
            self._stay(ask.booking)
        elif not ask.cell.is_booked:
            self._refuse(ask.child, ask.session.pk, ask.cell.reason, full=ask.cell.state is CellState.FULL)
        elif ask.asked and ask.terms != ask.cell.terms and ask.booking:
            self._rebook(ask, ask.booking)
        return False

    def _rebook(self, ask: _Ask, booking: Reservation) -> None:
        """Other hours for a place booked, while its deadline lets them change."""
        timing = self.judge.changing(ask.child, ask.enrolment, ask.unit, ask.session)
        if not ask.cell.can_rebook:
            self._refuse(ask.child, ask.session.pk, timing.reason)
            return
        late = timing.timeliness is Timeliness.LATE
        self.rebooking.change(booking, ask.cell, self._place(ask, late), ask.terms)
        self.result.changed.append(ask.session.pk)

    def _place(self, ask: _Ask, late: bool) -> Reservation:
        return place(
            ask.terms, child=ask.child, household=self.household, session=ask.session, booked_at=self.at,
            booked_by=self.by, held_until=self.until, late=late,
        )  # fmt: skip

    def _book(self, asks: Sequence[_Ask]) -> None:
        insert(Reservation, [self._place(ask, ask.cell.late) for ask in asks])
        self.result.held += [ask.session.pk for ask in asks]
        self._write_waivers(asks, Waiver.Action.BOOK)

    def _write_waivers(self, asks: Sequence[_Ask], action: str) -> None:
        """Each deadline overridden leaves its trace: who, when, why."""
        pardon = self.judge.pardon
        waived = [ask for ask in asks if ask.cell.waived]
        if pardon is None or not waived:
            return
        pending = self.household.reservations.pending().filter(session__in=[ask.session.pk for ask in waived])
        bookings = {(one.child_id, one.session_id): one for one in pending}
        Waiver.objects.bulk_create(
            Waiver(
                household=self.household, child=ask.child, session=ask.session, action=action, reason=pardon.reason,
                reservation=bookings.get((ask.child.pk, ask.session.pk)), deadline=ask.cell.reason[:250],
                counts_as_late=pardon.late, granted_at=self.at, granted_by=self.by,
            )
            for ask in waived
        )  # fmt: skip

    def _stay(self, booking: Reservation) -> None:
        booking.stay()
        booking.save(update_fields=["status", "held_until", "cancellation", "order"])
        self.result.held.append(booking.session_id)

    def _give_up(self, asks: Sequence[_Ask]) -> None:
        held = [ask for ask in asks if ask.cell.state is CellState.HELD]
        held = [ask for ask in held if not self._keep_paid(ask)]
        confirmed = [ask for ask in asks if ask.cell.state is CellState.CONFIRMED]
        leaving = [ask for ask in confirmed if ask.cell.can_change]
        for ask in confirmed:
            if not ask.cell.can_change:
                self._refuse(ask.child, ask.session.pk, ask.cell.reason)
        for ask in held:
            if ask.booking and not ask.booking.replaces:
                ask.session.taken -= 1  # type: ignore[attr-defined]
        if held:
            Reservation.objects.filter(pk__in=[ask.booking.pk for ask in held if ask.booking]).delete()
        for late in (True, False):
            self._leave([ask.booking for ask in leaving if ask.cell.late is late and ask.booking], late)
        self.result.released += [ask.session.pk for ask in (*held, *leaving)]
        self._write_waivers(leaving, Waiver.Action.CANCEL)
        for ask in held:
            self.bookings.pop((ask.child.pk, ask.session.pk))

    def _keep_paid(self, ask: _Ask) -> bool:
        """A place whose hours were to change is given up: the one paid for leaves by the deadline to cancel, or stays
        as it was where that has passed; says whether it stays.
        """
        was = ask.booking.replaces if ask.booking else None
        if was is None or ask.booking is None:
            return False
        verdict = self.judge.cancelling(ask.child, ask.enrolment, ask.unit, ask.session)
        if verdict.can_change:
            self._leave([was], verdict.late)
            return False
        undo_pairs([ask.booking])
        self._refuse(ask.child, ask.session.pk, verdict.reason)
        return True

    def _leave(self, bookings: Sequence[Reservation], late: bool) -> None:
        if bookings:
            Reservation.objects.filter(pk__in=[booking.pk for booking in bookings]).update(
                status=Status.LEAVING,
                held_until=self.until,
                cancellation=Cancellation.LATE if late else Cancellation.IN_TIME,
                order=None,
            )

    def _refuse(self, child: Child, pk: int, sentence: str, *, full: bool = False) -> None:
        session = self.sessions.get(pk)
        unit = self.judge.register.unit(session.unit_id) if session else None
        day = session.starts_on if session else None
        self.result.refused.append(Refused(pk, day, unit.name if unit else "", sentence, child.pk, full))
