"""The whole rush: two thousand families for three hundred places, on a database of its own, as in production.

.venv/bin/python -m tests.rush                # SQLite, then PostgreSQL with its full durability
.venv/bin/python -m tests.rush --families 500 --places 80 --database sqlite
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgresql import server

BOTH = ("sqlite", "postgresql")


def main() -> int:
    """Run the rush on each database asked for; 0 when all held."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--families", type=int, default=2000)
    asked.add_argument("--places", type=int, default=300)
    asked.add_argument("--database", choices=BOTH, action="append")
    asked.add_argument("--on", help=argparse.SUPPRESS)  # the database of the process that does it
    told = asked.parse_args()
    if told.on:
        from tests.rush.whole import run

        return run(told.families, told.places, told.on)
    return max(_apart(name, told.families, told.places) for name in told.database or BOTH)


def _apart(name: str, families: int, places: int) -> int:
    """One database, one process: each has settings of its own."""
    print(f"\n{name}", flush=True)
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="preau-rush-", dir="/var/tmp") as folder:
            return _run(f"sqlite:///{folder}/rush.sqlite3", families, places)
    with server(durable=True) as url:
        return _run(url, families, places)


def _run(url: str, families: int, places: int) -> int:
    with tempfile.TemporaryDirectory(prefix="preau-rush-") as var:
        environment = {
            "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.production", "PREAU_VAR": var,
            "SECRET_KEY": "une clé de cinquante lettres qui ne sert qu'à ce seul essai", "ALLOWED_HOSTS": "localhost",
            "BEHIND_PROXY": "yes", "LOG_LEVEL": "WARNING",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.rush", "--families", str(families), "--places", str(places)]
        return subprocess.run(
            [*command, "--on", url], cwd=Path(__file__).parents[2], env={**os.environ, **environment}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
