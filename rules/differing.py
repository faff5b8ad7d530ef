"""Group steps that read what may differ from one line of the group to the other: the first line would decide alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rules.cancellations import CANCELLATION
from rules.counters import OF_THE_CALENDAR, Counter
from rules.facts import Kind
from rules.findings import Finding
from rules.lines import Key
from rules.operations import Operation
from rules.proofs import Imagined
from rules.review.axes import Axis
from rules.review.cases import Cases
from rules.steps import Rulebook, Step
from rules.tables import Is

HOUSEHOLD, CHILD, DAY = "foyer", "enfant", "jour"  # what a fact may be the same for; any other is the line's own
SAMPLED = (*range(40), *range(60, 360, 30))  # days after the first: a week and a month, then the year
MOST_ROWS, MOST_ATOMS = 200, 40
_TWO_ANSWERS = _(
    "Dans un même groupe, « %(fact)s » peut changer d'une réservation à l'autre : pour « %(one)s » la ligne %(row)s "
    "répond, pour « %(other)s » la ligne %(beyond)s. L'étape ne lit que la première réservation : restreignez-la "
    "(« ne concerne que »), ou prenez un compteur pour colonne."
)
_COMPUTED = _(
    "Le calcul lit « %(fact)s », qui peut changer d'une réservation du groupe à l'autre : il ne lit que la première. "
    "Prenez un compteur qui en fait la somme, ou restreignez l'étape (« ne concerne que »)."
)


class World(Protocol):
    """What the check needs of the vocabulary: whose each fact is, and the groups of a line."""

    @property
    def owners(self) -> Mapping[str, str]: ...

    def imagined(self, day: date, who: tuple[str, ...]) -> Imagined: ...


@dataclass(frozen=True, slots=True)
class _Member:
    day: date
    child: str
    keys: Mapping[str, Key]


def differing(rules: Rulebook, world: World, day: date) -> Iterator[Finding]:
    """A remark for each fact a group step reads of its first line while another line may have another one."""
    if not world.owners or not any(step.level.is_group for step in rules.steps):
        return
    groups = _Groups(rules, world, day)
    for number, step in enumerate(rules.steps):
        if step.level.is_group:
            yield from _of_step(groups, number, step)


def _of_step(groups: _Groups, number: int, step: Step) -> Iterator[Finding]:
    for place, column in enumerate(step.table.columns):
        found = _two_answers(step, place) if groups.differs(step, column.name) else None
        if found:
            (one, row), (other, beyond) = found
            said = {"fact": column.title, "one": one, "row": row + 1, "other": other, "beyond": beyond + 1}
            yield Finding(_TWO_ANSWERS % said, "etape", number, blocking=False)
    for fact in step.measures:
        if fact.name in groups.world.owners | groups.counters | groups.named and groups.differs(step, fact.name):
            yield Finding(_COMPUTED % {"fact": fact.title}, "etape", number, blocking=False)


class _Groups:
    """What may differ between the lines of one group, by level."""

    def __init__(self, rules: Rulebook, world: World, day: date) -> None:
        self.world = world
        self.counters = {counter.name: counter for counter in rules.counters}
        self.named = {step.writes: step for step in rules.steps if step.operation is Operation.NAME}
        days = (day + timedelta(days=number) for number in SAMPLED)
        self.members = [
            _Member(on, child, world.imagined(on, (HOUSEHOLD, child)).keys) for on in days for child in ("un", "deux")
        ]

    def differs(self, step: Step, name: str) -> bool:
        """May two lines of a group of this step have two values of this fact?"""
        if _pinned(step, name):
            return False
        if name in self.counters:
            return self._counter_differs(self.counters[name], step.level.name)
        if name in self.named:
            return self._named_differs(self.named[name], step)
        return self._fact_differs(name, step.level.name)

    def _fact_differs(self, name: str, level: str) -> bool:
        owner = self.world.owners.get(name, "")
        if owner == HOUSEHOLD or name == CANCELLATION:
            return False
        alike = {CHILD: lambda one: one.child, DAY: lambda one: one.day}.get(owner)
        return alike is None or self._apart(level, alike)

    def _counter_differs(self, counter: Counter, level: str) -> bool:
        if counter.over == level:
            return False
        if counter.order and counter.what not in OF_THE_CALENDAR:
            return True
        return self._apart(level, lambda one: one.keys.get(counter.over))

    def _named_differs(self, naming: Step, step: Step) -> bool:
        if naming.level.is_group:
            return self._apart(step.level.name, lambda one: one.keys.get(naming.level.name))
        read = [column.name for column in naming.table.columns] + [fact.name for fact in naming.measures]
        return any(name != naming.writes and self.differs(step, name) for name in read)

    def _apart(self, level: str, of: Callable[[_Member], object]) -> bool:
        """Is there a group at this level whose members are not of the same?"""
        found: dict[Key | None, object] = {}
        return any(
            found.setdefault(member.keys.get(level), of(member)) != of(member)
            for member in self.members
            if level in member.keys
        )


def _pinned(step: Step, name: str) -> bool:
    """Does the condition of the step leave this fact one value?"""
    if step.covers is None:
        return False
    places = [place for place, column in enumerate(step.covers.columns) if column.name == name]
    cells = {row.cells[places[0]] for row in step.covers.rows} if places else set()
    cell = next(iter(cells)) if len(cells) == 1 else None
    return cell is not None and not cell.negated and len(cell.tests) == 1 and isinstance(cell.tests[0], Is)


def _two_answers(step: Step, place: int) -> tuple[tuple[str, int], tuple[str, int]] | None:
    """Two values of a column, in words, for which, all else alike, two rows that decide otherwise answer."""
    cases = Cases(step.table)
    axis = cases.axes[place]
    for box in cases.boxes[:MOST_ROWS]:
        if all(box):
            fixed = [other.atom(spans) for other, spans in zip(cases.axes, box, strict=True)]
            found = _answers(cases, fixed, place, range(min(axis.known, MOST_ATOMS)))
            one = next(iter(found), None)
            other = next((pair for pair in found if one and not _alike(step, one[1], pair[1])), None)
            if one and other:
                return (_said(axis, one[0]), one[1]), (_said(axis, other[0]), other[1])
    return None


def _said(axis: Axis, atom: int) -> str:
    value = axis.example(((atom, atom + 1),))
    other = axis.column.kind is Kind.CHOICE and not axis.column.choices and value == axis.slugs[-1]
    return gettext("une autre valeur") if other else axis.column.label_of(value)


def _answers(cases: Cases, fixed: Sequence[int], place: int, atoms: range) -> list[tuple[int, int]]:
    """The first row that answers at each of these atoms of a column, the others fixed."""
    found = []
    for atom in atoms:
        point = [*fixed[:place], atom, *fixed[place + 1 :]]
        row = next((number for number, box in enumerate(cases.boxes) if _inside(box, point)), None)
        if row is not None:
            found.append((atom, row))
    return found


def _inside(box: Sequence[Any], point: Sequence[int]) -> bool:
    return all(any(start <= atom < end for start, end in spans) for spans, atom in zip(box, point, strict=True))


def _alike(step: Step, row: int, other: int) -> bool:
    return step.table.rows[row].output == step.table.rows[other].output
