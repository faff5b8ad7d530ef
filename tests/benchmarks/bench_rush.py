"""« Valider » beside a plain transaction that locks the session, counts, inserts and commits; several clients at once.

.venv/bin/python -m tests.benchmarks.bench_rush        # SQLite then PostgreSQL, both as durable as in production
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.postgresql import server

ROOT = Path(__file__).parents[2]
OURS, PLAIN = "tests.benchmarks.our_booking", "tests.benchmarks.plain_booking"
ROUNDS, CLIENTS, EACH = 5, 2, 60  # a round: so many clients at once, so many families each


@contextmanager
def durable(name: str) -> Iterator[str]:
    """A new database of that kind on a real disk, as durable as a town's; gives its URL."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="preau-rush-", dir="/var/tmp") as folder:
            yield f"sqlite:///{folder}/rush.sqlite3"
    else:
        with server(durable=True) as url:
            yield url


def measure(url: str) -> dict[str, float]:
    """Places given a second by each, the best of some rounds, one after the other in turn."""
    session, *children = _said(OURS, url, "prepare", str(ROUNDS * CLIENTS * EACH)).split()
    _said(PLAIN, url, "prepare")
    best = {"ours": 0.0, "plain": 0.0}
    with ExitStack() as stack:
        clients = {
            "ours": [stack.enter_context(_client(OURS, url, session)) for _ in range(CLIENTS)],
            "plain": [stack.enter_context(_client(PLAIN, url)) for _ in range(CLIENTS)],
        }
        for number in range(ROUNDS):
            mine = children[number * CLIENTS * EACH : (number + 1) * CLIENTS * EACH]
            for name, running in clients.items():
                best[name] = max(best[name], _round(running, mine))
    return best


def _round(clients: Sequence[subprocess.Popen], children: Sequence[str]) -> float:
    """Every client at once, each for its share of the children; gives the places given a second."""
    for number, client in enumerate(clients):
        _tell(client, " ".join(children[number::CLIENTS]))
        assert _read(client) == "ready"
    begun = time.perf_counter()
    for client in clients:
        _tell(client, "go")
    given = sum(int(_read(client)) for client in clients)
    assert given == len(children), f"{given} places given to {len(children)}"
    return given / (time.perf_counter() - begun)


def _tell(client: subprocess.Popen, line: str) -> None:
    client.stdin.write(f"{line}\n")
    client.stdin.flush()


def _read(client: subprocess.Popen) -> str:
    return client.stdout.readline().strip()


def _said(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


@contextmanager
def _client(module: str, url: str, *more: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", module, url, "book", *more]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.stdin.close()


if __name__ == "__main__":
    for kind in ("sqlite", "postgresql"):
        with durable(kind) as where:
            speed = measure(where)
        ratio = speed["ours"] / speed["plain"]
        print(f"{kind:<12} ours {speed['ours']:6.0f}/s, plain {speed['plain']:6.0f}/s: {ratio:.0%}", flush=True)
