"""A signed notice is thanked at four tenths, at least, of the pace of a view that inserts one row."""

import pytest

from tests.benchmarks.bench_notices import OURS, PLAIN, ROOT, SETTLED, on_a_database_of_its_own
from tests.conftest import missing
from tests.postgresql import NoPostgreSQL, binaries, server

WANTED = 0.4
ROUNDS, NOTICES = 4, 40


def test_the_plain_view_imports_nothing_of_ours():
    written = (ROOT / "tests/benchmarks/plain_notices.py").read_text()
    rooms = ("cms", "config", "families", "imports", "payments", "reservations", "rules", "tests")
    imported = [line for line in written.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imported if line.split()[1].split(".")[0] in rooms]


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_signed_notices_are_thanked_at_four_tenths_of_a_view_that_inserts_one_row(kind, tmp_path):
    """Same database, same durability, same callers; ratios of one run. All that was thanked is then settled."""
    if kind == "sqlite":
        speed = on_a_database_of_its_own(f"sqlite:///{tmp_path}/bench.sqlite3", tmp_path, ROUNDS, NOTICES)
    else:
        try:
            binaries()
        except NoPostgreSQL as reason:
            missing(str(reason))
        with server(durable=True) as url:
            speed = on_a_database_of_its_own(url, tmp_path, ROUNDS, NOTICES)
    ratio = speed[OURS] / speed[PLAIN]
    print(
        f"\n{kind}: {speed[OURS]:.0f} thanked/s, plain {speed[PLAIN]:.0f}, {ratio:.2f}; {speed[SETTLED]:.0f} settled/s"
    )
    assert ratio >= WANTED
