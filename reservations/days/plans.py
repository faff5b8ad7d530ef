"""What a planning shows: plain values, each cell already knows its label and its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from families.custody import Custody
from families.models import Child
from reservations.models import Activity, Enrolment, Unit
from reservations.terms import NO_CHOICE, Offer, Terms
from rules.telling import Explanation

WEEKDAYS = ("Lu", "Ma", "Me", "Je", "Ve", "Sa", "Di")
MONTHS = (
    "Janvier", "Février", "Mars", "Avril", "Mai", "Juin",
    "Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre",
)  # fmt: skip


class CellState(StrEnum):
    """What a day is for a child and a unit."""

    FREE = "libre"
    HELD = "panier"
    CONFIRMED = "reserve"
    LEAVING = "a-annuler"
    FULL = "complet"
    CLOSED = "ferme"
    REFUSED = "refuse"
    TOO_LATE = "hors-delai"
    NOT_YET = "pas-encore"
    PAST = "passe"
    OTHER = "autre-foyer"
    ELSEWHERE = "chez-l-autre"


LABELS = {
    CellState.FREE: _("libre"),
    CellState.HELD: _("dans votre panier"),
    CellState.CONFIRMED: _("réservé"),
    CellState.LEAVING: _("annulation dans votre panier"),
    CellState.FULL: _("complet"),
    CellState.CLOSED: _("fermé"),
    CellState.REFUSED: _("non autorisé"),
    CellState.TOO_LATE: _("date limite passée"),
    CellState.NOT_YET: _("pas encore ouvert"),
    CellState.PAST: _("passé"),
    CellState.OTHER: _("réservé par l'autre foyer"),
    CellState.ELSEWHERE: _("chez son autre foyer"),
}
NOT_OURS = frozenset({CellState.OTHER, CellState.ELSEWHERE})
BOOKED = frozenset({CellState.HELD, CellState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a row: its state, why, and whether the parent may change it now.

    ``late`` says a booking made now would be late; ``until`` is the next cut-off; ``held_until`` the
    moment a place in the basket is freed; ``places`` what is left on a free day, None without limit;
    ``waived`` says its deadline was overridden.
    ``terms`` are the hours and the variant booked, ``replaced`` those they take over, ``can_rebook`` whether they
    may change now; all three where the unit leaves a choice.
    """

    day: date
    state: CellState
    reason: str = ""
    session: int | None = None
    reservation: int | None = None
    can_change: bool = False
    late: bool = False
    until: datetime | None = None
    held_until: datetime | None = None
    places: int | None = None
    waived: bool = False
    terms: Terms | None = None
    replaced: Terms | None = None
    can_rebook: bool = False

    @property
    def label(self) -> str:
        return str(LABELS[self.state])

    @property
    def is_booked(self) -> bool:
        return self.state in BOOKED

    @property
    def is_ordinary(self) -> bool:
        """May it be booked now, in time?"""
        return self.state is CellState.FREE and self.can_change and not self.late

    @property
    def is_skipped(self) -> bool:
        """Is it a service day to come that the family has not booked and that is not ticked with the others?"""
        taken = self.is_booked or self.state in (CellState.LEAVING, CellState.PAST)
        return self.session is not None and not taken and not self.is_ordinary

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() >= 5


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one more booking of a row costs by itself, and why; no amount where no tariff provides for it."""

    day: date
    amount: Decimal | None
    why: Explanation
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One enrolment and unit over the days of the period."""

    child: Child
    enrolment: Enrolment
    unit: Unit
    cells: tuple[DayCell, ...]
    price: UnitPrice | None = None
    offer: Offer = NO_CHOICE

    @property
    def activity(self) -> Activity:
        return self.enrolment.activity

    @property
    def title(self) -> str:
        """« Cantine Les Lutins Gourmands 2017 / 2018 », with the unit where the activity has several."""
        return f"{self.activity.name} {self.activity.school_year.label.replace('-', ' / ')}"

    @property
    def mode(self) -> str:
        return self.activity.get_payment_mode_display()

    @property
    def selectable(self) -> tuple[DayCell, ...]:
        """The days that « tout le mois » ticks: free, open, eligible, before their cut-off (statement 24)."""
        return tuple(cell for cell in self.cells if cell.is_ordinary)

    @property
    def skipped(self) -> tuple[DayCell, ...]:
        """The service days to come that « tout le mois » leaves alone, each with its reason."""
        return tuple(cell for cell in self.cells if cell.is_skipped)


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the period: « Ve 01 »."""

    day: date
    is_today: bool

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() >= 5


@dataclass(frozen=True)
class Plan:
    """The planning of some children of a household over a period, as it stands at a moment.

    ``cost`` and ``due`` are in euros, ``basket`` counts the pending changes of all children; ``warnings``
    are what a forfait still lacks: the recap would refuse it; ``custody`` that of the children whom two
    households share, by pk.
    """

    first: date
    last: date
    columns: tuple[Column, ...]
    rows: tuple[PlanRow, ...]
    cost: Decimal
    basket: int
    due: Decimal
    warnings: tuple[str, ...] = ()
    custody: Mapping[int, Custody] = field(default_factory=dict)

    def rows_of(self, child: Child) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.child.pk == child.pk)

    def cells(self) -> Iterator[DayCell]:
        for row in self.rows:
            yield from row.cells

    @property
    def month(self) -> str:
        """« Juin 2018 »."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"
