"""The controls: a guard taken off, to show that the harness finds the fault it kept away."""

from contextlib import nullcontext
from types import SimpleNamespace


def take_off(guard: str | None) -> None:
    """Take one guard off in this process and its forks."""
    if guard == "settlement":
        _settle_in_pieces()


def _settle_in_pieces() -> None:
    """Write what the bank answers statement by statement, as if `settle` had no transaction."""
    from django.db.models import QuerySet

    from families.models import Household
    from payments import locks, orders, settlement

    loose = SimpleNamespace(atomic=lambda **_how: nullcontext())
    settlement.transaction = orders.transaction = loose
    QuerySet.select_for_update = lambda self, **how: self
    for room in (locks, settlement, orders):
        room.lock_household = lambda household: Household.objects.get(pk=getattr(household, "pk", household))
