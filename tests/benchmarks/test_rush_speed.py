"""« Valider » beside the plainest transaction that could give a place: half of it on SQLite, not yet on PostgreSQL."""

import pytest

from tests.benchmarks.bench_rush import ROOT, durable, measure
from tests.conftest import missing
from tests.postgresql import NoPostgreSQL, binaries

WANTED = 0.5
FLOOR = {"sqlite": WANTED, "postgresql": 0.3}  # below, something was broken


def test_the_plain_transaction_imports_nothing_of_ours():
    written = (ROOT / "tests/benchmarks/plain_booking.py").read_text()
    rooms = ("cms", "config", "families", "imports", "payments", "reservations", "rules", "tests")
    imported = [line for line in written.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imported if line.split()[1].split(".")[0] in rooms]


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_rush_gives_half_the_places_of_a_plain_transaction(kind):
    """Same database, same durability, same clients; ratios of one run."""
    if kind == "postgresql":
        try:
            binaries()
        except NoPostgreSQL as reason:
            missing(str(reason))
    with durable(kind) as url:
        speed = measure(url)
    print(f"\n{kind}: {speed['ours']:.0f} places/s, plain {speed['plain']:.0f}, {speed['ours'] / speed['plain']:.0%}")
    ratio = speed["ours"] / speed["plain"]
    assert ratio >= FLOOR[kind]
    if ratio < WANTED:  # said in every run until it is met: see docs/performance.md
        pytest.xfail(f"{kind} gives {ratio:.0%} of the plain transaction, and half is wanted")
