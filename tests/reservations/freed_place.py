"""One of two processes that see the same freed place: see test_freed_place.py."""

import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from tests.reservations.last_place import PATIENCE, SURE, meeting_after


def main(meeting: str, who: str, household: str, child: str, session: str, at: str, lock: str) -> None:
    """Sweep the queue (« 0 »), or come as a newcomer (« 1 »); with the lock ``off``, neither locks nor serves first."""
    import django

    django.setup()
    from families.models import Child, Household
    from reservations import booking, places, seats, waiting

    moment = datetime.fromisoformat(at)
    patience = SURE if lock == "off" else PATIENCE
    seats.with_places = meeting_after(seats.with_places, Path(meeting), who, patience)  # the last count of an offer
    if lock == "off":
        booking.count_places = meeting_after(booking.count_places, Path(meeting), who, patience)
        booking.freed = lambda *args, **kwargs: None
        places.locking, waiting.lock_sessions = lambda: "", lambda sessions: None
        for module in (booking, waiting):
            module.transaction = SimpleNamespace(atomic=nullcontext)
        booking.lock_household = lambda household: None
    if who == "0":
        waiting.sweep(moment)
        return print("swept")
    result = booking.hold(
        household=Household.objects.get(pk=household),
        child=Child.objects.get(pk=child),
        wanted=[int(session)],
        at=moment,
    )
    return print("held" if result.held else result.refused[0].sentence)


if __name__ == "__main__":
    main(*sys.argv[1:])
