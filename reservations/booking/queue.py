"""The queue of a full session: what frees a place gives it, in the same transaction, to the first who may have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localtime

from cms.french import day_in_words, moment_in_words
from families.message_kinds import Kind
from families.notices import notify
from families.rows import answers, places
from reservations.days.cells import places_left
from reservations.days.planning import lock_sessions, with_places
from reservations.days.plans import CellState
from reservations.days.seats import Seat, seat_of
from reservations.message_kinds import PLACE_CONFIRMED, PLACE_LAPSED, PLACE_OFFERED, WAIT_CLOSED
from reservations.models import BookingSettings, Reservation, Session, WaitingEntry

Status, Booking = WaitingEntry.Status, Reservation.Status
OVER = frozenset({CellState.TOO_LATE, CellState.PAST})  # no place freed from now on could be taken
SHORTEST = timedelta(minutes=20)  # what a family needs to read its message and pay


def offered(bookings: Iterable[Reservation]) -> set[int]:
    """Those of these bookings that are places offered to a family of the waiting list."""
    keys = [booking.pk for booking in bookings]
    entries = WaitingEntry.objects.filter(reservation__in=keys, status=Status.OFFERED)
    return set(entries.values_list("reservation_id", flat=True))


def queued_in(sessions: Iterable[int]) -> list[int]:
    """Those of these sessions that somebody waits for, or is offered a place in."""
    keys = list(sessions)
    hoping = (
        "SELECT DISTINCT session_id FROM reservations_waitingentry"  # noqa: S608
        f" WHERE session_id IN ({places(keys)}) AND status IN ('attente', 'proposee') ORDER BY session_id"
    )
    return [session for (session,) in answers(hoping, keys)] if keys else []


def freed(sessions: Iterable[int], *, at: datetime) -> None:
    """Settle the queues of these sessions and give what is free to the first in turn.

    To be called in the transaction that frees places (or takes them), whose locks on these sessions it shares: a
    place is counted and given under them, never twice. The household of the family served need not be locked: its
    basket only gains a line, and no order under way carries it.
    """
    for session in queued_in(sessions):
        _settle(session, at)
        _give(session, at)


def sweep(at: datetime) -> int:
    """Give the places nobody's request gave, and close the waits that are over. Gives the number of sessions tried.

    Every minute: the queue is served even where no family opens its planning.
    """
    keys = queued_in(Session.objects.filter(waiting_entries__isnull=False).values_list("pk", flat=True))
    for session in keys:
        with transaction.atomic():
            lock_sessions([session])
            _look_again(session, at)
            freed([session], at=at)
    return len(keys)


def _look_again(session: int, at: datetime) -> None:
    """A cut-off has passed: close the waits that it ends, though no place came; the others hope until the next."""
    due = Q(hopes_until__isnull=True) | Q(hopes_until__lte=at)
    for entry in WaitingEntry.objects.waiting().filter(due, session=session).select_related("household"):
        seat = seat_of(entry.household, entry.child_id, session, at=at)
        if seat is None or seat.cell.state in OVER:
            _close(entry, at)
        else:
            WaitingEntry.objects.filter(pk=entry.pk).update(hopes_until=seat.closes_at)


# Settling -----------------------------------------------------------------------------------------


def _settle(session: int, at: datetime) -> None:
    """Write what became of the places offered, and of those who found a place by themselves."""
    entries = WaitingEntry.objects.filter(session=session)
    for entry in entries.filter(status=Status.OFFERED).select_related("reservation"):
        outcome = _outcome(entry, at)
        if outcome:
            _end(entry, outcome, at)
        if outcome is Status.LAPSED and entry.reservation is None:
            _tell(PLACE_LAPSED, entry, at)
    booked = Reservation.objects.living(at).filter(child=OuterRef("child"), session=OuterRef("session"))
    for entry in entries.waiting().filter(Exists(booked)):
        _end(entry, Status.TAKEN, at)


def _outcome(entry: WaitingEntry, at: datetime) -> Status | None:
    """What became of an offered place; None while it is still held (or its bank has not answered)."""
    booking = entry.reservation
    if booking is None:
        return Status.LAPSED if entry.offered_until and entry.offered_until <= at else Status.LEFT
    if booking.status == Booking.HELD:
        return None
    return Status.LAPSED if booking.status == Booking.CANCELLED else Status.TAKEN


def _end(entry: WaitingEntry, status: Status, at: datetime) -> None:
    entry.status, entry.ended_at = status, at
    entry.save(update_fields=["status", "ended_at"])


# Giving -------------------------------------------------------------------------------------------


def _give(session: int, at: datetime) -> None:
    """Go down the queue as long as places are free; whoever may not have one now keeps their turn."""
    (found,) = with_places(Session.objects.filter(pk=session), at=at)
    left = places_left(found)
    for entry in WaitingEntry.objects.waiting().filter(session=session).in_turn().select_related("household"):
        if left == 0:
            break
        if _serve(entry, at) and left is not None:
            left -= 1


def _serve(entry: WaitingEntry, at: datetime) -> bool:
    """Offer a place to one family, or close its wait where none can come any more; says whether it has the place."""
    seat = seat_of(entry.household, entry.child_id, entry.session_id, at=at)
    if seat is None or seat.cell.state in OVER:
        _close(entry, at)
    elif seat.cell.state is CellState.FREE:
        return _confirm(entry, seat, at) or _offer(entry, seat, at)
    return False


def _offer(entry: WaitingEntry, seat: Seat, at: datetime) -> bool:
    """Hold the place for the household, for the time the town gives and never beyond the cut-off."""
    until = min(at + BookingSettings.current().offer, seat.closes_at)
    if until - at < SHORTEST:
        return False
    entry.reservation = _book(entry, seat, at, status=Booking.HELD, held_until=until)
    entry.status, entry.offered_at, entry.offered_until = Status.OFFERED, at, until
    entry.save(update_fields=["status", "reservation", "offered_at", "offered_until"])
    values = {**_words(seat), "limite": moment_in_words(localtime(until)), "lien": _recap()}
    notify(PLACE_OFFERED, values, household=entry.household, at=at, key=f"place-proposee:{entry.pk}")
    return True


def _confirm(entry: WaitingEntry, seat: Seat, at: datetime) -> bool:
    """Confirm at once what is invoiced later, where the town chose so and the tariff accepts it."""
    wanted = BookingSettings.current().waiting_confirms_deferred and not seat.enrolment.activity.is_immediate
    if not wanted or seat.price is None:
        return False
    entry.reservation = _book(entry, seat, at, status=Booking.CONFIRMED)
    entry.status, entry.ended_at = Status.TAKEN, at
    entry.save(update_fields=["status", "reservation", "ended_at"])
    notify(PLACE_CONFIRMED, _words(seat), household=entry.household, at=at, key=f"place-confirmee:{entry.pk}")
    return True


def _book(entry: WaitingEntry, seat: Seat, at: datetime, **fields) -> Reservation:
    return Reservation.objects.create(
        child=seat.child, household=entry.household, session=seat.session, booked_at=at, late=seat.cell.late, **fields
    )


def _close(entry: WaitingEntry, at: datetime) -> None:
    _end(entry, Status.CLOSED, at)
    _tell(WAIT_CLOSED, entry, at)


def _tell(kind: Kind, entry: WaitingEntry, at: datetime) -> None:
    """Say how a wait ended."""
    session = entry.session
    values = {
        "enfant": entry.child.first_name,
        "activite": f"{session.unit.activity.name}, {session.unit.name}",
        "jour": day_in_words(session.starts_on),
    }
    notify(kind, values, household=entry.household, at=at, key=f"{kind.slug}:{entry.pk}")


def _words(seat: Seat) -> dict[str, str]:
    return {
        "enfant": seat.child.first_name,
        "activite": f"{seat.enrolment.activity.name}, {seat.unit.name}",
        "jour": day_in_words(seat.session.starts_on),
    }


def _recap() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('reservations:recap')}"
