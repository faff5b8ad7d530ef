"""The site served as a town serves it: gunicorn's process workers, told by docs/production/gunicorn.conf.py."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds a busy machine may take to start


class NotServed(Exception):
    """gunicorn did not start; says what it wrote."""


@contextlib.contextmanager
def serving(database_url: str, settings: str, log: Path, **environment: str) -> Iterator[int]:
    """The site on a free port of this machine, on that database; gives the port, and ends every process after."""
    port = _free_port()
    told = {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": settings, "PREAU_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "docs/production/gunicorn.conf.py", "config.wsgi"]
    with log.open("w") as written:
        variables = {**os.environ, **told, **environment}
        running = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=written, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, running, log)
            yield port
        finally:
            running.terminate()
            running.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, running: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as asking:
            asking.sendall(b"GET /compte/connexion/ HTTP/1.0\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n")
            if asking.recv(12).startswith(b"HTTP/1."):
                return
        time.sleep(0.2)
    raise NotServed(log.read_text()[-3000:])
