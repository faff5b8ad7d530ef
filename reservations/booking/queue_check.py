"""The waiting lists, checked: nobody waits beside a free place, no place is offered that is not held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from payments.self_check import Finding
from reservations.days.cells import is_full
from reservations.days.planning import with_places
from reservations.days.plans import CellState
from reservations.days.seats import seat_of
from reservations.models import Reservation, Session, WaitingEntry

HELD = Reservation.Status.HELD


def queues(at: datetime) -> Iterator[Finding]:
    """What is wrong with the waiting lists as they stand ``at``."""
    yield from _idle(at)
    yield from _empty_offers()


def _idle(at: datetime) -> Iterator[Finding]:
    """The first in turn who may have a free place has it, or is offered it."""
    waiting = WaitingEntry.objects.waiting().select_related("household", "child", "session__unit")
    sessions = Session.objects.filter(pk__in=waiting.order_by().values("session"))
    for session in (one for one in with_places(sessions, at=at) if not is_full(one)):
        for entry in waiting.filter(session=session).in_turn():
            seat = seat_of(entry.household, entry.child_id, session.pk, at=at)
            if seat and seat.cell.state is CellState.FREE:
                message = _("%(entry)s : une place est libre et l'enfant l'attend. Lancez expire_holds.")
                yield Finding("place-free-and-queue", message % {"entry": entry}, entry)
                break


def _empty_offers() -> Iterator[Finding]:
    """An offered place is held."""
    for entry in WaitingEntry.objects.filter(status=WaitingEntry.Status.OFFERED).exclude(reservation__status=HELD):
        message = _("%(entry)s : place proposée, mais rien n'est retenu.")
        yield Finding("offer-without-place", message % {"entry": entry}, entry)
