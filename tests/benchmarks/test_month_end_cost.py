"""The month's end costs a few times the insertion of its rows, in little memory. `MONTH_END=10000` is the full size."""

import os

import pytest

from payments.models import Invoice, LedgerEntry
from tests.benchmarks.month_end import LINES, measure

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]
NUMBER = int(os.environ.get("MONTH_END", "300"))
MOST, MOST_MEMORY = 6, 400


def test_issuing_a_month_costs_at_most_six_times_the_bulk_insert_of_the_same_rows(capsys):
    """Issue « Money »: numbers, lines, charges, ledger and explanations; under 400 MB."""
    found = measure(NUMBER)
    with capsys.disabled():
        print(f"\nmonth end of {NUMBER} households / {NUMBER * LINES} lines: " + str(found))
    assert Invoice.objects.exclude(number=None).count() == NUMBER
    assert LedgerEntry.objects.count() == 2 * NUMBER * LINES
    assert found["ratio"] <= MOST
    assert found["peak_mb"] <= MOST_MEMORY
