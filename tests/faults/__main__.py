"""`python -m tests.faults`: kill the payment of a family at every statement, restart, and look for what is wrong.

Forks from a process made ready, on a copy of a database made ready: a boundary costs about a second.
"""

import argparse
import json
import os
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django

from tests.postgresql import server


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--every", type=int, default=1, help="one boundary in so many, and all those around a COMMIT")
    parser.add_argument("--one-ending", action="store_true", help="the parent goes away, or comes back, in turn")
    parser.add_argument("--without", choices=["settlement", "housekeeping"], help="take one guard off: must fail")
    parser.add_argument("--source", help="a migrated database to start from, rather than migrating")
    return parser.parse_args()


@contextmanager
def database(asked: argparse.Namespace, folder: Path):
    """Set DATABASE_URL, before Django reads it."""
    with server() if asked.postgresql else nullcontext() as url:
        if url or "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = url or f"sqlite:///{folder}/faults.sqlite3"
        yield


def main() -> int:
    asked = options()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="preau-faults-", dir=memory) as folder, database(asked, Path(folder)):
        os.environ["FAULTS_OUTBOX"] = f"{folder}/outbox"
        django.setup()
        from tests.faults import killing

        found = killing.run(Path(folder), asked)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 1 if found["wrongs"] else 0


if __name__ == "__main__":
    sys.exit(main())
