"""The one lock money waits for: the household's row."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from families.models import Household


def lock_household(household: Household | int) -> None:
    """Take the household's row until the end of the transaction; money of one household is written one at a time.

    Everybody who writes money takes it first, before any other lock. On SQLite the IMMEDIATE transaction is the lock.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("lock_household needs a transaction: a lock lasts until its end")
    if connection.features.has_select_for_update:
        key = household.pk if isinstance(household, Model) else household
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM families_household WHERE id = %s FOR NO KEY UPDATE", [key])


def lock_households(households: Iterable[int]) -> None:
    """Take the rows of several households at once, in the order of their keys, on the same terms."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("lock_households needs a transaction: a lock lasts until its end")
    keys = sorted(households)
    if connection.features.has_select_for_update and keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM families_household WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [keys])
