"""Words of the tests: lines of a family on a few days, tables of a few rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from rules.facts import Choice, Fact, Kind, Value
from rules.lines import Key, Line
from rules.outcomes import Outcome
from rules.steps import LINE, UNIT, Level
from rules.tables import ANY, Cell, DecisionTable, HitPolicy, Row, between, one_of

CHILD_DAY = Level(2, "enfant-jour", "par enfant et par jour")
HOUSEHOLD_DAY = Level(3, "foyer-jour", "par foyer et par jour")
CHILD_WEEK = Level(4, "enfant-semaine", "par enfant et par semaine")
HOUSEHOLD_WEEK = Level(5, "foyer-semaine", "par foyer et par semaine")
CHILD_MONTH = Level(6, "enfant-mois", "par enfant et par mois")
HOUSEHOLD_MONTH = Level(7, "foyer-mois", "par foyer et par mois")
CHILD_YEAR = Level(10, "enfant-annee", "par enfant et par année scolaire")

QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€")
FINE_QUOTIENT = Fact(
    "quotient_familial",
    Kind.NUMBER,
    "quotient familial",
    grain=Decimal("0.01"),
    unit="€",
)
UNIT_FACT = Fact("unite", Kind.CHOICE, "unité", nullable=False)
BOOKING = Fact(
    "reservation",
    Kind.CHOICE,
    "réservation",
    choices=(Choice("a-temps", "dans les délais"), Choice("tardive", "tardive")),
    nullable=False,
)

MONDAY = date(2026, 6, 1)
DEFAULTS: dict[str, Value] = {
    "quotient_familial": None,
    "activite": "garderie",
    "unite": "matin",
    "reservation": "a-temps",
    "annulation": None,
    "resident": True,
    "naissance": None,
    "minutes": None,
}


def spans(day: date, household: str, child: str) -> dict[str, Key]:
    """The groups of one child's line on one day."""
    monday = day - timedelta(days=day.weekday())
    month = day.replace(day=1)
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = {
        "jour": (day, day),
        "semaine": (monday, monday + timedelta(days=6)),
        "mois": (month, last),
        "annee": (date(2025, 9, 1), date(2026, 8, 31)),
    }
    who = {"enfant": (household, child), "foyer": (household,)}
    return {f"{name}-{span}": Key(path, *days[span]) for name, path in who.items() for span in days}


def line(
    day: int = 0,
    *,
    child: str = "sarah",
    quantity: int | str = 1,
    booked_at: datetime | None = None,
    counted: bool = True,
    rank: int = 0,
    **facts: Value,
) -> Line:
    """A line ``day`` days after Monday 1 June 2026; facts not given keep the defaults."""
    on = MONDAY + timedelta(days=day)
    given = DEFAULTS | facts
    subject = f"reservation:{child}-{on.isoformat()}-{given['activite']}-{given['unite']}"
    return Line(
        subject,
        on,
        given,
        spans(on, "martin", child),
        Decimal(quantity),
        booked_at,
        rank=rank,
        counted=counted,
    )


def table(
    columns: Sequence[Fact],
    rows: Mapping[tuple[Cell, ...], Outcome],
    policy: HitPolicy = HitPolicy.UNIQUE,
) -> DecisionTable[Outcome]:
    """A table whose rows are written as ``{cells: outcome}``."""
    return DecisionTable(
        tuple(columns),
        tuple(Row(cells, outcome) for cells, outcome in rows.items()),
        policy,
    )


def euros(text: str) -> Decimal:
    return Decimal(text)


__all__ = [
    "ANY", "BOOKING", "CHILD_DAY", "CHILD_MONTH", "CHILD_WEEK", "CHILD_YEAR", "FINE_QUOTIENT", "HOUSEHOLD_DAY",
    "HOUSEHOLD_MONTH", "HOUSEHOLD_WEEK", "LINE", "QUOTIENT", "UNIT", "UNIT_FACT",
    "between", "euros", "line", "one_of", "table",
]  # fmt: skip
