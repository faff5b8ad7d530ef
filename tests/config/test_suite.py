"""`manage.py test` leaves no folder out, and fails when anything it runs fails."""

import sys

import pytest

from config import suite
from config.bootstrap import ROOT
from tests.postgresql import NoPostgreSQL

FAILS, PASSES = [sys.executable, "-c", "print('said'); raise SystemExit(1)"], [sys.executable, "-c", ""]


def test_the_inner_loop_runs_every_folder_once():
    first, second = suite.halves()
    with_tests = {f"tests/{path.parent.name}" for path in ROOT.glob("tests/*/test_*.py")}
    assert not set(first) & set(second)
    assert with_tests <= set(first) | set(second)


def test_the_whole_suite_leaves_out_nothing_but_what_runs_alone():
    assert f"database and not {suite.ALONE}" == suite.ON_POSTGRESQL
    assert {"ruff check", "ruff format", "mypy", "import-linter", "djade"} == {c.name for c in suite.static_checks()}


def test_a_check_that_fails_is_shown(capfd):
    assert suite.passes(suite.Check("exemple", FAILS)) is False
    assert "said" in capfd.readouterr().out
    assert suite.passes(suite.Check("exemple", PASSES)) is True


@pytest.mark.parametrize(("command", "failed"), [(FAILS, ["beside"]), (PASSES, [])])
def test_what_runs_beside_is_waited_for_and_named_when_it_fails(command, failed):
    with suite.beside("beside", command) as report:
        assert report() == failed


@pytest.mark.parametrize(("environment", "failed"), [("true", ["PostgreSQL is missing"]), ("", [])])
def test_a_missing_postgresql_is_loud_and_fails_in_ci(environment, failed, monkeypatch, capfd):
    def no_server():
        raise NoPostgreSQL("nothing here")

    monkeypatch.setattr("tests.postgresql.server", no_server)
    monkeypatch.setenv("CI", environment)
    with suite.on_postgresql() as report:
        assert report() == failed
    assert "POSTGRESQL: NOT TESTED" in capfd.readouterr().out


@pytest.fixture
def commands(monkeypatch):
    """What the suite would run, all of it failing."""
    ran = []

    def run(command, **options):
        ran.append(command)
        return type("Done", (), {"returncode": 1, "stdout": ""})()

    monkeypatch.setattr(suite.subprocess, "run", run)
    return ran


def test_arguments_go_to_pytest_alone(commands):
    assert suite.main(["tests/rules", "-k", "rounding"]) == 1
    assert commands == [suite.pytest("tests/rules", "-k", "rounding")]


def test_one_failure_is_enough_to_fail(commands, monkeypatch, capsys):
    monkeypatch.setattr(suite, "inner_loop", list)
    assert suite.main(["--quick"]) == 1
    assert "À reprendre : ruff check" in capsys.readouterr().out
