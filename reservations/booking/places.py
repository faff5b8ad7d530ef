"""Places under lock, and what stands before them: the few questions a rush repeats two thousand times.

They are written in SQL: composed by the ORM, the same questions cost several times what the database spends on them
(docs/performance.md); `tests/reservations/test_places.py` holds each beside the queryset it stands for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from families.rows import answers, places, read
from reservations.models import Reservation, Session

_LIVING = "(status IN ('confirmee', 'en-depart') OR (status = 'retenue' AND held_until > %s))"


def lock_sessions(sessions: Collection[int]) -> dict[int, Session]:
    """Lock sessions in (day, id) order until the end of the transaction: places are counted after, never before."""
    asked = f"WHERE t.id IN ({places(sessions)}) ORDER BY t.starts_on, t.id {locking()}"
    return {session.pk: session for session in read(Session, asked, sessions)}


def count_places(sessions: Iterable[Session], *, at: datetime) -> None:
    """Give each session its `taken`: the places that living reservations take at a moment."""
    found = {session.pk: session for session in sessions}
    taken = taken_in(found, at=at)
    for pk, session in found.items():
        session.taken = taken.get(pk, 0)  # type: ignore[attr-defined]


def locking() -> str:
    """What locks the rows read until the end of the transaction; SQLite's transaction is the lock."""
    return "FOR UPDATE" if connection.features.has_select_for_update else ""


def taken_in(sessions: Collection[int], *, at: datetime) -> dict[int, int]:
    """The places that living reservations take in some sessions at a moment; a session without any is absent.

    A child whose hours change has two bookings there, and one place.
    """
    if not sessions:
        return {}
    count = (
        "SELECT session_id, COUNT(DISTINCT child_id) FROM reservations_reservation"  # noqa: S608
        f" WHERE session_id IN ({places(sessions)}) AND {_LIVING} GROUP BY session_id"
    )
    return dict(answers(count, [*sessions, moment(at)]))


def bookings_of(children: Collection[int], sessions: Collection[int]) -> list[Reservation]:
    """The bookings of some children in some sessions that are not cancelled, whichever household made them;
    `ordered` is the status of the order that carries one."""
    asked = (
        f"LEFT JOIN payments_order o ON o.id = t.order_id WHERE t.child_id IN ({places(children)})"
        f" AND t.session_id IN ({places(sessions)}) AND t.status <> 'annulee' ORDER BY t.session_id, t.id"
    )
    return read(Reservation, asked, [*children, *sessions], ordered="o.status")


def has_pending(household: int, children: Collection[int]) -> bool:
    """Is anything held or about to be given up in this household, or for these children in another?"""
    pending = (
        "SELECT 1 FROM reservations_reservation WHERE status IN ('retenue', 'en-depart')"  # noqa: S608
        f" AND (household_id = %s OR child_id IN ({places(children)})) LIMIT 1"
    )
    return bool(answers(pending, [household, *children]))


def moment(at: datetime) -> object:
    """A moment as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)
