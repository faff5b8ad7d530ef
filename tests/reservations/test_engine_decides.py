"""The price on the planning is the engine's answer: corrupt it and the page changes; the reference has no say."""

from datetime import date
from decimal import Decimal

import pytest

from reservations.days.planning import month_for
from rules import engine, tables
from rules.models import Edition, Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from rules.steps import UNIT, Step
from rules.steps import Rulebook as Rules
from tests.factories.reservations import reglement
from tests.reservations.conftest import AT
from tests.rules.worlds import FINE_QUOTIENT, between, table


def grid(low, high):
    """A tariff of two brackets; each test writes its own amounts, so that no other has asked them before."""
    rows = {
        (between(None, Decimal(651)),): Amount(Decimal(low)),
        (between(Decimal(651)),): Amount(Decimal(high)),
    }
    return Rules((Step("prix du repas", UNIT, Operation.SET, table([FINE_QUOTIENT], rows)),))


def price_shown(town, low, high):
    Edition.objects.filter(rulebook=town.canteen.price_rulebook).delete()
    reglement(Rulebook.Kind.PRICE, grid(low, high), into=town.canteen.price_rulebook)
    return month_for(town.family, [town.sarah], date(2026, 6, 1), at=AT).rows[0].price.amount


def test_the_planning_shows_what_the_engine_answers(town):
    assert price_shown(town, "1.01", "3.61") == Decimal("3.61")


def test_a_corrupted_answer_of_the_engine_changes_the_price_shown(town, monkeypatch):
    honest = engine._Shard.run

    def corrupted(shard, facts, count):
        return [(fact, 0) for fact, _row in honest(shard, facts, count)]

    monkeypatch.setattr(engine._Shard, "run", corrupted)
    assert price_shown(town, "1.02", "3.62") == Decimal("1.02")


@pytest.mark.parametrize("broken", ["matches", "matching_rows"])
def test_a_broken_reference_evaluator_changes_no_price(town, monkeypatch, broken):
    def lies(*args):
        raise AssertionError("a price asked the reference evaluator")

    monkeypatch.setattr(tables, broken, lies)
    low = {"matches": "1.03", "matching_rows": "1.04"}[broken]
    assert price_shown(town, low, "3.63") == Decimal("3.63")
