"""The planning as a page shows it: each day says in words what it is, each row says what it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.french import WEEKDAYS, day_in_words, day_number, moment_in_words
from families.models import Child
from reservations.days.plans import LABELS, CellState, DayCell, Plan, PlanRow
from reservations.days.plans import WEEKDAYS as SHORT_WEEKDAYS
from reservations.planning.picks import Pick, Posted, picks

NO_SERVICE = {CellState.CLOSED, CellState.PAST}


@dataclass(frozen=True)
class Day:
    """A cell with its words; ``ticked`` is what its box shows."""

    cell: DayCell
    ticked: bool = False
    is_today: bool = False
    taken: str = ""  # « de 16 h 30 à 18 h », where the family chooses

    @property
    def weekday(self) -> str:
        return SHORT_WEEKDAYS[self.cell.day.weekday()]

    @property
    def when(self) -> str:
        """« mardi 2 juin »: the year is in the heading."""
        return day_in_words(self.cell.day).rsplit(" ", 1)[0]

    @property
    def words(self) -> str:
        """« mardi 2 juin : complet. Il ne reste plus de place ce jour-là. »"""
        label = str(_("libre, réservation tardive")) if self.is_late else self.cell.label
        label = f"{label} {self.taken}" if self.taken else label
        note = self.note.removeprefix(f"{label.capitalize()} : ")  # « fermé. Toussaint. », not « fermé. Fermé : … »
        return f"{self.when} : {label}. {note}" if note else f"{self.when} : {label}"

    @property
    def note(self) -> str:
        """Why the day is as it is, or until when it may be changed."""
        if self.cell.reason:
            return self.cell.reason
        if self.cell.held_until:
            return _("Place gardée jusqu'au %s.") % _moment(self.cell.held_until)
        if self.cell.until and self.cell.can_change:
            return _("À changer avant le %s.") % _moment(self.cell.until)
        return ""

    @property
    def is_late(self) -> bool:
        return self.cell.state is CellState.FREE and self.cell.late

    @property
    def state(self) -> str:
        return "tardif" if self.is_late else self.cell.state.value


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and the days it holds for: « Sa 06, Di 07 »."""

    days: str
    sentence: str


@dataclass(frozen=True)
class BoardRow:
    """One row of the planning and what is told beside it."""

    row: PlanRow
    days: tuple[Day, ...]
    suffix: str = ""  # of the names of its boxes, where a page has several children
    posted: Posted = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.row.enrolment.pk}-{self.row.unit.pk}"

    @property
    def child(self) -> Child:
        return self.row.child

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """The hours or the variant of the days about to be ticked."""
        offer = self.row.offer
        return picks(offer, offer.usual, f"ligne-{self.key}", self.posted) if offer and self.selectable else ()

    @cached_property
    def rebookable(self) -> tuple[tuple[Day, tuple[Pick, ...]], ...]:
        """The days booked whose hours or variant may change, each with its lists."""
        days = ((day, day.cell) for day in self.days if day.cell.can_rebook)
        return tuple(
            (day, picks(self.row.offer, cell.terms, f"{self.child.pk}-{cell.session}", self.posted))
            for day, cell in days
            if cell.terms
        )

    @cached_property
    def hours(self) -> tuple[Because, ...]:
        """The hours booked, each told once with its days."""
        found: dict[str, list[date]] = {}
        for day in self.days:
            if day.taken:
                found.setdefault(day.taken, []).append(day.cell.day)
        return tuple(Because(_days(days), words) for words, days in found.items())

    @property
    def blanks(self) -> int:
        """The weekdays before the first day, in a calendar whose weeks start on Monday."""
        return self.days[0].cell.day.weekday()

    @cached_property
    def reasons(self) -> tuple[Because, ...]:
        """Every reason of the days that cannot be changed, each told once with its days."""
        found: dict[str, list[date]] = {}
        for day in self.days:
            if day.cell.reason and not day.cell.can_change:
                found.setdefault(day.cell.reason, []).append(day.cell.day)
        return tuple(Because(_days(days), sentence) for sentence, days in found.items())

    @cached_property
    def selectable(self) -> tuple[DayCell, ...]:
        return self.row.selectable

    @cached_property
    def whole(self) -> str:
        """What « tout le mois » does, told once it is done: how many days, and how many it leaves out and why."""
        count = len(self.selectable)
        ticked = ngettext("%(count)d jour coché", "%(count)d jours cochés", count) % {"count": count}
        left = Counter(_("au tarif des retardataires") if cell.late else cell.label for cell in self.row.skipped)
        if not left:
            return f"{ticked}."
        skipped = ngettext("%(count)d jour laissé de côté", "%(count)d jours laissés de côté", left.total())
        why = ", ".join(f"{number} {label}" for label, number in left.most_common())
        return f"{ticked}. {skipped % {'count': left.total()}} : {why}."

    @property
    def next_deadline(self) -> DayCell | None:
        """The first free day that a cut-off will close."""
        return next((cell for cell in self.selectable if cell.until), None)


