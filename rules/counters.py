"""Counters: facts that span several lines of a world (how many that day, which one this year)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from rules.counting import OF_THE_CALENDAR, Order, What
from rules.engine import decide_many
from rules.facts import Fact, Kind, Value
from rules.lines import Key, Line
from rules.ordinals import by_booking, by_rank, numbered
from rules.spans import SpanCount
from rules.tables import DecisionTable

__all__ = ["OF_THE_CALENDAR", "Census", "Counter", "Order", "What", "among", "by_day", "grouped"]


@dataclass(frozen=True)
class Counter:
    """A number fact computed over the lines that share a group.

    ``over`` names the level of the group. ``of`` names what is counted: the level whose distinct
    groups are counted or ranked (children, days), the fact summed, or the weekdays of the calendar.
    ``among`` is a table whose matching lines alone are seen. With an ``order`` the counter is an
    ordinal: it counts this line and those before it (distinct groups are numbered as they appear),
    and a value the line already carries (frozen when charged) is kept; ``consecutive``, it starts
    again after a line, or a group, that does not match. ``by`` is the fact a rank sorts on (a birth
    date). ``departed`` also sees the lines that have left their groups: an ordinal of events counts
    what happened even if cancelled since.
    """

    name: str
    over: str
    what: What = What.LINES
    of: str = ""
    by: str = ""
    among: DecisionTable[bool] | None = None
    order: Order | None = None
    descending: bool = False
    departed: bool = False
    label: str = ""
    consecutive: bool = False

    @cached_property
    def fact(self) -> Fact:
        return Fact(self.name, Kind.NUMBER, self.label or self.name, nullable=False)


class Census:
    """All the counters of a règlement, counted once over a world."""

    def __init__(self, counters: Sequence[Counter], lines: Sequence[Line]) -> None:
        self._counts: dict[str, _Count | SpanCount] = {
            counter.name: SpanCount(counter) if counter.what in OF_THE_CALENDAR else _Count(counter, lines)
            for counter in counters
        }

    def of_lines(self, lines: Sequence[Line]) -> Iterator[dict[str, Value]]:
        """Every counter as each of these lines sees it, in order."""
        if not self._counts:
            return ({} for _ in lines)
        columns = [count.of_lines(lines) for count in self._counts.values()]
        return (dict(zip(self._counts, seen, strict=True)) for seen in zip(*columns, strict=True))

    def of_group(self, level: str, key: Key, members: Sequence[Line]) -> dict[str, Value]:
        """Every counter as a whole group sees it: its own, or the one of the wider group it lies in."""
        return {name: count.of_group(level, key, members) for name, count in self._counts.items()}


class _Count:
    def __init__(self, counter: Counter, lines: Sequence[Line]) -> None:
        self.counter = counter
        self.seen = [line for line in lines if line.counted or counter.departed]
        self.groups = grouped(among(counter.among, self.seen), counter.over)
        self.ordinals = self._ordinals() if counter.order else {}
        self.ranks = self._ranks() if counter.what is What.RANK else {}
        self.totals = {key: self._count(members) for key, members in self.groups.items()}

    def of_lines(self, lines: Sequence[Line]) -> list[Value]:
        if self.counter.order or self.counter.what is What.RANK:
            return [self.of_line(line) for line in lines]
        over, totals = self.counter.over, self.totals
        return [totals.get(line.keys.get(over), 0) for line in lines]  # type: ignore[arg-type]

    def of_line(self, line: Line) -> Value:
        key = line.keys.get(self.counter.over)
        if key is None:
            return 0
        if self.counter.order:
            frozen = line.facts.get(self.counter.name)
            return frozen if frozen is not None else self.ordinals.get(line.subject, 0)
        if self.counter.what is What.RANK:
            return self.ranks.get((key, line.keys.get(self.counter.of)), 0)
        return self.totals.get(key, 0)

    def of_group(self, level: str, key: Key, members: Sequence[Line]) -> Value:
        if level != self.counter.over:
            return self.of_line(members[0])
        if self.counter.order:
            return max((_number(self.of_line(member)) for member in members), default=Decimal(0))
        return self.totals.get(key, 0)

    def _count(self, members: Sequence[Line]) -> Value:
        match self.counter.what:
            case What.DISTINCT | What.RANK:
                return len({member.keys[self.counter.of] for member in members if self.counter.of in member.keys})
            case What.SUM:
                return sum(
                    (_number(member.facts[self.counter.of]) for member in members),
                    Decimal(0),
                )
            case What.QUANTITIES:
                return sum((member.quantity for member in members), Decimal(0))
        return len(members)

    def _ordinals(self) -> Mapping[str, Value]:
        order = by_booking if self.counter.order is Order.BOOKING else by_rank
        among = {line.subject for members in self.groups.values() for line in members}
        universe = grouped(self.seen, self.counter.over) if self.counter.consecutive else self.groups
        return {
            subject: number
            for lines in universe.values()
            for subject, number in numbered(self.counter, sorted(lines, key=order), among)
        }

    def _ranks(self) -> dict[tuple[Key, Key | None], int]:
        found: dict[tuple[Key, Key | None], int] = {}
        for key, members in self.groups.items():
            people = {member.keys[self.counter.of]: member.facts.get(self.counter.by) for member in members}
            ordered = sorted(
                people,
                key=lambda who: _rank_key(people[who], who),
                reverse=self.counter.descending,
            )
            found |= {(key, who): position for position, who in enumerate(ordered, start=1)}
        return found


def among(table: DecisionTable[bool] | None, lines: Iterable[Line]) -> list[Line]:
    """The lines a one-row table accepts; all of them without a table."""
    chosen = list(lines)
    if table is None:
        return chosen
    verdicts = decide_many(table, [line.facts for line in chosen])
    return [line for line, verdict in zip(chosen, verdicts, strict=True) if verdict.matched]


def grouped(lines: Iterable[Line], level: str) -> Mapping[Key, list[Line]]:
    """The lines of each group at a level, in their order."""
    groups: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        if level in line.keys:
            groups[line.keys[level]].append(line)
    return groups


def by_day(lines: Iterable[Line]) -> list[Line]:
    """The lines by day; those of one day by rank, then by subject."""
    return sorted(lines, key=by_rank)


def _rank_key(value: Value, who: Key) -> tuple[bool, date | Decimal, tuple[str, ...], date]:
    if isinstance(value, date):
        return False, value, who.who, who.first
    return value is None, _number(value) if value is not None else Decimal(0), who.who, who.first


def _number(value: Value) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
