"""Fair penalties (B08): what a family's own mistake costs, as a multiple of its own price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from rules.engine import EngineError
from rules.facts import Fact, FactError, Kind, Value
from rules.findings import Finding
from rules.lines import Key, Line
from rules.operations import WITHOUT_PRICE
from rules.outcomes import OutcomeError, euros_words
from rules.proofs import Imagined
from rules.steps import Rulebook, RulebookError, apply
from rules.tables import Between, Cell, Is, matches
from rules.verdicts import OverlapError

FAIR = Decimal(3)  # times the ordinary price, beyond which the town is warned
MOST_CASES = 120  # ordinary families looked at, spread over the rows
USUAL_MEASURE = Decimal(100)
NOT_PRICED = (FactError, OutcomeError, OverlapError, RulebookError, EngineError)

Case = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake of a family: its words, and the facts of a line that say it."""

    words: str
    facts: tuple[tuple[str, Value], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _value in self.facts)


class World(Protocol):
    """What the vocabulary says of ordinary lines and of mistakes."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def faults(self) -> tuple[Fault, ...]: ...

    @property
    def owners(self) -> Mapping[str, str]: ...

    def imagined(self, day: date, who: tuple[str, ...]) -> Imagined: ...


@dataclass(frozen=True, slots=True)
class Penalty:
    """The worst a mistake costs: the family in words, its ordinary price and the one with the mistake, in euros."""

    fault: str
    case: str
    before: Decimal
    after: Decimal

    @property
    def times(self) -> Decimal | None:
        """How many times the family's own price; None where it is free."""
        return self.after / self.before if self.before else None

    @property
    def is_fair(self) -> bool:
        return self.times is not None and self.times <= FAIR

    @property
    def words(self) -> str:
        """« réservation tardive : 2,15 € au lieu de 0,15 €, soit 14 fois (quotient familial : 200 €) »."""
        amounts = _("%(fault)s : %(after)s au lieu de %(before)s") % {
            "fault": self.fault, "after": euros_words(self.after), "before": euros_words(self.before),
        }  # fmt: skip
        times = "" if self.times is None else _(", soit %(times)s fois") % {"times": _times(self.times)}
        return f"{amounts}{times}{f' ({self.case})' if self.case else ''}"


def penalties(rules: Rulebook, world: World, day: date) -> list[Penalty]:
    """For each mistake the règlement asks about, the family it costs the most compared with its own price."""
    asked = [fault for fault in world.faults if fault.names & rules.asked]
    if not asked:
        return []
    families = list(_families(rules, world, frozenset().union(*(fault.names for fault in asked))))
    found = (_worst(rules, world, day, fault, families) for fault in asked)
    return [one for one in found if one is not None]


def unfair(rules: Rulebook, world: World, day: date) -> Iterator[Finding]:
    """A remark for each mistake that costs out of proportion with the family's own price."""
    for one in penalties(rules, world, day):
        if not one.is_fair:
            said = _(
                "Pénalité disproportionnée, %(penalty)s. Un pourcentage, un plafond du mois ou une première fois sans "
                "frais s'écrivent comme des étapes ordinaires."
            )
            yield Finding(said % {"penalty": one.words}, blocking=False, acceptable=True)


def _worst(
    rules: Rulebook, world: World, day: date, fault: Fault, families: Iterable[tuple[Case, str]]
) -> Penalty | None:
    """The family for which the mistake multiplies the price the most; None where it never costs more."""
    worst: Penalty | None = None
    ordinals = _ordinals(rules)
    for case, said in families:
        before = _price(rules, world, day, case)
        mistaken = {**case, **dict(fault.facts)}
        prices = (_price(rules, world, day, {**mistaken, **extra}) for extra in ordinals)
        after = max((price for price in prices if price is not None), default=None)
        if before is None or after is None or after <= before:
            continue
        found = Penalty(fault.words, said, before, after)
        if worst is None or _weight(found) > _weight(worst):
            worst = found
    return worst


def _weight(one: Penalty) -> tuple[bool, Decimal]:
    return one.times is None, one.times or one.after


def _price(rules: Rulebook, world: World, day: date, case: Case) -> Decimal | None:
    imagined = world.imagined(day, ("exemple", "exemple"))
    facts: Mapping[str, Value] = {fact.name: None for fact in world.facts} | dict(imagined.facts) | case
    keys: Mapping[str, Key] = imagined.keys
    try:
        bill = apply(rules, [Line("exemple", day, facts, keys)])
    except NOT_PRICED:
        return None
    return None if bill.unpriced or bill.refused else bill.total


def _ordinals(rules: Rulebook) -> list[Case]:
    """The numbers a counter of mistakes may have reached: the first, then each the tables name."""
    counted = {counter.name for counter in rules.counters if counter.order is not None}
    found: list[Case] = [{}]
    for step in rules.steps:
        for place, column in enumerate(step.table.columns):
            if column.name in counted:
                values = {value for row in step.table.rows for value in _values(column, row.cells[place])}
                found += [{column.name: value} for value in values if value is not None]
    return found[:MOST_CASES]


def _families(rules: Rulebook, world: World, besides: frozenset[str]) -> Iterator[tuple[Case, str]]:
    """Ordinary cases and their words: the lowest values of rows spread over the tables that make the price."""
    known = {fact.name for fact in world.facts} - besides
    measured = {fact.name: USUAL_MEASURE for step in rules.steps for fact in step.measures if fact.name in known}
    yield dict(measured), ""
    for step in (one for one in rules.steps if one.operation not in WITHOUT_PRICE and not one.level.is_group):
        for number in range(0, len(step.table.rows), max(1, len(step.table.rows) // MOST_CASES)):
            cells = zip(step.table.columns, step.table.rows[number].cells, strict=True)
            placed = {
                column: value for column, cell in cells
                if column.name in known and not cell.is_any and (value := _lowest(column, cell)) is not None
            }  # fmt: skip
            words = ", ".join(f"{column.title} : {column.label_of(value)}" for column, value in placed.items())
            yield measured | {column.name: value for column, value in placed.items()}, words


def _lowest(column: Fact, cell: Cell) -> Value:
    """The lowest value of its bounds that the cell accepts; None where it only accepts the unknown."""
    fitting = [value for value in _values(column, cell) if value is not None and matches(column, cell, value)]
    return min(fitting, key=_order, default=None)


def _order(value: Any) -> Any:
    return (str(type(value)), value)


def _values(column: Fact, cell: Cell) -> Iterator[Value]:
    """Values a cell names, its bounds, and those just beside them."""
    if column.kind is Kind.BOOLEAN:
        yield from (False, True)
    for test in cell.tests:
        if isinstance(test, Is):
            yield test.value
        elif isinstance(test, Between) and column.kind is Kind.NUMBER:
            yield from _beside(column, test)
        elif isinstance(test, Between):
            yield test.low
            yield test.high


def _beside(column: Fact, test: Between) -> Iterator[Decimal]:
    least = column.minimum if column.minimum is not None else Decimal(0)
    if test.low is None:
        yield least
    for bound in (test.low, test.high):
        if isinstance(bound, int | Decimal) and not isinstance(bound, bool):
            yield from (max(least, Decimal(bound) + step) for step in (-column.grain, Decimal(0), column.grain))


def _times(times: Decimal) -> str:
    """« 14 », « 3,5 »: never more than it is."""
    places = Decimal(1) if times >= 10 else Decimal("0.1")
    return f"{times.quantize(places, ROUND_DOWN).normalize():f}".replace(".", ",")
