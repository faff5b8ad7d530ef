"""Random règlements of every operation and level, on the facts of the house, and random worlds of a family."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from reservations.calendars import Days, keys_of, spans_of
from reservations.facts import HOUSE
from reservations.pricing.imagined import imagine, school_year_of
from rules.counters import Counter, Order, What
from rules.cutoffs import PARIS
from rules.facts import Fact, Kind
from rules.files import named_fact
from rules.lines import Line
from rules.operations import Operation
from rules.outcomes import (
    PRESENT,
    Amount,
    Factor,
    Keep,
    Named,
    Outcome,
    Percent,
    PerStarted,
    PriceOf,
    Rate,
    Refuse,
    Rounding,
    RoundingMode,
)
from rules.steps import LINE, UNIT, Level, Rulebook, Step
from rules.tables import ANY, Cell, DecisionTable, HitPolicy, Row, between, none_of, one_of

UNITS = ("matin", "midi", "soir")
MONDAY = date(2026, 11, 2)
LEVELS = [UNIT, LINE, *HOUSE.levels]
MONEY = (Operation.SET, Operation.ADD, Operation.CAP, Operation.FLOOR, Operation.SHARE)


def rulebook(random: Random) -> Rulebook:
    """A grid of the units, then a few steps of any kind, each reading what the counters and those above named."""
    counters = tuple(counter(random, number) for number in range(random.randint(0, 3)))
    levels = sorted(random.choices(LEVELS, k=random.randint(0, 5)))
    known = [HOUSE.fact(name) for name in ("unite", "resident", "reservation", "annulation", "quotient_familial")]
    known += [one.fact for one in counters]
    steps = [grid()]
    for number, level in enumerate(levels, start=2):
        steps.append(step(random, number, level, known))
        if steps[-1].operation is Operation.NAME:
            known.append(named_fact(steps[-1]))
    return Rulebook(tuple(steps), counters, name="au hasard")


def grid() -> Step:
    """Every unit has a price, the evening half the noon's."""
    rows = [
        Row((one_of("matin"),), Amount(Decimal("2.35"))),
        Row((one_of("midi"),), Amount(Decimal("4.10"))),
        Row((one_of("soir"),), PriceOf(Decimal("0.5"), (("unite", "midi"),), at_most=Decimal(9))),
    ]
    return Step("grille", UNIT, Operation.SET, DecisionTable((HOUSE.fact("unite"),), tuple(rows), name="grille"))


def counter(random: Random, number: int) -> Counter:
    what = random.choice(list(What))
    of = {What.DISTINCT: "enfant-jour", What.RANK: "enfant-jour", What.SUM: "minutes"}.get(what, "")
    plain = what in (What.LINES, What.QUANTITIES, What.DISTINCT, What.SUM)
    order = random.choice([None, *Order]) if plain else None
    among = DecisionTable((HOUSE.fact("unite"),), (Row((one_of(random.choice(UNITS)),), True),), HitPolicy.COLLECT)
    return Counter(
        f"compte-{number}", random.choice(HOUSE.levels).name, what, of, "naissance" if what is What.RANK else "",
        among if plain and random.random() < 0.5 else None, order, random.random() < 0.3, random.random() < 0.3,
        f"compte {number}", consecutive=bool(order) and random.random() < 0.3,
    )  # fmt: skip


def step(random: Random, number: int, level: Level, known: list[Fact]) -> Step:
    operation = random.choice([one for one in Operation if one is not Operation.QUANTITY])
    columns = tuple(random.sample(known, random.randint(0, 2)))
    named = operation is Operation.NAME
    words = named and random.random() < 0.7
    rows = [Row(tuple(cell(random, column) for column in columns), outcome(random, operation, level, words),
                f"ligne {place}") for place in range(random.randint(1, 3))]  # fmt: skip
    covers = DecisionTable((HOUSE.fact("unite"),), (Row((one_of(*random.sample(UNITS, 2)),), True),), HitPolicy.COLLECT)
    policy = random.choice([HitPolicy.FIRST, HitPolicy.FIRST, HitPolicy.COLLECT])
    return Step(
        f"étape {number}", level, operation, DecisionTable(columns, tuple(rows), policy, name=f"étape {number}"),
        f"mot-{number}" if named else random.choice(["prix", "plus"]),
        () if random.random() < 0.7 else ("prix",), covers if level.is_group and random.random() < 0.3 else None,
        Rounding(random.choice(list(RoundingMode)), random.choice([2, 2, 1, 0]), random.choice([1, 1, 5])),
        "CCAS" if operation is Operation.SHARE else "",
    )  # fmt: skip


