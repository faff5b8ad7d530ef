"""`manage.py test`: the linters, then the tests on SQLite and on a PostgreSQL of their own, side by side."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from config.bootstrap import ROOT

BIN = Path(sys.executable).parent
NO_TESTS = 5  # pytest's answer where nothing was selected
ALONE = "benchmark"  # measures time: nothing else runs meanwhile
INNER_LOOP = f"not slow and not browser and not {ALONE}"
FIRST_HALF = {"architecture", "config", "reservations"}  # the rest of the inner loop takes about as long
ON_POSTGRESQL = f"database and not {ALONE}"

Report = Callable[[], list[str]]


class Check(NamedTuple):
    """One command of the suite and the name it goes by."""

    name: str
    command: list[str]


def main(arguments: list[str]) -> int:
    """Run the suite, or pytest alone where its arguments are given; 0 when all is well."""
    signal.signal(signal.SIGTERM, lambda *_why: sys.exit(1))  # so that what was started beside is stopped too
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
    """The tests of the inner loop on SQLite, in two halves at once: no browser, no benchmark, nothing slow."""
    first, second = halves()
    with beside("pytest, second half", pytest("-q", "-p", "no:cacheprovider", "-m", INNER_LOOP, *second)) as report:
        done = subprocess.run(pytest("-q", "-m", INNER_LOOP, *first), cwd=ROOT)
        return (["pytest, first half"] if done.returncode else []) + report()


def halves() -> tuple[list[str], list[str]]:
    """Every folder of tests, once, in two lists that take about as long."""
    folders = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob("tests/*/__init__.py"))
    first = [folder for folder in folders if Path(folder).name in FIRST_HALF]
    return first, [folder for folder in folders if folder not in first]


def both_databases() -> list[str]:
    """Every test on SQLite and each one with a database on PostgreSQL at the same time, then the benchmarks alone."""
    failed = []
    with on_postgresql() as report:
        if subprocess.run(pytest("-q", "-m", f"not {ALONE}"), cwd=ROOT).returncode:
            failed.append("pytest (SQLite)")
        failed += report()
    if subprocess.run(pytest("-q", "-m", ALONE), cwd=ROOT).returncode not in (0, NO_TESTS):
        failed.append("benchmarks")
    return failed


@contextlib.contextmanager
def on_postgresql() -> Iterator[Report]:
    """The suite under way on PostgreSQL; gives what waits for its end and names what failed."""
    from tests.postgresql import NoPostgreSQL, server

    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except NoPostgreSQL as missing:
            print(f"\n{'!' * 100}\n!! POSTGRESQL: NOT TESTED. {missing}\n{'!' * 100}\n", flush=True)
            yield lambda: ["PostgreSQL is missing"] if os.environ.get("CI") else []
            return
        command = pytest("-q", "-p", "no:cacheprovider", "-m", ON_POSTGRESQL)
        yield stack.enter_context(beside("pytest (PostgreSQL)", command, DATABASE_URL=url))


@contextlib.contextmanager
def beside(name: str, command: list[str], **environment: str) -> Iterator[Report]:
    """A command under way, writing to a file; gives what waits for it, shows it, and names it if it failed."""
    with tempfile.TemporaryFile("w+") as log:
        variables = {**os.environ, **environment}
        running = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield lambda: report_of(name, running, log)
        finally:
            running.kill()


def report_of(name: str, running: subprocess.Popen, log: IO[str]) -> list[str]:
    """Wait for a command run beside, show what it wrote, and name it if it failed."""
    running.wait()
    log.seek(0)
    print(f"\n{name}\n{log.read()}", flush=True)
    return [name] if running.returncode else []
