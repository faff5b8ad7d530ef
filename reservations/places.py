"""Places under lock, and what stands before them: the few questions a rush repeats two thousand times.

They are written in SQL: composed by the ORM, the same questions cost several times what the database spends on them
(docs/performance.md); `tests/reservations/test_places.py` holds each beside the queryset it stands for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from reservations.models import Reservation, Session

_LIVING = "(status IN ('confirmee', 'en-depart') OR (status = 'retenue' AND held_until > %s))"


def lock_sessions(sessions: Collection[int]) -> dict[int, Session]:
    """Lock sessions in (day, id) order until the end of the transaction: places are counted after, never before."""
    rows = f"SELECT * FROM reservations_session WHERE id IN ({marks(sessions)}) ORDER BY starts_on, id {locking()}"  # noqa: S608
    return {session.pk: session for session in Session.objects.raw(rows, list(sessions))}


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
    """The places that living reservations take in some sessions at a moment; a session without any is absent."""
    if not sessions:
        return {}
    count = (
        f"SELECT session_id, COUNT(*) FROM reservations_reservation WHERE session_id IN ({marks(sessions)})"  # noqa: S608
        f" AND {_LIVING} GROUP BY session_id"
    )
    return dict(rows(count, [*sessions, moment(at)]))


def bookings_of(children: Collection[int], sessions: Collection[int]) -> list[Reservation]:
    """The bookings of some children in some sessions that are not cancelled, whichever household made them;
    `ordered` is the status of the order that carries one."""
    asked = (
        "SELECT r.*, o.status AS ordered FROM reservations_reservation r"  # noqa: S608
        " LEFT JOIN payments_order o ON o.id = r.order_id"
        f" WHERE r.child_id IN ({marks(children)}) AND r.session_id IN ({marks(sessions)}) AND r.status <> 'annulee'"
        " ORDER BY r.session_id, r.id"
    )
    return list(Reservation.objects.raw(asked, [*children, *sessions]))


def has_pending(household: int, children: Collection[int]) -> bool:
    """Is anything held or about to be given up in this household, or for these children in another?"""
    pending = (
        "SELECT 1 FROM reservations_reservation WHERE status IN ('retenue', 'en-depart')"  # noqa: S608
        f" AND (household_id = %s OR child_id IN ({marks(children)})) LIMIT 1"
    )
    return bool(rows(pending, [household, *children]))


def marks(values: Collection[object]) -> str:
    """One place for each value of a list: « %s, %s »."""
    return ", ".join(["%s"] * len(values))


def moment(at: datetime) -> object:
    """A moment as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def rows(question: str, values: list) -> list[tuple]:
    """What the database answers to one question."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()
