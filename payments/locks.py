"""The one lock money waits for: the household's row."""

from django.db.models import Model

from families.models import Household


def lock_household(household: Household | int) -> Household:
    """Take the household's row until the end of the transaction; money of one household is written one at a time.

    Everybody who writes money takes it first, before any other lock. On SQLite the IMMEDIATE transaction is the lock.
    """
    key = household.pk if isinstance(household, Model) else household
    return Household.objects.select_for_update(no_key=True).get(pk=key)
