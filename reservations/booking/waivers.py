"""A deadline overridden at the counter: the day is booked or given up all the same, and it is written why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from families.audit import record
from families.models import Child, Household, User
from reservations.booking.holding import Change, HoldResult, hold_all
from reservations.days.cells import Pardon
from reservations.days.planning import plan_for
from reservations.days.plans import CellState, DayCell
from reservations.days.verdicts import has_begun
from reservations.errors import BookingError

WAIVED = "reservations.waive"


@dataclass(frozen=True)
class WaivableDay:
    """A day whose deadline has passed: what may still be done with it, and the sentence that refuses it."""

    session: int
    day: date
    unit: str
    books: bool
    sentence: str


def waivable_days(household: Household, child: Child, first: date, last: date, *, at: datetime) -> list[WaivableDay]:
    """The days of a child that only a deadline keeps from being booked, or given up, before they begin."""
    rows = plan_for(household, [child], first, last, at=at).rows
    return [
        WaivableDay(cell.session, cell.day, row.unit.name, cell.state is CellState.TOO_LATE, cell.reason)
        for row in rows
        for cell in row.cells
        if cell.session and _is_waivable(cell) and not has_begun(row.unit, cell.day, at)
    ]


def _is_waivable(cell: DayCell) -> bool:
    return cell.state is CellState.TOO_LATE or (cell.state is CellState.CONFIRMED and not cell.can_change)


def waive(
    household: Household,
    child: Child,
    sessions: Sequence[WaivableDay],
    *,
    reason: str,
    late: bool,
    at: datetime,
    by: User,
) -> HoldResult:
    """Put these days in the family's basket in spite of their deadline, and write who allowed it, when and why.

    ``late`` keeps the price, or the cost of cancelling, of those who come late.

    Raises:
        BookingError: no day, no reason, or a payment is under way in another window.
    """
    if not sessions or not reason.strip():
        raise BookingError(_("Choisissez au moins un jour et écrivez le motif de la dérogation."))
    booked = [one.session for one in sessions if one.books]
    given_up = [one.session for one in sessions if not one.books]
    pardon = Pardon(reason.strip()[:250], late)
    changes = [Change(child, booked, given_up)]
    result = hold_all(household=household, changes=changes, at=at, by=by, pardon=pardon)
    if result.held or result.released:
        days = [one.day.isoformat() for one in sessions]
        record(WAIVED, child, by=by, household=household, at=at, days=days, reason=pardon.reason)
    return result
