"""The demonstration, served for a test or a picture: `manage.py demo` itself, on a day, with a folder of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAY = "2026-11-24"  # a Tuesday: the sessions of the school year are open from October to January
HOUR = "11:00"  # the deadline of ten o'clock has passed, the evening has not begun, whenever the suite runs
PATIENCE = 180  # seconds a slow machine may take to load the commune


class NotServed(Exception):
    """The demonstration did not start; says what it wrote."""


@contextlib.contextmanager
def serving(folder: Path, port: int) -> Iterator[str]:
    """A small commune on that port, its database and its e-mails in `folder`; gives the address of its home page."""
    place = {"PREAU_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    command = [sys.executable, "manage.py", "demo", "--small", "--port", str(port), "--on", DAY, "--at", HOUR]
    with (folder / "log").open("w+") as log:
        running = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **place, **settings}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, running, folder / "log")
            yield address
        finally:
            running.terminate()
            running.wait()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(address: str, running: subprocess.Popen, log: Path) -> None:
    for _second in range(PATIENCE):
        if running.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, TimeoutError), urllib.request.urlopen(address, timeout=10):
            return
        time.sleep(1)
    raise NotServed(log.read_text()[-2000:])