def cell(random: Random, column: Fact) -> Cell:
    if random.random() < 0.2:
        return ANY
    if column.kind is Kind.NUMBER:
        if column.nullable and random.random() < 0.2:
            return one_of(None)
        low = Decimal(random.choice([0, 1, 2, 3, 300, 700]))
        return random.choice([between(low), between(None, low + 1), between(low, low + 3, high_closed=True)])
    if column.kind is Kind.BOOLEAN:
        return one_of(random.choice([True, False, None]))
    values = [choice.slug for choice in column.choices] or ([*UNITS] if column.name == "unite" else ["un", "deux"])
    return random.choice([one_of, none_of])(random.choice(values))


def outcome(random: Random, operation: Operation, level: Level, words: bool) -> Outcome:
    cents = Decimal(random.randint(-300, 1200)) / 100
    if operation is Operation.MULTIPLY:
        return random.choice([Percent(Decimal(random.choice([-100, -15, 10, 50]))), Keep()])
    if operation is Operation.REFUSE:
        return random.choice([Keep(), Refuse("Pas ce jour-là.")])
    if words:
        return Named(random.choice(["un", "deux"]))
    bound = random.choice([None, abs(cents)])
    return random.choice([
        Amount(cents), Amount(cents), Factor(Decimal("0.35"), PRESENT, None, bound),
        Rate(Decimal("0.0042"), "quotient_familial", cents, None, bound, Decimal(100), Decimal(900)),
        PerStarted(Decimal("0.55"), Decimal(30), "minutes", Decimal(5), None, bound),
        PerStarted(Decimal("0.0008"), Decimal(30), "minutes", Decimal(0), None, bound, "quotient_familial"),
        PriceOf(Decimal("0.5"), (("unite", "midi"),)) if level > UNIT else Keep(), Keep(),
    ])  # fmt: skip


def world(random: Random) -> list[Line]:
    """Up to ten lines of two children over five weeks, some of them cancelled."""
    slots = [(day, child, unit) for day in range(0, 35, random.choice([1, 3, 7])) for child in ("un", "deux")
             for unit in UNITS]  # fmt: skip
    return [line(random, *slot) for slot in random.sample(slots, min(len(slots), random.randint(1, 10)))]


def line(random: Random, days: int, child: str, unit: str) -> Line:
    day = MONDAY + timedelta(days=days)
    gone = random.choice([None, None, None, None, "a-temps", "tardive", "justifiee"])
    facts = {fact.name: None for fact in HOUSE.facts} | dict(imagine(day, ("foyer", child)).facts)
    facts |= {
        "unite": unit, "quotient_familial": Decimal(random.choice([0, 300, 512, 1200])), "annulation": gone,
        "minutes": random.choice([20, 45, 75]), "resident": random.choice([True, False, None]),
        "reservation": random.choice(["a-temps", "tardive"]), "naissance": date(2018, 4, 1 + len(child)),
    }  # fmt: skip
    keys = keys_of("foyer", child, spans_of(day, Days([]), school_year_of(day)))
    booked = datetime(2026, 10, random.randint(1, 28), 9, tzinfo=PARIS)
    return Line(f"{day}-{child}-{unit}", day, facts, keys, Decimal(random.choice([1, 1, 1, 2])), booked,
                UNITS.index(unit), counted=gone is None)  # fmt: skip
