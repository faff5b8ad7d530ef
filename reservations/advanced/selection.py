"""Many days at once: « tout le mois », and « Modification avancée » (statements 24 and 30); pure values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from reservations.days.plans import CellState, DayCell, PlanRow

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
    """A row of the planning and the days of it that change; those left alone say why.

    ``already`` are the days that are as asked: nothing to do.
    """

    row: PlanRow
    chosen: tuple[DayCell, ...]
    skipped: tuple[DayCell, ...]
    already: tuple[DayCell, ...] = ()

    @property
    def sessions(self) -> frozenset[int]:
        return frozenset(cell.session for cell in self.chosen if cell.session is not None)


def select(rows: Iterable[PlanRow], asked: Asked) -> tuple[Selection, ...]:
    """The days to book or to cancel in each row. Late ones are left to the parent, one by one."""
    return tuple(_select(row, asked) for row in rows)


def _select(row: PlanRow, asked: Asked) -> Selection:
    cells = [cell for cell in row.cells if asked.names(cell)]
    booked = tuple(cell for cell in cells if cell.is_booked)
    if asked.book:
        chosen = tuple(cell for cell in cells if cell.is_ordinary or cell.state is CellState.LEAVING)
        return Selection(row, chosen, tuple(cell for cell in cells if cell.is_skipped), booked)
    leaving = tuple(cell for cell in cells if cell.state is CellState.LEAVING)
    chosen = tuple(cell for cell in booked if _leaves_freely(cell))
    return Selection(row, chosen, tuple(cell for cell in booked if not _leaves_freely(cell)), leaving)


def _leaves_freely(cell: DayCell) -> bool:
    return cell.can_change and (cell.state is CellState.HELD or not cell.late)


def share(selections: Iterable[Selection], sentence: str) -> tuple[Selection, ...]:
    """The same, where several children ask for the last places of a day: the first have them, each other is
    left with ``sentence`` as its reason."""
    taken: dict[int, int] = {}
    return tuple(_share(one, taken, sentence) for one in selections)


def _share(selection: Selection, taken: dict[int, int], sentence: str) -> Selection:
    chosen, over = [], []
    for cell in selection.chosen:
        asks = cell.session is not None and cell.state is CellState.FREE and cell.places is not None
        if asks and taken.get(cell.session, 0) >= cell.places:
            over.append(replace(cell, reason=sentence))
            continue
        if asks:
            taken[cell.session] = taken.get(cell.session, 0) + 1
        chosen.append(cell)
    skipped = sorted((*selection.skipped, *over), key=lambda cell: cell.day)
    return replace(selection, chosen=tuple(chosen), skipped=tuple(skipped))
