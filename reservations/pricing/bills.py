"""Worlds: the lines of a household under one price règlement; a change costs the difference between two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.lines import Bill, Line, Priced
from rules.steps import Rulebook, apply

NO_TARIFF = "Aucun tarif ne prévoit ce cas. Signalez-le à la mairie : la réservation n'est pas possible en l'état."


@dataclass(frozen=True)
class DatedRulebook:
    """An edition as a value: its règlement and the first day it is in force."""

    key: str
    valid_from: date
    rulebook: Rulebook


@dataclass(frozen=True)
class Tariff:
    """The editions of one price règlement; in force on a day = the latest that starts on or before it.

    ``key`` tells its groups from those of another règlement over the same days.
    """

    editions: tuple[DatedRulebook, ...]
    key: str = ""

    def on(self, day: date) -> DatedRulebook | None:
        """The edition in force on ``day``, or None before the first."""
        started = [edition for edition in self.editions if edition.valid_from <= day]
        return max(started, key=lambda edition: edition.valid_from, default=None)

    def named(self, key: str) -> DatedRulebook | None:
        return next((edition for edition in self.editions if edition.key == key), None)

    def subject_of(self, adjustment: Priced) -> str:
        """The subject of a group's adjustment, unlike that of the same group under another règlement."""
        return adjustment.subject.replace("group:", self.groups, 1)

    @property
    def groups(self) -> str:
        """What the subjects of this règlement's adjustments begin with."""
        return f"group:{self.key}:" if self.key else "group:"


@dataclass(frozen=True)
class WorldLine:
    """A line of a world; ``edition`` is the key of the edition it keeps since it was charged, if it was."""

    line: Line
    edition: str = ""


World = Sequence[WorldLine]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changing the world does to one subject, in euros, with what it came to on either side."""

    subject: str
    day: date
    amount: Decimal
    before: Priced | None
    after: Priced | None

    @property
    def shown(self) -> Priced:
        """The side that explains the line: after, or before when the subject has gone."""
        side = self.after or self.before
        assert side is not None
        return side


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason to refuse a change: the subject refused, the lines concerned and the sentence the parent reads."""

    subject: str
    members: tuple[str, ...]
    sentence: str


def price(tariff: Tariff, world: World) -> Bill:
    """The bill of a world, each line by the edition it keeps or the one in force on its day, each group
    by the one in force on the first day of its span.

    A line before the first edition is left without amount.
    """
    own = {entry.line.subject: _edition_of(tariff, entry) for entry in world}
    lines = [entry.line for entry in world]
    bills = {edition.key: apply(edition.rulebook, lines) for edition in _editions_of(tariff, own.values(), lines)}
    return Bill(
        tuple(_line_of(line, own[line.subject], bills) for line in lines),
        tuple(
            replace(adjustment, subject=tariff.subject_of(adjustment))
            for key, bill in bills.items()
            for adjustment in bill.adjustments
            if adjustment.group and (found := tariff.on(adjustment.group.first)) and found.key == key
        ),
    )


def differences(before: Bill, after: Bill) -> tuple[Difference, ...]:
    """What each subject gains or loses, by day then subject; lines that appear or go are there even at 0 €."""
    subjects = sorted(before.subjects | after.subjects)
    found = [_difference(subject, before, after) for subject in subjects]
    return tuple(sorted(filter(None, found), key=lambda gap: (gap.day, gap.subject)))


def objections(before: World, world: World, after: Bill) -> tuple[Objection, ...]:
    """Why the change cannot be made: it judges the lines added or changed and the groups they belong to.

    ``before`` and ``world`` are the two worlds, ``after`` the bill of the second.
    """
    old = {entry.line.subject: entry.line for entry in before}
    changed = {
        entry.line.subject for entry in world if entry.line.counted and entry.line != old.get(entry.line.subject)
    }
    refused = [
        Objection(priced.subject, priced.members or (priced.subject,), priced.refusal)
        for priced in after.refused
        if priced.refusal and changed.intersection(priced.members or (priced.subject,))
    ]
    unpriced = [
        Objection(priced.subject, (priced.subject,), NO_TARIFF)
        for priced in after.unpriced
        if priced.subject in changed
    ]
    return (*refused, *unpriced)


def _edition_of(tariff: Tariff, entry: WorldLine) -> DatedRulebook | None:
    return (tariff.named(entry.edition) if entry.edition else None) or tariff.on(entry.line.day)


def _editions_of(
    tariff: Tariff, own: Iterable[DatedRulebook | None], lines: Sequence[Line]
) -> tuple[DatedRulebook, ...]:
    firsts = {key.first for line in lines for key in line.keys.values()}
    if len(tariff.editions) == 1:
        return tariff.editions if any(own) else ()
    found = {edition.key: edition for edition in (*own, *map(tariff.on, firsts)) if edition}
    return tuple(found.values())


def _line_of(line: Line, edition: DatedRulebook | None, bills: dict[str, Bill]) -> Priced:
    return Priced(line.subject, line.day, None) if edition is None else bills[edition.key].by_subject[line.subject]


def _difference(subject: str, before: Bill, after: Bill) -> Difference | None:
    old, new = before.by_subject.get(subject), after.by_subject.get(subject)
    side = new or old
    assert side is not None
    amount = after.of(subject) - before.of(subject)
    appears = (old is None) != (new is None) and not side.members
    return Difference(subject, side.day, amount, old, new) if amount or appears else None