@dataclass(frozen=True)
class Board:
    """The rows of a page, and the states its legend explains."""

    plan: Plan
    rows: tuple[BoardRow, ...]

    @property
    def credit(self) -> Decimal:
        """What the household has in advance, where the restant dû is below zero."""
        return -self.plan.due

    def of_child(self, child: int) -> tuple[BoardRow, ...]:
        return tuple(row for row in self.rows if row.row.child.pk == child)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The states that appear, in their order: the class of the mark, and its words."""
        present = {day.state for row in self.rows for day in row.days}
        known = [(state.value, str(label)) for state, label in LABELS.items() if state.value in present]
        late = [("tardif", _("libre, au tarif des retardataires"))] if "tardif" in present else []
        return (*known, *late)


def board_of(
    plan: Plan,
    *,
    activity: int | None = None,
    ticked: Collection[tuple[int, int]] | None = None,
    posted: Posted | None = None,
) -> Board:
    """The board of a plan, or of one of its activities for every child.

    ``ticked`` are the boxes that show a tick, (child, session), those booked unless told; ``posted`` what was
    sent with them, so that nothing chosen is lost.
    """
    rows = (row for row in plan.rows if activity in (None, row.activity.pk))
    return Board(plan, tuple(_row(plan, row, ticked, posted or {}, many=activity is not None) for row in rows))


def _row(
    plan: Plan, row: PlanRow, ticked: Collection[tuple[int, int]] | None, posted: Posted, *, many: bool
) -> BoardRow:
    child = row.child.pk
    days = tuple(
        Day(cell, _ticked(child, cell, ticked), column.is_today, _taken(row, cell) if cell.terms else "")
        for cell, column in zip(row.cells, plan.columns, strict=True)
    )
    return BoardRow(row, days, f"-{child}" if many else "", posted)


def _ticked(child: int, cell: DayCell, ticked: Collection[tuple[int, int]] | None) -> bool:
    return cell.is_booked if ticked is None or not cell.can_change else (child, cell.session) in ticked


def _taken(row: PlanRow, cell: DayCell) -> str:
    """« de 16 h 30 à 18 h, au lieu de 17 h 30 »: how the place is taken, and how it was."""
    now = row.offer.in_words(cell.terms) if cell.terms else ""
    if cell.replaced is None:
        return now
    return _("%(now)s (au lieu de : %(was)s)") % {
        "now": now,
        "was": row.offer.in_words(cell.replaced) or _("sans choix"),
    }


def _days(days: list[date]) -> str:
    """« Sa 06, Di 07 », long runs as « du 1er au 5 »."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[date]) -> str:
    names = [f"{SHORT_WEEKDAYS[day.weekday()]} {day:%d}" for day in run]
    if len(run) < 3:
        return ", ".join(names)
    return _("du %(first)s au %(last)s") % {"first": names[0], "last": names[-1]}


def weekday_and_day(day: date) -> str:
    """« mardi 2 »."""
    return f"{WEEKDAYS[day.weekday()]} {day_number(day)}"


def _moment(at) -> str:
    return moment_in_words(timezone.localtime(at))
