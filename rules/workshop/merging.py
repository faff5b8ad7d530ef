"""Two drafts written over the same one, as a single draft: what only one changed is taken, the rest is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import SequenceMatcher
from typing import Any

from rules.grids import Grid, RowTexts, StepTexts
from rules.posted import Draft

PLAIN = tuple(one.name for one in fields(StepTexts) if one.name not in ("columns", "rows"))


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both have changed, each in their way: where it stands, and what each wrote, in words."""

    place: str
    mine: str
    theirs: str


@dataclass
class Merger:
    """Merges what is asked one after the other; ``theirs`` are the conflicts, counted from 0, where theirs is taken."""

    theirs: frozenset[int] = frozenset()
    conflicts: list[Conflict] = field(default_factory=list)

    def drafts(self, base: Draft, mine: Draft, theirs: Draft) -> Draft:
        """The draft that says what both say."""
        steps = self._things("étapes", base.grid.steps, mine.grid.steps, theirs.grid.steps, _name, self._step)
        counters = self._things("compteurs", base.grid.counters, mine.grid.counters, theirs.grid.counters, _name)
        examples = self._things("exemples", base.examples, mine.examples, theirs.examples, _title)
        return Draft(Grid(steps, counters), examples)

    def choose(self, place: str, base: Any, mine: Any, theirs: Any, say: Callable[[Any], str] = str) -> Any:
        """The one that changed; where both did, mine, unless theirs was asked for."""
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        self.conflicts.append(Conflict(place, say(mine), say(theirs)))
        return theirs if len(self.conflicts) - 1 in self.theirs else mine

    def _things(self, place, base, mine, theirs, key, merge=None) -> list[Any]:
        """Lists of things that have a name: those of the same name are merged, the others added or removed."""
        merged: list[Any] = []
        for part in regions(base, mine, theirs, key):
            if {len(one) for one in part} == {1}:  # the same one, even under another name
                was, here, there = (one[0] for one in part)
                one = merge(was, here, there) if merge else self.choose(f"{place}, {key(was)}", was, here, there, _said)
                merged.append(one)
            else:
                merged += self.choose(place, *part, lambda found: " ; ".join(map(key, found)) or "—")
        return merged

    def _step(self, base: StepTexts, mine: StepTexts, theirs: StepTexts) -> StepTexts:
        plain = {
            name: self.choose(base.name, getattr(base, name), getattr(mine, name), getattr(theirs, name))
            for name in PLAIN
        }
        if base.columns == mine.columns == theirs.columns:
            table = {"columns": base.columns, "rows": self._rows(base.name, base.rows, mine.rows, theirs.rows)}
        else:
            tables = ((one.columns, one.rows) for one in (base, mine, theirs))
            columns, rows = self.choose(f"{base.name}, tableau", *tables, _table)
            table = {"columns": columns, "rows": rows}
        return replace(base, **plain, **table)

    def _rows(self, place: str, base: list[RowTexts], mine: list[RowTexts], theirs: list[RowTexts]) -> list[RowTexts]:
        merged: list[RowTexts] = []
        for was, here, there in regions(base, mine, theirs, _said):
            if len(was) == len(here) == len(there):
                merged += [self._row(place, *three) for three in zip(was, here, there, strict=True)]
            else:
                merged += self.choose(f"{place}, lignes", was, here, there, lambda rows: " / ".join(map(_said, rows)))
        return merged

    def _row(self, place: str, base: RowTexts, mine: RowTexts, theirs: RowTexts) -> RowTexts:
        where = f"{place}, ligne « {_said(base)} »"
        cells = [self.choose(where, *three) for three in zip(base.cells, mine.cells, theirs.cells, strict=True)]
        label = self.choose(where, base.label, mine.label, theirs.label)
        return RowTexts(label, cells, self.choose(where, base.outcome, mine.outcome, theirs.outcome))


Region = tuple[list[Any], list[Any], list[Any]]


def regions(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], key: Callable[[Any], str]
) -> Iterator[Region]:
    """Three versions of a list cut at what all three keep: what is kept, one by one, and what lies between."""
    here, there = _kept(base, mine, key), _kept(base, theirs, key)
    common = [place for place in range(len(base)) if place in here and place in there]
    was = one = other = 0
    for place in (*common, len(base)):
        stop, end = here.get(place, len(mine)), there.get(place, len(theirs))
        between = list(base[was:place]), list(mine[one:stop]), list(theirs[other:end])
        if any(between):
            yield between
        if place < len(base):
            yield [base[place]], [mine[stop]], [theirs[end]]
        was, one, other = place + 1, stop + 1, end + 1


def _kept(base: Sequence[Any], other: Sequence[Any], key: Callable[[Any], str]) -> dict[int, int]:
    """Where each thing of ``base`` still stands in the other list."""
    matcher = SequenceMatcher(None, [key(one) for one in base], [key(one) for one in other], autojunk=False)
    return {
        block.a + offset: block.b + offset for block in matcher.get_matching_blocks() for offset in range(block.size)
    }


def _name(one: Any) -> str:
    return str(one.name)


def _title(one: Any) -> str:
    return str(one.title)


def _said(one: Any) -> str:
    if isinstance(one, RowTexts):
        return " · ".join(text for text in (one.label, *one.cells, one.outcome) if text)
    return " · ".join(str(value) for value in vars(one).values() if value)


def _table(table: tuple[list[tuple[str, str]], list[RowTexts]]) -> str:
    columns, rows = table
    return f"{', '.join(name for name, _grain in columns)} : {len(rows)} ligne(s)"
