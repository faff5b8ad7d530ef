"""Préau sets itself up once, and says plainly when it cannot."""

import os
import subprocess
import sys
import threading

import pytest

from config import bootstrap, debian
from config.bootstrap import BUILD, DEVELOP, RUN, CannotSetUp, Home

LOCKS = {BUILD: "setuptools\n", RUN: "django\n", DEVELOP: "django\npytest\n"}


@pytest.fixture
def home(tmp_path):
    """A checkout whose `.venv` is not made yet."""
    for name, content in LOCKS.items():
        (tmp_path / name).write_text(content)
    return Home(tmp_path)


@pytest.fixture
def pip(home, monkeypatch):
    """Every command the set-up runs, in order; making the `.venv` is played, not done."""
    ran = []

    def run(command):
        ran.append(command)
        if command[1:3] == ["-m", "venv"]:
            home.python.parent.mkdir(parents=True)
            home.python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')  # Debian's own Python has no pip
            home.python.chmod(0o755)

    monkeypatch.setattr(bootstrap, "_run", run)
    monkeypatch.setattr(debian, "missing", list)
    monkeypatch.delenv("PREAU_SETUP", raising=False)
    return ran


def locks_installed(commands):
    return [os.path.basename(command[-1]) for command in commands if "pip" in command]


def test_the_first_start_makes_the_venv_then_installs_what_builds_then_the_rest(home, pip):
    bootstrap.install_once(RUN, home)
    assert pip[0][1:4] == ["-m", "venv", "--clear"]
    assert locks_installed(pip) == [BUILD, RUN]
    assert all("--require-hashes" in command for command in pip[1:])
    assert home.is_ready(RUN)


def test_a_second_start_runs_nothing(home, pip):
    bootstrap.install_once(RUN, home)
    pip.clear()
    bootstrap.install_once(RUN, home)
    assert pip == []


def test_the_development_lock_serves_the_demo_too_but_not_the_other_way(home, pip):
    bootstrap.install_once(RUN, home)
    assert not home.is_ready(DEVELOP)
    bootstrap.install_once(DEVELOP, home)
    assert home.is_ready(DEVELOP)
    assert home.is_ready(RUN)


def test_another_lock_is_installed_in_the_same_venv(home, pip):
    bootstrap.install_once(RUN, home)
    pip.clear()
    (home.root / RUN).write_text("django\nwagtail\n")
    assert not home.is_ready(RUN)
    bootstrap.install_once(RUN, home)
    assert locks_installed(pip) == [BUILD, RUN]
    assert not any("venv" in command for command in pip)


def test_another_python_asks_for_another_venv(home, pip, monkeypatch):
    bootstrap.install_once(RUN, home)
    monkeypatch.setattr(sys, "version_info", (3, sys.version_info[1] + 1, 0, "final", 0))
    assert not home.is_ready(RUN)


def test_an_interrupted_installation_is_done_again(home, pip, monkeypatch):
    played = bootstrap._run

    def cut(command):
        if str(command[-1]).endswith(RUN):
            raise KeyboardInterrupt
        played(command)

    monkeypatch.setattr(bootstrap, "_run", cut)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.install_once(RUN, home)
    assert not home.is_ready(RUN)
    monkeypatch.setattr(bootstrap, "_run", played)
    bootstrap.install_once(RUN, home)
    assert home.is_ready(RUN)


def test_an_update_cut_short_leaves_no_old_stamp(home, pip, monkeypatch):
    bootstrap.install_once(DEVELOP, home)
    (home.root / DEVELOP).write_text("django\npytest\nruff\n")
    monkeypatch.setattr(bootstrap, "_run", lambda command: (_ for _ in ()).throw(CannotSetUp("no network")))
    with pytest.raises(CannotSetUp):
        bootstrap.install_once(DEVELOP, home)
    assert not home.is_ready(RUN)


def test_a_venv_whose_python_is_gone_is_made_anew(home, pip):
    bootstrap.install_once(RUN, home)
    home.python.unlink()
    home.python.symlink_to("/nowhere/python3")
    assert not home.is_ready(RUN)
    assert not bootstrap._works(home)


def test_two_starts_at_once_install_once(home, pip, monkeypatch):
    played, inside = bootstrap._run, threading.Event()

    def slowly(command):
        inside.set()
        threading.Event().wait(0.05)
        played(command)

    monkeypatch.setattr(bootstrap, "_run", slowly)
    starts = [threading.Thread(target=bootstrap.install_once, args=(RUN, home)) for _start in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join(timeout=20)
    assert inside.is_set()
    assert locks_installed(pip) == [BUILD, RUN]


def test_outside_the_venv_the_command_starts_over_inside_with_its_arguments(home, pip, monkeypatch):
    started = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append((program, arguments)))
    monkeypatch.setattr(sys, "orig_argv", ["/usr/bin/python3", "manage.py", "demo", "--port", "8001"])
    bootstrap.set_up(RUN, home)
    assert started == [(home.python, [str(home.python), "manage.py", "demo", "--port", "8001"])]


def test_inside_the_venv_the_command_goes_on(home, pip, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(home.venv))
    monkeypatch.setattr(os, "execv", lambda *arguments: pytest.fail("started over"))
    bootstrap.set_up(RUN, home)
    assert home.is_ready(RUN)


def test_a_server_that_brings_its_own_packages_is_left_alone(home, pip, monkeypatch):
    monkeypatch.setenv("PREAU_SETUP", "no")
    bootstrap.set_up(RUN, home)
    assert pip == []


@pytest.mark.parametrize(("version", "welcome"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_only_the_pythons_we_test_are_welcome(version, welcome):
    if welcome:
        assert bootstrap.check_python(version) is None
    else:
        with pytest.raises(CannotSetUp, match=r"Python 3\.11, 3\.12 ou 3\.13"):
            bootstrap.check_python(version)


def test_a_failed_pip_says_what_to_do_next(tmp_path):
    with pytest.raises(CannotSetUp, match="relancez la même commande"):
        bootstrap._run([sys.executable, "-c", "raise SystemExit(1)"])


def test_durable_rules_is_built_for_python_3_13_and_optimised():
    seen = subprocess.run(
        [sys.executable, "-c", "from config import bootstrap as b; b._run(['sh', '-c', 'echo $CC'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "gcc -O2 -DPyEval_CallObject=PyObject_CallObject"


@pytest.mark.parametrize("module", ["config.bootstrap", "config.debian"])
def test_the_set_up_needs_nothing_but_python(module):
    question = f"import {module}, sys; print([m for m in ('django', 'wagtail', 'pip', 'psycopg') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-S", "-c", question], capture_output=True, text=True, cwd=bootstrap.ROOT)
    assert answer.stdout.strip() == "[]", answer.stderr


def test_what_the_development_lock_holds_is_never_older_than_the_other():
    """One stamp covers both, so the one must hold the other entirely."""
    locked = {name: _pins((bootstrap.ROOT / name).read_text()) for name in (RUN, DEVELOP)}
    assert len(locked[RUN]) > 20
    assert locked[RUN] <= locked[DEVELOP]


def _pins(lock):
    return {line.split(" ;")[0].rstrip(" \\") for line in lock.splitlines() if "==" in line and line[0] != " "}
