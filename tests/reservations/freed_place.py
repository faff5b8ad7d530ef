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
    from reservations.booking import holding, places, queue
    from reservations.days import seats

    moment = datetime.fromisoformat(at)
    patience = SURE if lock == "off" else PATIENCE
    seats.with_places = meeting_after(seats.with_places, Path(meeting), who, patience)  # the last count of an offer
    if lock == "off":
        holding.count_places = meeting_after(holding.count_places, Path(meeting), who, patience)
        holding.freed = lambda *args, **kwargs: None
        places.locking, queue.lock_sessions = lambda: "", lambda sessions: None
        for module in (holding, queue):
            module.transaction = SimpleNamespace(atomic=nullcontext)
        holding.lock_household = lambda household: None
    if who == "0":
        queue.sweep(moment)
        return print("swept")
    result = holding.hold(
        household=Household.objects.get(pk=household),
        child=Child.objects.get(pk=child),
        wanted=[int(session)],
        at=moment,
    )
    return print("held" if result.held else result.refused[0].sentence)


if __name__ == "__main__":
    main(*sys.argv[1:])
