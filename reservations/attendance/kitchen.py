"""What the kitchen prepares: the meals of a day by group and diet, PAI and allergies apart, no name (N05)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import HealthSheet
from reservations.attendance.ticks import ABSENT, PRESENT
from reservations.models import Reservation, Session

Status = Reservation.Status


@dataclass
class MealCount:
    """The meals of one group: those to prepare, those counted present, by diet; PAI apart, and allergies to avoid."""

    activity: str
    unit: str
    group: str
    session: int
    expected: int = 0
    present: int = 0
    absent: int = 0
    diets: Counter[str] = field(default_factory=Counter)
    pai: int = 0
    allergies: Counter[str] = field(default_factory=Counter)

    def add(self, booking: Reservation, health: HealthSheet) -> None:
        """Count a place: a child ticked absent eats nothing."""
        self.present += booking.presence == PRESENT
        if booking.presence == ABSENT:
            self.absent += 1
            return
        self.expected += 1
        self.diets[booking.variant.name if booking.variant else str(health.get_diet_display())] += 1
        self.pai += health.has_pai
        if health.allergies:
            self.allergies[health.allergies] += 1


@dataclass(frozen=True)
class KitchenOrder:
    """The order of a day: one line a group, the diets in use, and the totals."""

    day: date
    counts: tuple[MealCount, ...]

    @property
    def diets(self) -> tuple[str, ...]:
        """The diets of the day, the most asked first."""
        total = sum((one.diets for one in self.counts), Counter())
        return tuple(sorted(total, key=lambda name: (-total[name], name)))

    @property
    def head(self) -> list[str]:
        diets = [name.capitalize() for name in self.diets]
        return [_("Service"), _("Groupe"), _("Repas"), *diets, _("PAI"), _("Allergies"), _("Présents")]

    @property
    def rows(self) -> list[list[str]]:
        """A line a group, in the order of `head`."""
        return [self._row(f"{one.activity}, {one.unit}", one.group, [one]) for one in self.counts]

    @property
    def total(self) -> list[str]:
        return self._row(_("Total"), "", self.counts)

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each line with the name of each column, for a narrow screen."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    @property
    def labelled_total(self) -> list[tuple[str, str]]:
        return list(zip(self.head, self.total, strict=True))

    def _row(self, service: str, group: str, counts: Sequence[MealCount]) -> list[str]:
        diets = [str(sum(one.diets[name] for one in counts)) for name in self.diets]
        allergies = sum((one.allergies for one in counts), Counter())
        sums = [sum(getattr(one, name) for one in counts) for name in ("expected", "pai", "present")]
        meals, pai, present = map(str, sums)
        return [service, group, meals, *diets, pai, _listed(allergies), present]

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.counts)


def kitchen_order(day: date, sessions: Sequence[Session]) -> KitchenOrder:
    """The meals of a day in the sessions given that serve one; two queries."""
    meals = [one for one in sessions if one.unit.serves_meal]
    counts = {one.pk: MealCount(one.unit.activity.name, one.unit.name, one.group.name, one.pk) for one in meals}
    places = Reservation.objects.filter(session__in=meals, status__in=[Status.CONFIRMED, Status.LEAVING])
    bookings = list(places.select_related("variant").order_by("pk"))
    health = _health({booking.child_id for booking in bookings}, day)
    for booking in bookings:
        counts[booking.session_id].add(booking, health.get(booking.child_id) or HealthSheet())
    return KitchenOrder(day, tuple(one for one in counts.values() if one.expected or one.absent))


def _health(children: Iterable[int], day: date) -> dict[int, HealthSheet]:
    """The sheet in force of each child."""
    started = HealthSheet.objects.filter(Q(valid_from__lte=day), child__in=list(children)).order_by("valid_from")
    return {one.child_id: one for one in started}


def _listed(allergies: Counter[str]) -> str:
    """« arachide (2), œuf »."""
    names = sorted(allergies)
    return ", ".join(f"{name} ({allergies[name]})" if allergies[name] > 1 else name for name in names)
