"""One parent of two who want the last place, in a process of its own: see test_last_place.py."""

import sys
import time
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

PATIENCE = 2.0  # seconds a parent who has counted waits for the other to count too
SURE = 60.0  # the same where nothing keeps the other from counting: a busy machine may start it late


def main(meeting: str, who: str, household: str, child: str, session: str, at: str, lock: str) -> None:
    """Hold the session for the child; with the lock ``off``, count as the code did before it had one."""
    import django

    django.setup()
    from families.models import Child, Household
    from reservations.booking import holding, places

    patience = SURE if lock == "off" else PATIENCE
    holding.count_places = meeting_after(holding.count_places, Path(meeting), who, patience)
    if lock == "off":
        places.locking = lambda: ""
        holding.transaction = SimpleNamespace(atomic=nullcontext)
        holding.lock_household = lambda household: None
    result = holding.hold(
        household=Household.objects.get(pk=household),
        child=Child.objects.get(pk=child),
        wanted=[int(session)],
        at=datetime.fromisoformat(at),
    )
    print("held" if result.held else result.refused[0].sentence)


def meeting_after(count, meeting: Path, who: str, patience: float = PATIENCE):
    """Count the places, then wait until the other parent has counted too, or patience runs out."""

    def counted(*args, **kwargs):
        found = count(*args, **kwargs)
        (meeting / who).touch()
        until = time.monotonic() + patience
        while len(list(meeting.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        return found

    return counted


if __name__ == "__main__":
    main(*sys.argv[1:])
