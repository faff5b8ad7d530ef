"""« Modification avancée »: what a wish would change and cost, seen before anything is applied (statement 30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Child, Household
from reservations.advanced.selection import Asked, Selection, select, share
from reservations.advanced.usual import Usual, Usuals, usual_of
from reservations.booking.holding import Change
from reservations.days.planning import plan_for
from reservations.days.plans import PlanRow
from reservations.models import Unit
from reservations.planning.estimate import Gap, gap_of
from reservations.terms import Terms


class Act(StrEnum):
    """What is done with the days that a wish names."""

    BOOK = "reserver"
    CANCEL = "annuler"
    USUAL = "semaine-type"


ACTS = {
    Act.BOOK: gettext_lazy("Réserver ces jours"),
    Act.CANCEL: gettext_lazy("Annuler ces jours"),
    Act.USUAL: gettext_lazy("Appliquer notre semaine type"),
}


@dataclass(frozen=True)
class Wish:
    """What a family asks for many days at once; ``usual`` is read where the act is to apply it."""

    act: Act
    children: tuple[Child, ...]
    units: frozenset[int]
    first: date
    last: date
    weekdays: frozenset[int] = frozenset()
    usual: Usuals = field(default_factory=dict)
    terms: Mapping[int, Terms] = field(default_factory=dict)  # by unit

    def taken(self, row: PlanRow) -> Terms | None:
        """How the places of a row are taken; None where its unit leaves no choice, or nothing is booked."""
        if not row.offer or self.act is Act.CANCEL:
            return None
        usual = usual_of(row, self.usual) if self.act is Act.USUAL else None
        return row.offer.filled(Terms(*usual.hours) if usual else self.terms.get(row.unit.pk))

    def asked(self, row: PlanRow) -> Asked:
        """The days of a row that are named."""
        usual = usual_of(row, self.usual) if self.act is Act.USUAL else None
        weekdays = self.weekdays if self.act is not Act.USUAL else usual.weekdays if usual else frozenset()
        return Asked(self.first, self.last, weekdays, book=self.act is not Act.CANCEL)


@dataclass(frozen=True)
class Proposal:
    """What a wish comes to: the days that change and those left alone, row by row, and what it costs."""

    wish: Wish
    selections: tuple[Selection, ...]
    gap: Gap

    @property
    def books(self) -> bool:
        return self.wish.act is not Act.CANCEL

    @property
    def changes(self) -> list[Change]:
        return _changes(self.wish, self.selections)

    @property
    def count(self) -> int:
        """The days to book, or to cancel."""
        return sum(len(one.chosen) for one in self.selections)

    @property
    def left(self) -> int:
        """The days named and left alone, each with its reason."""
        return sum(len(one.skipped) for one in self.selections)

    @cached_property
    def digest(self) -> str:
        """Names exactly what was shown: another day, another amount, another digest."""
        days = sorted(
            (one.row.child.pk, key, self.books, str(self.wish.taken(one.row)))
            for one in self.selections
            for key in one.sessions
        )
        return sha256(repr((days, self.gap.immediate, self.gap.deferred)).encode()).hexdigest()

    def remembered(self) -> Iterator[tuple[int, Unit, Usual]]:
        """What this wish says of the family's usual week: the weekdays asked in each row, of those it opens."""
        for one in self.selections:
            weekdays = self.wish.weekdays & frozenset(one.row.unit.weekdays)
            terms = self.wish.taken(one.row) or Terms()
            if weekdays:
                yield one.row.child.pk, one.row.unit, Usual(weekdays, terms.starts_at, terms.ends_at)


def propose(household: Household, wish: Wish, *, at: datetime) -> Proposal:
    """What a wish would do now; nothing is written."""
    plan = plan_for(household, wish.children, wish.first, wish.last, at=at)
    rows = [row for row in plan.rows if row.unit.pk in wish.units]
    found = [one for row in rows for one in select([row], wish.asked(row))]
    selections = share(found, _("Les dernières places de ce jour vont à un autre de vos enfants."))
    gap = gap_of(household, _changes(wish, selections), first=wish.first, last=wish.last, at=at)
    return Proposal(wish, selections, gap)


def _changes(wish: Wish, selections: Iterable[Selection]) -> list[Change]:
    """One change a child: what is wanted, or what is given up."""
    sessions: dict[int, dict[int, Terms | None]] = {child.pk: {} for child in wish.children}
    for one in selections:
        sessions[one.row.child.pk] |= dict.fromkeys(one.sessions, wish.taken(one.row))
    books = wish.act is not Act.CANCEL
    return [
        Change(
            child,
            wanted=tuple(found) if books else (),
            unwanted=() if books else tuple(found),
            terms={key: terms for key, terms in found.items() if terms},
        )
        for child in wish.children
        if (found := sessions[child.pk])
    ]
