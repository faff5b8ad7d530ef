"""A table of 5,000 rows is reviewed whole in less than a second of processor."""

from decimal import Decimal
from time import process_time

import pytest

from rules.facts import Choice, Fact, Kind
from rules.review import Code, review
from rules.tables import DecisionTable, Row, between, one_of

ACTIVITIES = [f"activite-{number}" for number in range(50)]
COLUMNS = (
    Fact("activite", Kind.CHOICE, choices=tuple(Choice(one, one) for one in ACTIVITIES), nullable=False),
    Fact("quotient", Kind.NUMBER, grain=Decimal("0.01"), nullable=False),
    Fact("resident", Kind.BOOLEAN, nullable=False),
)


def tariff(hole: bool = False) -> DecisionTable[int]:
    """50 activities × 50 brackets × residence; the hole is one bracket of one activity that stops a cent too soon."""
    rows = []
    for activity in ACTIVITIES:
        for low in range(0, 50_000, 1_000):
            last = low == 49_000
            high = None if last else Decimal(low + 1_000)
            if hole and activity == "activite-30" and low == 7_000:
                high = Decimal("7999.99")
            rows += [
                Row((one_of(activity), between(Decimal(low) if low else None, high), one_of(resident)), low)
                for resident in (True, False)
            ]
    return DecisionTable(COLUMNS, tuple(rows))


def test_a_hole_of_a_cent_among_five_thousand_rows_is_found():
    found = [one for one in review(tariff(hole=True)) if one.code is Code.HOLE]
    assert {(one.example["activite"], one.example["quotient"]) for one in found} == {
        ("activite-30", Decimal("7999.99"))
    }


@pytest.mark.benchmark
def test_five_thousand_rows_are_reviewed_within_a_second():
    table = tariff()
    assert len(table.rows) == 5_000
    start = process_time()
    found = review(table)
    spent = process_time() - start
    print(f"\n5,000 rows reviewed in {spent:.2f} s of processor")
    assert found == []
    assert spent < 1
