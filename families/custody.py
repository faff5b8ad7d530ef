"""Which household pays for a child on a day, in shared custody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from families.models import Child, ChildHousehold, CustodyCalendar, CustodyException, Household
from families.rows import read


@dataclass(frozen=True, slots=True)
class Rhythm:
    """From a day on: the household of the odd weeks and that of the even weeks (ISO 8601 week numbers)."""

    valid_from: date
    odd_weeks: int
    even_weeks: int


@dataclass(slots=True)
class Custody:
    """What is known of one child: its households, its rhythms and the days that differ."""

    households: list[int] = field(default_factory=list)
    rhythms: list[Rhythm] = field(default_factory=list)
    exceptions: dict[date, int] = field(default_factory=dict)

    def is_shared(self) -> bool:
        return len(self.households) > 1

    def paying_household(self, day: date) -> int | None:
        """The pk of the household that pays on ``day``; None where two households share the child and
        no calendar says which."""
        if day in self.exceptions:
            return self.exceptions[day]
        started = [rhythm for rhythm in self.rhythms if rhythm.valid_from <= day]
        if started:
            rhythm = max(started, key=lambda found: found.valid_from)
            return rhythm.odd_weeks if day.isocalendar().week % 2 else rhythm.even_weeks
        return self.households[0] if len(self.households) == 1 else None

    def may_book(self, household: int, day: date) -> bool:
        """May this household book that day? The one that pays; each of them where nothing is settled."""
        return self.paying_household(day) in (household, None)


def memberships_around(household: Household) -> list[ChildHousehold]:
    """The children of a household with every household each belongs to, in one query.

    In SQL, for a rush repeats it: see `families.rows`.
    """
    around = (
        "JOIN families_childhousehold m ON m.child_id = t.id JOIN families_childhousehold mine ON mine.child_id = t.id"
        " WHERE mine.household_id = %s ORDER BY m.id"
    )
    found = read(Child, around, [household.pk], membership_id="m.id", of_household="m.household_id")
    return [
        ChildHousehold(id=child.membership_id, child=child, household_id=child.of_household)  # type: ignore[attr-defined]
        for child in found
    ]


def children_of(household: Household, memberships: Iterable[ChildHousehold]) -> tuple[Child, ...]:
    """The children of the household among these memberships, by first name then birth date."""
    mine = (one.child for one in memberships if one.household_id == household.pk)
    return tuple(sorted(mine, key=lambda child: (child.first_name, child.birth_date, child.pk)))


def custody_of(children: Iterable[int], memberships: Iterable[ChildHousehold] | None = None) -> dict[int, Custody]:
    """The custody of each of these children, in one query, three where some are shared; one less where
    their ``memberships`` are already known.
    """
    keys = list(children)
    found = {child: Custody() for child in keys}
    if memberships is None:
        memberships = ChildHousehold.objects.filter(child__in=keys).order_by("pk")
    for membership in memberships:
        found[membership.child_id].households.append(membership.household_id)
    shared = [child for child, custody in found.items() if custody.is_shared()]
    if not shared:
        return found
    for calendar in CustodyCalendar.objects.filter(child__in=shared):
        found[calendar.child_id].rhythms.append(_rhythm(calendar))
    for exception in CustodyException.objects.filter(child__in=shared):
        found[exception.child_id].exceptions[exception.day] = exception.household_id
    return found


def _rhythm(calendar: CustodyCalendar) -> Rhythm:
    first, second = calendar.first_household_id, calendar.second_household_id
    match calendar.pattern:
        case CustodyCalendar.Pattern.ODD_WEEKS:
            return Rhythm(calendar.valid_from, odd_weeks=first, even_weeks=second)
        case CustodyCalendar.Pattern.EVEN_WEEKS:
            return Rhythm(calendar.valid_from, odd_weeks=second, even_weeks=first)
    return Rhythm(calendar.valid_from, odd_weeks=first, even_weeks=first)
