"""A PostgreSQL of the suite's own: in a temporary folder, on a free port, gone at the end. Standard library only."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

INSTALL = "apt-get install -y --no-install-recommends postgresql"
# Nothing here outlives the run: durability would only cost time.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class NoPostgreSQL(Exception):
    """PostgreSQL's server is not installed here."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL server of this machine.

    Raises:
        NoPostgreSQL: there is none.
    """
    found = [folder.parent for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if path := shutil.which("initdb"):
        found.append(Path(path).parent)
    if not found:
        raise NoPostgreSQL(f"PostgreSQL is not installed: {INSTALL}")
    return max(found, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0)


def free_port() -> int:
    """A port nobody listens to at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _servant() -> list[str]:
    """How to start a command as somebody who is not root: PostgreSQL refuses to be."""
    if os.geteuid():
        return []
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def _exists(user: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(user))
    return False


def _give_to_servant(folder: Path) -> None:
    if not os.geteuid():
        owner = next(name for name in ("postgres", "nobody") if _exists(name))
        shutil.chown(folder, owner)


def control_of(data: Path | str) -> list[str]:
    """How to start and stop the server of this folder."""
    return [*_servant(), str(binaries() / "pg_ctl"), "-D", str(data), "-w", "-s"]


def options_on(port: int | str, *, durable: bool = False) -> str:
    """How a server of ours is started."""
    chosen = {**SETTINGS, **DURABLE} if durable else SETTINGS
    return f"-p {port} " + " ".join(f"-c {name}={value or repr('')}" for name, value in chosen.items())


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """A running server; gives the DATABASE_URL of its database `preau`. ``durable`` keeps what a town's server keeps.

    Raises:
        NoPostgreSQL: the binaries are missing.
    """
    programs, servant = binaries(), _servant()
    folder = Path(tempfile.mkdtemp(prefix="preau-postgresql-"))
    _give_to_servant(folder)
    data, port = folder / "data", free_port()
    control = control_of(data)
    try:
        _run(
            [
                *servant,
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                "preau",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
        )
        _run([*control, "-l", str(folder / "log"), "-o", options_on(port, durable=durable), "start"])
        yield f"postgres://preau@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command[-1]}: {done.stderr}")
