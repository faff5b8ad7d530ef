"""The ticks of a sheet as plain values: what they say together, and where two phones disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

PRESENT, ABSENT = "present", "absent"
PRESENCES = frozenset({"", PRESENT, ABSENT})
REASONS = frozenset({"", "non-justifiee", "justifiee", "certificat"})
FIELDS = ("presence", "arrived_at", "left_at", "absence_reason")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class UnreadableTick(ValueError):
    """A tick that says nothing we know; the message is for people, in French."""


@dataclass(frozen=True)
class Tick:
    """What a device says about a child: only the ``marks`` it touched, made at ``done_at``, knowing ``seen``."""

    key: UUID
    child: int
    done_at: datetime
    marks: Mapping[str, str]
    seen: int = 0


@dataclass(frozen=True)
class Said:
    """A tick that was kept: its number in the order they arrived, who made it, on which device."""

    number: int
    device: str
    who: str
    done_at: datetime
    seen: int
    marks: Mapping[str, str]


@dataclass(frozen=True)
class Dispute:
    """Two devices said different things of one field without knowing of each other; ``kept`` is the later one."""

    field: str
    kept: Said
    other: Said


@dataclass(frozen=True)
class State:
    """What all the ticks about a child come to; ``last`` is the number of the last one received."""

    marks: Mapping[str, str] = field(default_factory=dict)
    last: int = 0
    disputes: tuple[Dispute, ...] = ()

    @property
    def presence(self) -> str:
        return self.marks.get("presence", "")

    @property
    def absence_reason(self) -> str:
        return self.marks.get("absence_reason", "") if self.presence == ABSENT else ""

    @property
    def arrived_at(self) -> time | None:
        return self._hour("arrived_at")

    @property
    def left_at(self) -> time | None:
        return self._hour("left_at")

    @property
    def came(self) -> bool:
        """Was the child there? One who arrived or left was, unless somebody says absent."""
        hours = bool(self.marks.get("arrived_at") or self.marks.get("left_at"))
        return self.presence == PRESENT or (self.presence == "" and hours)

    def _hour(self, name: str) -> time | None:
        text = self.marks.get(name, "")
        return time.fromisoformat(text) if text and self.presence != ABSENT else None


def read_marks(given: Mapping[str, object]) -> dict[str, str]:
    """The marks of a tick, checked. Raises UnreadableTick, in French, on anything else."""
    marks = {name: str(value) for name, value in given.items() if name in FIELDS}
    if not marks or len(marks) != len(given):
        raise UnreadableTick("Ce pointage est illisible : rechargez la feuille et recommencez.")
    if marks.get("presence", "") not in PRESENCES or marks.get("absence_reason", "") not in REASONS:
        raise UnreadableTick("Ce pointage est illisible : choisissez présent ou absent, et un motif de la liste.")
    for name in ("arrived_at", "left_at"):
        if marks.get(name) and not _HOUR.fullmatch(marks[name]):
            raise UnreadableTick(f"« {marks[name]} » n'est pas une heure : écrivez 17:45.")
    return marks


def fold(said: Iterable[Said]) -> State:
    """What some ticks about one child come to: for each field the one made last, whatever the order they came in."""
    ordered = sorted(said, key=lambda one: (one.done_at, one.number))
    writers: dict[str, Said] = {}
    for one in ordered:
        writers.update(dict.fromkeys(one.marks, one))
    return State(
        marks={name: writer.marks[name] for name, writer in writers.items()},
        last=max((one.number for one in ordered), default=0),
        disputes=tuple(_disputes(ordered, writers)),
    )


def _disputes(ordered: list[Said], writers: Mapping[str, Said]) -> Iterable[Dispute]:
    """A field is disputed while its last writer did not know what another device said of it otherwise."""
    for name, kept in writers.items():
        unknown = [one for one in ordered if name in one.marks and _ignored(kept, one)]
        other = next((one for one in reversed(unknown) if one.marks[name] != kept.marks[name]), None)
        if other is not None:
            yield Dispute(name, kept, other)


def _ignored(kept: Said, other: Said) -> bool:
    return other.device != kept.device and other.number > kept.seen
