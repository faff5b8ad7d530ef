"""The full days of a planning, each with the way into its waiting list, or the turn of the child in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from families.models import Child, Household
from reservations.booking.joining import Turn, turns
from reservations.days.plans import CellState
from reservations.planning.boards import BoardRow, Day


@dataclass(frozen=True, slots=True)
class FullDay:
    """A day without a place left for a child, and its turn in the queue where it has one."""

    child: Child
    title: str
    day: Day
    turn: Turn | None


def full_days(household: Household, rows: Iterable[BoardRow]) -> list[FullDay]:
    """Those of these rows, by row then by day; three queries where there is any."""
    found = [(row, day) for row in rows for day in row.days if day.cell.state is CellState.FULL]
    if not found:
        return []
    entries = household.waiting_entries.living().filter(session__in=[day.cell.session for _row, day in found])
    mine = {(turn.entry.child_id, turn.entry.session_id): turn for turn in turns(entries)}
    return [
        FullDay(row.row.child, f"{row.row.activity.name}, {row.row.unit.name}", day,
                mine.get((row.row.child.pk, day.cell.session or 0)))
        for row, day in found
    ]  # fmt: skip
