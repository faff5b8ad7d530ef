"""Many days at once: « tout le mois », and « Modification avancée » (statements 24 and 30); pure values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from reservations.plans import CellState, DayCell, PlanRow

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Asked:
    """What to do with the days between two dates, both included, on some weekdays (0 is Monday)."""

    first: date
    last: date
    weekdays: Collection[int] = EVERY_DAY
    book: bool = True

    def names(self, cell: DayCell) -> bool:
        return self.first <= cell.day <= self.last and cell.day.weekday() in self.weekdays


@dataclass(frozen=True)
class Selection:
    """A row of the planning and the days of it that change; those left alone say why."""

    row: PlanRow
    chosen: tuple[DayCell, ...]
    skipped: tuple[DayCell, ...]

    @property
    def sessions(self) -> frozenset[int]:
        return frozenset(cell.session for cell in self.chosen if cell.session is not None)


def select(rows: Iterable[PlanRow], asked: Asked) -> tuple[Selection, ...]:
    """The days to book or to cancel in each row. Late ones are left to the parent, one by one."""
    return tuple(_select(row, asked) for row in rows)


def _select(row: PlanRow, asked: Asked) -> Selection:
    cells = [cell for cell in row.cells if asked.names(cell)]
    if asked.book:
        chosen = [cell for cell in cells if cell.is_ordinary or cell.state is CellState.LEAVING]
        return Selection(row, tuple(chosen), tuple(cell for cell in cells if cell.is_skipped))
    booked = [cell for cell in cells if cell.is_booked]
    chosen = [cell for cell in booked if _leaves_freely(cell)]
    return Selection(row, tuple(chosen), tuple(cell for cell in booked if not _leaves_freely(cell)))


def _leaves_freely(cell: DayCell) -> bool:
    return cell.can_change and (cell.state is CellState.HELD or not cell.late)
