"""Rows as boxes, swept column by column: where none stands, where several do, which are never first.

After Calvanese et al., *Semantics and Analysis of DMN Decision Tables*, BPM 2016. The rows that are still
active are the bits of an integer; atoms with the same active rows are followed once, together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from rules.review.axes import Axis, Spans, merged

Box = tuple[Spans, ...]  # the spans of a row, one entry a column
Region = tuple[Spans, ...]

MOST_STEPS = 500_000  # runs of atoms looked at: a few seconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the sweep looks for: holes, the rows that are ever first, pairs of rows that meet and clash."""

    holes: bool
    first: bool
    most: int
    clash: Callable[[int, int], bool] | None = None


@dataclass(slots=True)
class Found:
    """What a sweep found: the holes, one region for each set of unknown columns that has a hole, the pairs of rows.

    ``complete`` is false when it stopped before the end, the table crossing too many rows.
    """

    holes: list[Region] = field(default_factory=list)
    unknown: dict[frozenset[int], Region] = field(default_factory=dict)
    pairs: dict[tuple[int, int], Region] = field(default_factory=dict)
    first: int = 0
    complete: bool = True


class _Exhausted(Exception):
    pass


class Sweep:
    """One sweep over the boxes of a table."""

    def __init__(self, axes: Sequence[Axis], boxes: Sequence[Box], wanted: Wanted) -> None:
        self.axes, self.boxes, self.wanted = axes, boxes, wanted
        self.order = sorted(range(len(axes)), key=lambda index: (axes[index].is_ordered, -axes[index].size))
        self.known = [axis.known for axis in axes]
        self.covering = self._covering()
        self.found = Found()
        self.seen: set[tuple[int, int, frozenset[int]]] = set()
        self.steps = 0

    def run(self) -> Found:
        """Everything there is, up to the number wanted."""
        active = sum(1 << row for row, box in enumerate(self.boxes) if all(box))
        try:
            self._visit(0, active, {}, frozenset())
        except _Exhausted:
            self.found.complete = False
        return self.found

    def _covering(self) -> list[int]:
        """For each depth, the rows that accept anything in all the columns left."""
        covering = [(1 << len(self.boxes)) - 1]
        for column in reversed(self.order):
            whole = self.axes[column].whole
            accepting = sum(1 << row for row, box in enumerate(self.boxes) if box[column] == whole)
            covering.append(covering[-1] & accepting)
        return covering[::-1]

    def _visit(self, depth: int, active: int, chosen: dict[int, Spans], unknown: frozenset[int]) -> None:
        active = self._pruned(depth, active)
        if active == 0 or depth == len(self.order):
            self._record(active, chosen, unknown)
        elif (depth, active, unknown) not in self.seen and not self._settled(depth, active, unknown):
            self.seen.add((depth, active, unknown))
            column = self.order[depth]
            for still, spans in self._groups(column, active):
                known = spans[0][0] < self.known[column]
                self._visit(depth + 1, still, {**chosen, column: spans}, unknown if known else unknown | {column})

    def _pruned(self, depth: int, active: int) -> int:
        """Without the rows that an earlier row hides wholly from here on, when the first one answers."""
        if not self.wanted.first:
            return active
        covering = active & self.covering[depth]
        return active & ((covering & -covering) * 2 - 1) if covering else active

    def _settled(self, depth: int, active: int, unknown: frozenset[int]) -> bool:
        """Is there nothing more to find below?"""
        covered = bool(active & self.covering[depth])
        alone = active & (active - 1) == 0
        if covered and alone:
            self.found.first |= active
            return True
        holes = not covered and self._wants_hole(unknown)
        pairs = not alone and self._wants_pair()
        first = self.wanted.first and active & ~self.found.first != 0
        return not (holes or pairs or first)

    def _wants_hole(self, unknown: frozenset[int]) -> bool:
        """A hole whose unknown columns include those of another tells nothing more."""
        if not self.wanted.holes or any(told <= unknown for told in self.found.unknown):
            return False
        return bool(unknown) or len(self.found.holes) < self.wanted.most

    def _wants_pair(self) -> bool:
        return self.wanted.clash is not None and len(self.found.pairs) < self.wanted.most

    def _record(self, active: int, chosen: dict[int, Spans], unknown: frozenset[int]) -> None:
        if active:
            self.found.first |= active & -active
            if active & (active - 1) and self._wants_pair():
                self._record_pairs(list(bits(active)), chosen)
        elif self._wants_hole(unknown):
            region = self._region(chosen)
            if unknown:
                self.found.unknown[unknown] = region
            else:
                self.found.holes.append(region)

    def _record_pairs(self, rows: Sequence[int], chosen: dict[int, Spans]) -> None:
        for pair in combinations(rows, 2):
            if not self._wants_pair():
                return
            self._spend(1)
            if pair not in self.found.pairs and self.wanted.clash and self.wanted.clash(*pair):
                self.found.pairs[pair] = self._region(chosen)

    def _region(self, chosen: dict[int, Spans]) -> Region:
        return tuple(chosen.get(index, axis.whole) for index, axis in enumerate(self.axes))

    def _groups(self, column: int, active: int) -> list[tuple[int, Spans]]:
        """The atoms of a column by active rows, the unknown apart; without row, each gap of an ordered column apart."""
        known, ordered = self.known[column], self.axes[column].is_ordered
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for start, end, still in self._segments(column, active):
            apart = start >= known or (ordered and not still)
            groups.setdefault((still, start if apart else -1), []).append((start, end))
        return [(still, merged(spans)) for (still, _), spans in groups.items()]

    def _segments(self, column: int, active: int) -> Iterator[tuple[int, int, int]]:
        """The runs of atoms with the same active rows, cut where the unknown begins."""
        events: dict[int, int] = {0: 0, self.known[column]: 0, self.axes[column].size: 0}
        for row in bits(active):
            bit = 1 << row
            for start, end in self.boxes[row][column]:
                events[start] = events.get(start, 0) ^ bit
                events[end] = events.get(end, 0) ^ bit
        self._spend(len(events))
        still = 0
        for start, end in pairwise(sorted(events)):
            still ^= events[start]
            yield start, end, still

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise _Exhausted


def bits(active: int) -> Iterator[int]:
    """The rows of a set of bits, first to last."""
    while active:
        lowest = active & -active
        yield lowest.bit_length() - 1
        active ^= lowest
