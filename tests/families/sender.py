"""One sender of two who want the same message, in a process of its own: see test_two_senders.py."""

import sys
import time
from datetime import datetime
from pathlib import Path

PATIENCE = 10.0  # seconds a sender waits for the other before it tries


def main(meeting: str, who: str, message: str, at: str) -> None:
    """Say whether this sender sent the message."""
    import django

    django.setup()
    from django.core.mail import EmailMessage

    from families.sending import deliver

    EmailMessage.send = lambda self, fail_silently=False: time.sleep(0.5)  # a server that takes its time
    (Path(meeting) / who).touch()
    until = time.monotonic() + PATIENCE
    while len(list(Path(meeting).iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.005)
    print(deliver(int(message), at=datetime.fromisoformat(at)))


if __name__ == "__main__":
    main(*sys.argv[1:])
