"""A règlement and its editions for tests: given as values, stored as a clerk would."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from rules.editions import make_live, store
from rules.facts import Fact, Kind
from rules.files import rulebook_to_json
from rules.models import Edition, Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from rules.steps import UNIT, Step
from rules.steps import Rulebook as Rules
from rules.tables import Cell, DecisionTable, Row, between, one_of

QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", grain=Decimal(1), unit="€")
SEPTEMBER = date(2025, 9, 1)
PUBLISHED_AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
_numbers = count(1)


def rulebook(kind=Rulebook.Kind.PRICE, **fields) -> Rulebook:
    n = next(_numbers)
    values = {"slug": f"reglement-{n}", "name": f"Règlement {n}", "kind": kind}
    return Rulebook.objects.create(**{**values, **fields})


def edition(rules: Rules, *, of: Rulebook | None = None, valid_from=SEPTEMBER, live=False, **fields) -> Edition:
    """An edition with this content: a draft unless ``live``."""
    values = {"title": "Tarifs 2025-2026", "valid_from": valid_from, **fields}
    found = Edition.objects.create(rulebook=of or rulebook(), **values)
    store(found, rulebook_to_json(rules))
    return make_live(found, at=PUBLISHED_AT) if live else found


def grid(*rows: tuple[Cell, str], column: Fact = QUOTIENT) -> Rules:
    """A price by one column: (cell, euros) a row."""
    found = tuple(Row((cell,), Amount(Decimal(euros))) for cell, euros in rows)
    return Rules((Step("prix du repas", UNIT, Operation.SET, DecisionTable((column,), found)),))


def two_brackets() -> Rules:
    """Below 450, from 450 on, unknown: a grid nothing can be reproached with."""
    low, high = between(None, Decimal(450)), between(Decimal(450))
    return grid((low, "1.20"), (high, "3.60"), (one_of(None), "5.40"))
