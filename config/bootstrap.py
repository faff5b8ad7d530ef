"""Préau sets itself up: a `.venv`, the locked packages, then the command again inside. Standard library only.

A stamp, written last, tells which lock the `.venv` holds: an interrupted installation is done again, a finished one
never.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from config import debian

ROOT = Path(__file__).resolve().parents[1]
RUN, DEVELOP = "requirements.txt", "requirements-dev.txt"
BUILD = "requirements-build.txt"
OLDEST, NEWEST = (3, 11), (3, 13)
# durable_rules drops the optimiser, and names a function that Python 3.13 has removed.
COMPILER = "gcc -O2 -DPyEval_CallObject=PyObject_CallObject"


class CannotSetUp(Exception):
    """The set-up stopped; the message says why and what to do next."""


class Home:
    """A checkout of Préau and its `.venv`."""

    def __init__(self, root: Path = ROOT, venv: Path | None = None) -> None:
        self.root = root
        self.venv = venv or root / ".venv"
        self.python = self.venv / "bin" / "python"

    def stamp(self, lock: str) -> Path:
        """The file that says this lock is installed."""
        return self.venv / f"{lock}.stamp"

    def digest(self, lock: str) -> str:
        """What the stamp must hold: this lock, what builds it, and this Python."""
        content = hashlib.sha256(f"{sys.version_info[:2]} {COMPILER}".encode())
        for name in (BUILD, lock):
            content.update((self.root / name).read_bytes())
        return content.hexdigest()

    def is_ready(self, lock: str) -> bool:
        """Whether the `.venv` holds exactly this lock (the development lock holds the other)."""
        stamp = self.stamp(lock)
        return self.python.exists() and stamp.exists() and stamp.read_text() == self.digest(lock)

    def is_inside(self) -> bool:
        """Whether this very Python is the one of the `.venv`."""
        return Path(sys.prefix).resolve() == self.venv.resolve()


def set_up(lock: str = RUN, home: Home | None = None) -> None:
    """Return inside a `.venv` that holds the lock, installing and starting over there if needed.

    `PREAU_SETUP=no` leaves the packages to whoever runs the server. Where it cannot, the process ends and says why.
    """
    home = home or Home()
    if os.environ.get("PREAU_SETUP") == "no":
        return
    try:
        check_python(sys.version_info[:2])
        if not home.is_ready(lock):
            install_once(lock, home)
    except (CannotSetUp, debian.Missing) as stop:
        sys.exit(str(stop))
    if not home.is_inside():
        os.execv(home.python, [str(home.python), *sys.orig_argv[1:]])


def check_python(version: tuple[int, int]) -> None:
    """Raises CannotSetUp where Préau does not run on this Python."""
    if not OLDEST <= version <= NEWEST:
        raise CannotSetUp(
            f"Préau a besoin de Python 3.11, 3.12 ou 3.13 ; celui-ci est Python {version[0]}.{version[1]}.\n"
            "Relancez la commande avec un autre Python, par exemple : python3.12 manage.py demo"
        )


def install_once(lock: str, home: Home) -> None:
    """Install the lock, one process at a time: the others wait, then find it done."""
    with _alone(home):
        if not home.is_ready(lock):
            install(lock, home)


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[None]:
    place = home.root / "var"
    place.mkdir(exist_ok=True)
    with (place / "setup.lock").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def install(lock: str, home: Home) -> None:
    """Make the `.venv` if it does not work, install the lock, and stamp it last."""
    if packages := debian.missing():
        debian.install(packages)
    print("Préau installe ses bibliothèques dans .venv (une seule fois, une minute environ)…", flush=True)
    for name in (RUN, DEVELOP):
        home.stamp(name).unlink(missing_ok=True)
    if not _works(home):
        _run([sys.executable, "-m", "venv", "--clear", str(home.venv)])
    pip_install(BUILD, home)
    pip_install(lock, home, "--no-build-isolation", "--no-binary", "durable-rules")
    _write_stamps(lock, home)


def _works(home: Home) -> bool:
    if not home.python.exists():
        return False
    question = "import pip, sys; print(*sys.version_info[:2])"
    answer = subprocess.run([home.python, "-c", question], capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def pip_install(lock: str, home: Home, *options: str) -> None:
    """Install one lock by its hashes; no cache, or a durable_rules built without COMPILER could come out of it."""
    print(f"  {lock}", flush=True)
    by_hash = ["--no-cache-dir", "--require-hashes", "--only-binary", ":all:", *options, "-r", str(home.root / lock)]
    _run([str(home.python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", *by_hash])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, env={**os.environ, "CC": COMPILER})
    if done.returncode:
        raise CannotSetUp(
            "L'installation n'a pas abouti ; la raison est écrite juste au-dessus.\n"
            "Vérifiez la connexion au réseau, puis relancez la même commande : elle reprendra."
        )


def _write_stamps(lock: str, home: Home) -> None:
    for name in {RUN, lock}:  # the development lock holds all of the other
        fresh = home.stamp(name).with_suffix(".new")
        fresh.write_text(home.digest(name))
        fresh.replace(home.stamp(name))
