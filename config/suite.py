"""`manage.py test`: the linters, then the tests on SQLite and on a PostgreSQL of their own, side by side."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from config.bootstrap import ROOT

BIN = Path(sys.executable).parent
NO_TESTS = 5  # pytest's answer where nothing was selected
ALONE = "benchmark"  # measures time: nothing else runs meanwhile
INNER_LOOP = f"not slow and not browser and not {ALONE}"
ON_POSTGRESQL = f"database and not {ALONE}"


class Check(NamedTuple):
    """One command of the suite and the name it goes by."""

    name: str
    command: list[str]


def main(arguments: list[str]) -> int:
    """Run the suite, or pytest alone where its arguments are given; 0 when all is well."""
    quick = "--quick" in arguments
    arguments = [argument for argument in arguments if argument != "--quick"]
    if arguments:
        selection = ["-m", INNER_LOOP] if quick else []
        return subprocess.run(pytest(*selection, *arguments), cwd=ROOT).returncode
    failed = [check.name for check in static_checks() if not passes(check)]
    failed += inner_loop() if quick else both_databases()
    print(f"\nÀ reprendre : {', '.join(failed)}" if failed else "\nTout est bon.", flush=True)
    return 1 if failed else 0


def static_checks() -> list[Check]:
    """What is read without being run."""
    templates = sorted(str(path) for path in ROOT.glob("*/templates/**/*.html"))
    return [
        Check("ruff check", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Check("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Check("mypy", [str(BIN / "mypy")]),
        Check("import-linter", [str(BIN / "lint-imports")]),
        Check("djade", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates]),
    ]


def passes(check: Check) -> bool:
    """Run a check; what it says is shown only when it fails."""
    done = subprocess.run(check.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{check.name} : {'bon' if done.returncode == 0 else 'à reprendre'}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def pytest(*arguments: str) -> list[str]:
    """The command that runs pytest on these arguments."""
    return [sys.executable, "-m", "pytest", *arguments]


def inner_loop() -> list[str]:
    """The tests of the inner loop on SQLite: no browser, no benchmark, nothing slow."""
    done = subprocess.run(pytest("-q", "-m", INNER_LOOP), cwd=ROOT)
    return ["pytest"] if done.returncode else []


def both_databases() -> list[str]:
    """Every test on SQLite and each one with a database on PostgreSQL at the same time, then the benchmarks alone."""
    failed = []
    with on_postgresql() as beside:
        if subprocess.run(pytest("-q", "-m", f"not {ALONE}"), cwd=ROOT).returncode:
            failed.append("pytest (SQLite)")
        failed += beside()
    if subprocess.run(pytest("-q", "-m", ALONE), cwd=ROOT).returncode not in (0, NO_TESTS):
        failed.append("benchmarks")
    return failed


@contextlib.contextmanager
def on_postgresql() -> Iterator:
    """The suite under way on PostgreSQL; gives a function that waits for its end and names what failed."""
    from tests.postgresql import NoPostgreSQL, server

    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except NoPostgreSQL as missing:
            print(f"\n{'!' * 100}\n!! POSTGRESQL: NOT TESTED. {missing}\n{'!' * 100}\n", flush=True)
            yield lambda: ["PostgreSQL is missing"] if os.environ.get("CI") else []
            return
        log = stack.enter_context((ROOT / "var" / "test-postgresql.log").open("w+"))
        running = start_beside(url, log)
        stack.callback(running.kill)
        yield lambda: report(running, log)


def start_beside(url: str, log) -> subprocess.Popen:
    """pytest on that database, writing to a file."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = pytest("-q", "-p", "no:cacheprovider", "-m", ON_POSTGRESQL)
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def report(running: subprocess.Popen, log) -> list[str]:
    """Wait for the run beside, show what it wrote, and name it if it failed."""
    running.wait()
    log.seek(0)
    print(f"\nPostgreSQL\n{log.read()}", flush=True)
    return ["pytest (PostgreSQL)"] if running.returncode else []
