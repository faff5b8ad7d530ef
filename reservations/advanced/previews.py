"""A proposal as a page shows it: row by row, the days that change by month, and those left alone by reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cms.french import WEEKDAYS as WEEKDAYS_IN_FULL
from cms.french import month_in_words
from families.models import Child
from reservations.advanced.proposals import Proposal
from reservations.advanced.selection import Selection
from reservations.advanced.usual import Usual, Usuals
from reservations.days.plans import WEEKDAYS, DayCell, PlanRow
from reservations.models import Unit
from reservations.terms import Terms


@dataclass(frozen=True, slots=True)
class MonthOfDays:
    """« janvier 2027 », and « lu 04 », « je 07 »."""

    month: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Why some days do not change."""

    reason: str
    months: tuple[MonthOfDays, ...]


@dataclass(frozen=True)
class PreviewRow:
    """What becomes of one child in one unit."""

    row: PlanRow
    chosen: tuple[MonthOfDays, ...]
    count: int
    left: tuple[LeftAlone, ...]
    already: int
    taken: str = ""  # « de 16 h 30 à 18 h », where the unit leaves a choice


def preview_rows(proposal: Proposal) -> list[PreviewRow]:
    """The rows of which a wish names a day of service, in the order of the planning."""
    return [_row(one, proposal) for one in proposal.selections if one.chosen or one.skipped or one.already]


def _row(selection: Selection, proposal: Proposal) -> PreviewRow:
    left: dict[str, list[DayCell]] = {}
    for cell in selection.skipped:
        left.setdefault(cell.reason or cell.label, []).append(cell)
    return PreviewRow(
        row=selection.row,
        chosen=by_month(cell.day for cell in selection.chosen),
        count=len(selection.chosen),
        left=tuple(LeftAlone(why, by_month(cell.day for cell in cells)) for why, cells in left.items()),
        already=len(selection.already),
        taken=selection.row.offer.in_words(proposal.wish.taken(selection.row) or Terms()),
    )


def by_month(days: Iterable[date]) -> tuple[MonthOfDays, ...]:
    """These days, in order, each under its month."""
    found: dict[date, list[str]] = {}
    for day in sorted(days):
        found.setdefault(day.replace(day=1), []).append(f"{WEEKDAYS[day.weekday()].lower()} {day:%d}")
    return tuple(MonthOfDays(month_in_words(month), tuple(names)) for month, names in found.items())


@dataclass(frozen=True, slots=True)
class UsualRow:
    """« Sarah », « Cantine Les Lutins Gourmands, Repas », « lundi, mardi »."""

    child: str
    unit: str
    days: str


def usual_rows(children: Sequence[Child], units: Sequence[Unit], usual: Usuals) -> list[UsualRow]:
    """The usual week of these children in the units they may book, in words."""
    return [
        UsualRow(child.first_name, f"{unit.activity.name}, {unit.name}", _in_full(week))
        for child in children
        for unit in units
        if (week := usual.get((child.pk, unit.activity.slug, unit.slug)))
    ]


def _in_full(week: Usual) -> str:
    """« lundi, jeudi, de 16 h 30 à 18 h »."""
    days = [WEEKDAYS_IN_FULL[day] for day in sorted(week.weekdays)]
    return ", ".join(filter(None, (*days, Terms(*week.hours).hours)))
