"""A month of a whole commune priced by a règlement of four steps, beside a function written by hand for that tariff.

python -m tests.benchmarks.month
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from time import process_time
from typing import NamedTuple

from rules.counters import Counter, What
from rules.facts import Fact, Kind
from rules.lines import Key, Line
from rules.operations import Operation
from rules.outcomes import Amount, Keep, Percent
from rules.steps import LINE, UNIT, Level, Rulebook, Step, apply
from rules.tables import DecisionTable, Row, between, one_of

CENT = Decimal("0.01")
QUOTIENT = Fact("quotient_familial", Kind.NUMBER, grain=CENT)
UNIT_FACT = Fact("unite", Kind.CHOICE, nullable=False)
RESIDENT = Fact("resident", Kind.BOOLEAN, nullable=False)
WEEK = Level(4, "enfant-semaine", "par enfant et par semaine")
MONTH = Level(6, "enfant-mois", "par enfant et par mois")
DAYS_OF_WEEK = Counter("jours", WEEK.name, What.DISTINCT, of="enfant-jour")
UNITS = ("matin", "midi", "soir")
BRACKETS = (("0", "400"), ("400", "800"), ("800", "1200"), ("1200", None))
PRICES = {
    "matin": ("1.10", "1.35", "1.60", "1.85"),
    "midi": ("1.00", "2.45", "3.60", "4.50"),
    "soir": ("1.55", "1.95", "2.35", "2.75"),
}
CAP = Decimal("150.00")
FIRST = date(2026, 6, 1)
OPEN = [FIRST + timedelta(days=n) for n in range(28) if (FIRST + timedelta(days=n)).weekday() < 5]


def euros(text: str) -> Decimal:
    return Decimal(text)


def tariff() -> Rulebook:
    """A grid by unit, outsiders, four days a week, a cap by month."""
    grid = tuple(
        Row((one_of(unit), between(euros(low), high and euros(high))), Amount(euros(PRICES[unit][place])))
        for unit in UNITS
        for place, (low, high) in enumerate(BRACKETS)
    )
    outsiders = (Row((one_of(False),), Percent(euros("15"))), Row((one_of(True),), Keep()))
    week = (Row((between(4),), Percent(euros("-10"))), Row((between(None, 4),), Keep()))
    month = (Row((one_of(True),), Amount(CAP)), Row((one_of(False),), Keep()))
    return Rulebook(
        (
            Step("prix", UNIT, Operation.SET, DecisionTable((UNIT_FACT, QUOTIENT), grid)),
            Step("extérieurs", LINE, Operation.MULTIPLY, DecisionTable((RESIDENT,), outsiders)),
            Step("semaine", WEEK, Operation.MULTIPLY, DecisionTable((DAYS_OF_WEEK.fact,), week)),
            Step("plafond", MONTH, Operation.CAP, DecisionTable((RESIDENT,), month)),
        ),
        (DAYS_OF_WEEK,),
    )


def worlds(children: int) -> Iterator[list[Line]]:
    """One child's month at a time: 20 days, three units a day; some children skip Fridays."""
    for number in range(children):
        quotient, resident = Decimal(number * 37 % 1600), number % 5 != 0
        yield [
            Line(
                f"{number}-{day}-{unit}", day, {"quotient_familial": quotient, "unite": unit, "resident": resident},
                _keys(str(number), day), rank=rank,
            )
            for day in OPEN
            if number % 3 or day.weekday() != 4
            for rank, unit in enumerate(UNITS)
        ]  # fmt: skip


def _keys(child: str, day: date) -> dict[str, Key]:
    monday = day - timedelta(days=day.weekday())
    who = ("h" + child, child)
    return {
        "enfant-jour": _key(who, day, day),
        "enfant-semaine": _key(who, monday, monday + timedelta(days=6)),
        "enfant-mois": _key(who, FIRST, date(2026, 6, 30)),
    }


@lru_cache(maxsize=1_000)
def _key(who: tuple[str, ...], first: date, last: date) -> Key:
    """One object a group, as the planning makes them."""
    return Key(who, first, last)


# By hand -----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """A line or an adjustment by hand: its amount in euros, and the numbers of the rows that made it."""

    subject: str
    amount: Decimal
    rows: tuple[int, ...]


def by_hand(lines: list[Line]) -> tuple[list[Told], list[Told]]:
    """The same month by a function that knows this tariff and nothing else."""
    told, weeks = [], {}
    for line in lines:
        facts = line.facts
        place = _bracket(facts["quotient_familial"])
        row = UNITS.index(facts["unite"]) * 4 + place + 1
        amount, rows = Decimal(PRICES[facts["unite"]][place]), (row, 2)
        if not facts["resident"]:
            amount, rows = (amount * Decimal("1.15")).quantize(CENT, ROUND_HALF_UP), (row, 1)
        told.append(Told(line.subject, amount, rows))
        week = weeks.setdefault(line.keys["enfant-semaine"].first, [Decimal(0), set()])
        week[0] += amount
        week[1].add(line.day)
    adjustments, total = [], Decimal(0)
    for first, (amount, days) in weeks.items():
        total += amount
        if len(days) >= 4:
            less = (amount * Decimal("0.90")).quantize(CENT, ROUND_HALF_UP) - amount
            adjustments.append(Told(f"semaine {first}", less, (1,)))
            total += less
    if lines[0].facts["resident"] and total > CAP:
        adjustments.append(Told("mois", CAP - total, (1,)))
    return told, adjustments


def _bracket(quotient: Decimal) -> int:
    return 0 if quotient < 400 else 1 if quotient < 800 else 2 if quotient < 1200 else 3


# Measures ----------------------------------------------------------------------------------------


def alike(children: int) -> bool:
    """Whether both give the same amounts and rows, line by line and group by group."""
    rules = tariff()
    for lines in worlds(children):
        bill, (told, adjustments) = apply(rules, lines), by_hand(lines)
        ours = [(one.amount, tuple(row.number for why in one.reasons for row in why.fired)) for one in bill.lines]
        groups = [(one.amount, one.reasons[0].fired[0].number) for one in bill.adjustments]
        if ours != [(one.amount, one.rows) for one in told]:
            return False
        if groups != [(one.amount, one.rows[0]) for one in adjustments]:
            return False
    return True


def measures(children: int) -> dict[str, float]:
    """Seconds of processor by either, the lines priced, and the most memory held, in MB."""
    rules, spent, count = tariff(), {"règlement": 0.0, "à la main": 0.0}, 0
    apply(rules, next(worlds(1)))
    for lines in worlds(children):
        count += len(lines)
        start = process_time()
        apply(rules, lines)
        between_both = process_time()
        by_hand(lines)
        spent["règlement"] += between_both - start
        spent["à la main"] += process_time() - between_both
    return spent | {"lignes": count, "Mo": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    found = measures(10_000)
    ratio = found["règlement"] / found["à la main"]
    print(
        f"{found['lignes']:,.0f} lines: {found['règlement']:.1f} s, by hand {found['à la main']:.1f} s, {ratio:.1f} ×"
    )
    print(f"at most {found['Mo']:.0f} MB")
