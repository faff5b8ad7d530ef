"""A family joins the waiting list of a full day, reads its turn, and leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Child, Household, User
from payments.locks import lock_household
from reservations.booking.holding import hold
from reservations.booking.queue import freed
from reservations.days.planning import lock_sessions
from reservations.days.plans import CellState
from reservations.days.seats import seat_of
from reservations.errors import BookingError
from reservations.models import WaitingEntry

Status = WaitingEntry.Status


@dataclass(frozen=True)
class Turn:
    """An entry and its place in the queue, 1 for the next served; none once a place is offered."""

    entry: WaitingEntry
    position: int | None


@transaction.atomic
def join(*, household: Household, child: Child, session: int, at: datetime, by: User | None = None) -> WaitingEntry:
    """Put a child in the queue of a full session, under its lock; ``by`` is the clerk who does it for the family.

    Raises:
        BookingError: the day is not full, is refused to this child, or this child already waits.
    """
    lock_household(household)
    lock_sessions([session])
    freed([session], at=at)
    seat = seat_of(household, child.pk, session, at=at)
    if seat is None:
        raise BookingError(_("Cette séance n'est pas proposée à cet enfant. Rechargez le planning."))
    if seat.cell.state is not CellState.FULL:
        raise BookingError(_why_not(seat.cell.state, seat.cell.reason))
    other = WaitingEntry.objects.living().filter(child=child, session=session).first()
    if other:
        raise BookingError(_already(other, household))
    return WaitingEntry.objects.create(
        child=child, household=household, session=seat.session, priority=seat.priority, joined_at=at, joined_by=by,
        hopes_until=seat.closes_at,
    )  # fmt: skip


def leave(entry: WaitingEntry, *, at: datetime) -> None:
    """Leave the queue, or give up the place offered, which goes to the next.

    Raises:
        BookingError: the place offered is being paid in another window.
    """
    with transaction.atomic():
        lock_sessions([entry.session_id])
        left = WaitingEntry.objects.waiting().filter(pk=entry.pk).update(status=Status.LEFT, ended_at=at)
    if not left and WaitingEntry.objects.filter(pk=entry.pk, status=Status.OFFERED).exists():
        hold(household=entry.household, child=entry.child, wanted=(), unwanted=[entry.session_id], at=at)


def turns_of(household: Household, *, since: datetime) -> list[Turn]:
    """The queues of a household from a moment's day on, by day: those it is in, and what became of the others."""
    mine = household.waiting_entries.filter(session__starts_on__gte=since.date())
    return turns(mine.select_related("child", "session__unit__activity").order_by("session__starts_on", "pk"))


def turns(entries: Iterable[WaitingEntry]) -> list[Turn]:
    """Each entry with its position, in two queries whatever their number."""
    found = list(entries)
    ahead: dict[int, list[int]] = {}
    queue = WaitingEntry.objects.waiting().filter(session__in={entry.session_id for entry in found}).in_turn()
    for pk, session in queue.values_list("pk", "session_id"):
        ahead.setdefault(session, []).append(pk)
    return [Turn(entry, _position(entry, ahead.get(entry.session_id, []))) for entry in found]


def _position(entry: WaitingEntry, queue: list[int]) -> int | None:
    return queue.index(entry.pk) + 1 if entry.pk in queue else None


def _why_not(state: CellState, reason: str) -> str:
    if state is CellState.FREE:
        return _("Une place vient de se libérer : réservez ce jour depuis le planning.")
    if state in (CellState.HELD, CellState.CONFIRMED, CellState.LEAVING):
        return _("Ce jour est déjà réservé pour cet enfant, ou une place lui est gardée.")
    return reason


def _already(entry: WaitingEntry, household: Household) -> str:
    if entry.household_id != household.pk:
        return _("L'autre foyer de l'enfant l'a déjà inscrit sur cette liste d'attente.")
    return _("Cet enfant est déjà sur la liste d'attente de ce jour.")
