"""A bank's notice brought by a process of its own, at the same moment as others: see test_many_at_once.py."""

import sys
import time
from pathlib import Path

PATIENCE = 60.0  # seconds


def main(meeting: str, who: str, token: str, crowd: str, at: str) -> None:
    """Wait for the others at the door, then knock; says what we answered."""
    import django

    django.setup()
    from datetime import datetime

    from django.test import Client
    from django.utils import timezone

    from payments.kept import settle_waiting

    timezone.now = lambda: datetime.fromisoformat(at)
    Client().get("/paiement/notification/nobody/")  # the site is warm
    (Path(meeting) / who).touch()
    end = time.monotonic() + PATIENCE
    while len(list(Path(meeting).iterdir())) < int(crowd) and time.monotonic() < end:
        time.sleep(0.005)
    answer = Client().post("/paiement/notification/demo/", {"id": token})
    settle_waiting(at=timezone.now())  # each is a worker too: they meet on the same rows
    print(answer.status_code)


if __name__ == "__main__":
    main(*sys.argv[1:])
