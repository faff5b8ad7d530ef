"""What a household owes over all its régies: the banner of the planning, and the fact `impaye`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rules.lines import ZERO


def due_of(dues: Iterable[Decimal]) -> Decimal:
    """« Restant dû », in euros, from what is due at each régie: a credit at one pays nothing at another;
    where nothing is owed anywhere, the credits are given, negative.
    """
    known = list(dues)
    owed = sum((due for due in known if due > ZERO), ZERO)
    return owed or sum(known, ZERO)
