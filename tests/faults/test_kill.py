"""Kill -9 at the boundaries of pay, notify, settle, confirm; the whole list is `python -m tests.faults`. Row F10."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection, connections

from config.bootstrap import ROOT
from tests.faults.boundaries import sampled
from tests.reservations.test_last_place import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
STAGES = ["pay", "notify, settle, confirm", "return", "the same notice again", "receipt leaves"]


def kill(*options: str) -> dict:
    """Run the harness from the database of this test; gives what it found."""
    connections.close_all()  # PostgreSQL copies a database nobody is connected to
    command = [sys.executable, "-m", "tests.faults", "--source", connection.settings_dict["NAME"], *options]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url()}, capture_output=True, text=True
    )
    assert done.stdout.startswith("{"), done.stderr
    return json.loads(done.stdout)


def test_wherever_a_process_dies_nothing_is_lost_and_nothing_is_done_twice():
    """F10, B05: a sample of the boundaries, and all those around a COMMIT."""
    found = kill("--every", "15", "--one-ending")
    assert found["wrongs"] == {}
    assert list(dict.fromkeys(label.split(" · ")[0] for label in found["boundaries"])) == STAGES
    assert len([label for label in found["boundaries"] if label.endswith("COMMIT")]) >= 9
    assert found["deaths"] >= 25
    assert len(found["receipts sent twice"]) <= 1  # the e-mail had left, and we had not written it yet


@pytest.mark.parametrize(
    ("guard", "fault"),
    [
        ("settlement", "the bank took 18.00, the ledger was credited 3.60"),
        ("housekeeping", "still retenue"),
    ],
)
def test_with_a_guard_taken_off_the_harness_finds_the_fault(guard, fault):
    """The control: a harness that finds nothing proves nothing."""
    found = kill("--every", "1000", "--one-ending", "--without", guard)
    assert any(fault in wrong for wrongs in found["wrongs"].values() for wrong in wrongs)


def test_the_sample_always_holds_both_sides_of_a_commit():
    labels = ["a", "b", "x · COMMIT", "c", "d", "e", "x · COMMIT", "f", "g"]
    assert sampled(labels, 1000) == [0, 2, 3, 6, 7, 9]
    assert sampled(labels, 1) == list(range(10))
