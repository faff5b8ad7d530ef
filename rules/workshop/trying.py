"""The test bench: bookings of a day, a week or a month tried on a draft, with reasons, and why no other row answers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.explain import why_not
from rules.lines import Bill, Line, Priced
from rules.notation import Json
from rules.outcomes import euros_words
from rules.proofs import ACCESS, CUTOFF, World, answer, expected_words, line_from_json, refusal
from rules.steps import Rulebook, Step, apply
from rules.telling import Told, tell
from rules.traces import Reason

DAY, WEEK, MONTH = "jour", "semaine", "mois"
USUAL_DAYS = frozenset({0, 1, 3, 4})
DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Silent:
    """A row that did not answer: its name, and the first cell that refused, in words."""

    row: str
    why: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One booking, or the adjustment of a group: what it comes to, its reasons, the rows that stayed silent."""

    title: str
    result: str
    reasons: tuple[Told, ...]
    silent: tuple[tuple[str, tuple[Silent, ...]], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything tried together, and what it comes to in words."""

    result: str
    tried: tuple[Tried, ...]


def days_of(first: date, span: str, weekdays: frozenset[int] = USUAL_DAYS) -> tuple[date, ...]:
    """The days tried: the day itself, or those weekdays (0 is Monday) of its week or of its month."""
    if span == DAY:
        return (first,)
    start, count = first - timedelta(days=first.weekday()), 7
    if span == MONTH:
        start, count = first.replace(day=1), monthrange(first.year, first.month)[1]
    days = (start + timedelta(days=place) for place in range(count))
    return tuple(day for day in days if day.weekday() in weekdays)


def try_out(rules: Rulebook, kind: str, lines: Sequence[Json], world: World, days: Sequence[date]) -> Trial:
    """These lines booked on each of these days; a line that says its own day is booked once. Raises as ``apply``."""
    spread = [line for line in lines if line.get("jour")]
    spread += [{**line, "jour": day.isoformat()} for day in days for line in lines if not line.get("jour")]
    built = [line_from_json(number, line, rules, world, days[0]) for number, line in enumerate(spread, start=1)]
    if kind in (ACCESS, CUTOFF):
        result = expected_words(answer(rules, kind, spread, world, days[0]))
        return Trial(result, tuple(_asked(rules, kind, line) for line in built))
    bill = apply(rules, built)
    return Trial(_total(bill), tuple(_priced(rules, built, bill)))


def _total(bill: Bill) -> str:
    if bill.refused:
        return f"refusé : {bill.refused[0].refusal}"
    if bill.unpriced:
        return "sans prix : aucune ligne ne prévoit ce cas"
    return euros_words(bill.total)


def _priced(rules: Rulebook, lines: Sequence[Line], bill: Bill) -> Iterator[Tried]:
    for line, priced in zip(lines, bill.lines, strict=True):
        yield _one(rules, _day_words(line.day), priced, line)
    for priced in bill.adjustments:
        days = f"{_day_words(priced.group.first)} – {_day_words(priced.group.last)}" if priced.group else ""
        yield _one(rules, days, priced)


def _one(rules: Rulebook, title: str, priced: Priced, line: Line | None = None) -> Tried:
    amount = "sans prix" if priced.amount is None else euros_words(priced.amount)
    result = f"refusé : {priced.refusal}" if priced.refusal else amount
    silent = [_silent(rules.steps, reason) for reason in priced.reasons]
    if not priced.reasons and line is not None:
        silent = [(step.name, _rows(step, dict(line.facts))) for step in rules.steps if _knows(step, line)]
    return Tried(title, result, tell(priced.reasons), tuple(one for one in silent if one[1]))


def _silent(steps: Sequence[Step], reason: Reason) -> tuple[str, tuple[Silent, ...]]:
    step = next((one for one in steps if one.name == reason.step), None)
    return reason.step, _rows(step, reason.facts) if step and reason.table else ()


def _rows(step: Step, facts: dict) -> tuple[Silent, ...]:
    rows = step.table.rows
    return tuple(
        Silent(f"ligne {one.row + 1}{f' « {rows[one.row].label} »' if rows[one.row].label else ''}", one.words)
        for one in why_not(step.table, facts)
    )


def _asked(rules: Rulebook, kind: str, line: Line) -> Tried:
    said = (refusal(rules, line.facts) or "autorisé") if kind == ACCESS else ""
    silent = [(step.name, _rows(step, dict(line.facts))) for step in rules.steps if _knows(step, line)]
    return Tried(_day_words(line.day), said, (), tuple(one for one in silent if one[1]))


def _knows(step: Step, line: Line) -> bool:
    """Has the line every fact the step looks at? Those a counter or a step above gives are not on it."""
    return all(column.name in line.facts for column in step.table.columns)


def _day_words(day: date) -> str:
    return f"{DAY_NAMES[day.weekday()]} {day:%d/%m/%Y}"
