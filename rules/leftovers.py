"""What an older version left behind, and what an edition that starts inside a week or a month changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from rules.cutoffs import Cutoff, DateTable
from rules.facts import Fact, Kind, Value
from rules.findings import Finding
from rules.operations import Operation
from rules.outcomes import Keep
from rules.proofs import Imagined
from rules.steps import LINE, Rulebook, Step
from rules.tables import Between, Cell, Is

ONE_DAY = timedelta(days=1)


class World(Protocol):
    """What the vocabulary says of an ordinary line."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    def imagined(self, day: date, who: tuple[str, ...]) -> Imagined: ...


def outdated(rules: Rulebook, world: World, valid_from: date, criteria: Iterable[Fact] = ()) -> Iterator[Finding]:
    """Each thing to know: spans cut in two by the first day, then what no case can use any more."""
    yield from _cut_spans(rules, world, valid_from)
    yield from _unread(rules, criteria)
    for number, step in enumerate(rules.steps):
        yield from _idle(rules, number, step)
        yield from _past(number, step, _the_day(world, valid_from), valid_from)


def _remark(message: str, step: int | None = None, row: int | None = None, part: str = "") -> Finding:
    place = part or ("version" if step is None else "etape" if row is None else "ligne")
    return Finding(message, place, step, row, blocking=False, acceptable=True)


# A first day inside a span -----------------------------------------------------------------------


def _cut_spans(rules: Rulebook, world: World, valid_from: date) -> Iterator[Finding]:
    """A group takes the edition of the first day of its span: the rest of that span still follows the one before."""
    keys = world.imagined(valid_from, ("exemple", "exemple")).keys
    told: set[tuple[date, date]] = set()
    for number, step in enumerate(rules.steps):
        key = keys.get(step.level.name) if step.level.is_group else None
        if key is None or key.first >= valid_from or (key.first, key.last) in told:
            continue
        told.add((key.first, key.last))
        said = _(
            "Cette version commence le %(day)s, au milieu d'un groupe « %(level)s » (du %(first)s au %(last)s) : une "
            "réservation du %(day)s au %(last)s y suit encore l'étape de la version précédente, s'il y en a une. "
            "Commencez le %(first)s ou le %(next)s."
        ) % {
            "level": step.level.label, "day": f"{valid_from:%d/%m/%Y}", "first": f"{key.first:%d/%m/%Y}",
            "last": f"{key.last:%d/%m/%Y}", "next": f"{key.last + ONE_DAY:%d/%m/%Y}",
        }  # fmt: skip
        yield _remark(said, number)


# What nothing uses -------------------------------------------------------------------------------


def _unread(rules: Rulebook, criteria: Iterable[Fact]) -> Iterator[Finding]:
    """Counters, named words and criteria of the file that no step reads."""
    read = rules.asked | {name for counter in rules.counters for name in (counter.of, counter.by)}
    for number, counter in enumerate(rules.counters):
        if counter.name not in read:
            said = _("Aucune étape ne lit le compteur « %(name)s » : retirez-le, ou prenez-le pour colonne.")
            yield _remark(said % {"name": counter.fact.title}, number, part="compteur")
    for number, step in enumerate(rules.steps):
        if step.operation is Operation.NAME and step.writes not in read:
            said = _(
                "Aucune étape ne se sert de « %(word)s », que celle-ci nomme : retirez-la, ou prenez-le pour colonne."
            )
            yield _remark(said % {"word": step.writes}, number)
    for fact in criteria:
        if fact.name not in read:
            said = _("Aucune étape ne regarde le critère « %(name)s » de ce fichier : retirez-le.")
            yield _remark(said % {"name": fact.title})


def _idle(rules: Rulebook, number: int, step: Step) -> Iterator[Finding]:
    """A step that changes nothing, works on components nobody writes, or whose price a later one replaces wholly."""
    if step.table.rows and all(isinstance(row.output, Keep) for row in step.table.rows):
        yield _remark(
            _("Chaque ligne de cette étape est « sans effet » : elle ne change aucun cas. Retirez-la."), number
        )
    written = {other.writes for other in rules.steps[:number] if other.operation is not Operation.NAME}
    for name in (one for one in step.on if one not in written):
        said = _("L'étape porte sur « %(name)s », qu'aucune étape au-dessus n'écrit : elle n'y change rien.")
        yield _remark(said % {"name": name}, number)
    later = next((place for place, other in enumerate(rules.steps[number + 1 :], number + 1)
                  if _replaces(other, step)), None)  # fmt: skip
    if later is not None:
        said = _("Son prix ne sert jamais : l'étape %(later)s le remplace dans tous les cas. Retirez l'une des deux.")
        yield _remark(said % {"later": later + 1}, number)


def _replaces(later: Step, step: Step) -> bool:
    """Does the later step set the whole price of every line, whatever this one made of it?"""
    alone = later.operation is Operation.SET and not later.on and later.level <= LINE
    always = any(
        all(cell.is_any for cell in row.cells) and not isinstance(row.output, Keep) for row in later.table.rows
    )
    prices = step.operation in (Operation.SET, Operation.ADD, Operation.MULTIPLY, Operation.CAP, Operation.FLOOR)
    keeps = any(isinstance(row.output, Keep) for row in later.table.rows)
    return alone and always and prices and not keeps


# What is over ------------------------------------------------------------------------------------


def _the_day(world: World, valid_from: date) -> frozenset[str]:
    """The names of the facts that hold the very day of service."""
    days = (valid_from, valid_from + ONE_DAY)
    same = [
        {name for name, value in world.imagined(day, ("exemple", "exemple")).facts.items() if value == day}
        for day in days
    ]
    return frozenset(set.intersection(*same))


def _past(number: int, step: Step, day_facts: frozenset[str], valid_from: date) -> Iterator[Finding]:
    """Rows and dates that were over before the first day of the edition."""
    for place, row in enumerate(step.table.rows):
        for column, cell in zip(step.table.columns, row.cells, strict=True):
            ended = _ended(column, cell) if column.name in day_facts else None
            if ended is not None and ended < valid_from:
                said = _("Cette ligne ne sert plus : ses jours finissent le %(end)s, la version commence le %(day)s.")
                yield _remark(said % {"end": f"{ended:%d/%m/%Y}", "day": f"{valid_from:%d/%m/%Y}"}, number, place)
        last = _last_dates(row.output)
        if last is not None and last < valid_from:
            said = _(
                "Son tableau de dates finit le %(end)s, avant le premier jour de la version (%(day)s) : reprenez-le."
            )
            yield _remark(said % {"end": f"{last:%d/%m/%Y}", "day": f"{valid_from:%d/%m/%Y}"}, number, place)


def _ended(column: Fact, cell: Cell) -> date | None:
    """The last day a cell accepts; None where it has none, or accepts others."""
    if column.kind is not Kind.DATE or cell.negated or not cell.tests:
        return None
    ends = [_end(test) for test in cell.tests]
    return None if any(end is None for end in ends) else max(end for end in ends if end is not None)


def _end(test: Is | Between) -> date | None:
    value: Value = test.value if isinstance(test, Is) else test.high
    if not isinstance(value, date):
        return None
    return value - ONE_DAY if isinstance(test, Between) and not test.high_closed else value


def _last_dates(output: Any) -> date | None:
    tables = (
        [edge.when for edge in output.edges if isinstance(edge.when, DateTable)] if isinstance(output, Cutoff) else []
    )
    return max((limit.last for table in tables for limit in table.limits), default=None)
