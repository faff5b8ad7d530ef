"""Two parents, one last place, two real processes: one booking; without the lock, the same run overbooks. Row A03."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from config.bootstrap import ROOT
from reservations.models import Reservation
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories.families import child, household
from tests.factories.reservations import activity, enrol, one_row, reglement, sessions
from tests.reservations.conftest import AT, MONDAY

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
FULL = "Il ne reste plus de place ce jour-là."


@pytest.fixture
def last_place():
    """Two families, and a Wednesday with one place."""
    price = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("12.00")), Operation.SET))
    centre = activity("Centre de loisirs", slug="centre", price=price)
    (session,) = sessions(centre, MONDAY, capacity=1)
    parents = []
    for name in ("Martin", "Dupont"):
        family = household(name)
        kid = child("Sarah", family)
        enrol(kid, family, centre, date(2025, 9, 1))
        parents.append((family, kid))
    return session, parents


def database_url() -> str:
    """The database of this very test, for another process."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    return f"postgres://{named['USER']}:{named['PASSWORD']}@{named['HOST']}:{named['PORT']}/{named['NAME']}"


def at_once(meeting, session, parents, lock, program="tests.reservations.last_place"):
    """Both parents press « Valider »; gives what each reads."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", program, str(meeting), str(who), str(family.pk),
             str(kid.pk), str(session.pk), AT.isoformat(), lock],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who, (family, kid) in enumerate(parents)
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return sorted(out.strip() for out, _errors in said)


def test_the_last_place_goes_to_one_child_and_the_control_overbooks(last_place, tmp_path):
    session, parents = last_place
    (tmp_path / "control").mkdir()
    assert at_once(tmp_path / "control", session, parents, lock="off") == ["held", "held"]
    assert Reservation.objects.count() == 2
    Reservation.objects.all().delete()

    (tmp_path / "locked").mkdir()
    assert at_once(tmp_path / "locked", session, parents, lock="on") == [FULL, "held"]
    assert Reservation.objects.count() == 1
