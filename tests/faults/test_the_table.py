"""The table of faults names tests that exist, and every test of a fault is in the table."""

import re

import pytest

from config.bootstrap import ROOT

TABLE = (ROOT / "docs/reliability.md").read_text()
TESTED = {
    name: set(re.findall(r"^def (test_\w+)", (ROOT / f"tests/faults/{name}.py").read_text(), re.MULTILINE))
    for name in ("test_kill", "test_notices", "test_many_at_once", "test_database_away", "test_stateful")
}
# What proves the harness or a page, rather than a fault.
BESIDES = {
    "test_the_sample_always_holds_both_sides_of_a_commit",
    "test_a_page_says_what_to_do_and_asks_nothing_of_the_database",
}


def test_the_table_names_only_tests_that_exist():
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    assert len(named) > 20
    assert named - set().union(*TESTED.values()) == set()


@pytest.mark.parametrize("file", TESTED)
def test_every_fault_played_is_in_the_table(file):
    assert [name for name in sorted(TESTED[file] - BESIDES) if f"`{name}`" not in TABLE] == []
