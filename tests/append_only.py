"""The test database's one way around the append-only guards: Django's flush, between transactional tests.

`guards_step_aside_for_flush`, imported by the conftest, takes the guards off for the flush and puts them back at once.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush

from families import guards as trail
from payments import guards
from reservations.guards import ATTENDANCE, WAIVERS

APPEND_ONLY = (*guards.GUARDS, *ATTENDANCE, *WAIVERS)


def _flush_without_guards(handle):
    def flushing(self, **options):
        guards.remove(options["database"], APPEND_ONLY)
        trail.remove(options["database"])
        try:
            return handle(self, **options)
        finally:
            guards.install(options["database"], APPEND_ONLY)
            trail.install(options["database"])
            ContentType.objects.clear_cache()  # their rows are gone, and come back under other numbers

    return flushing


@pytest.fixture(scope="session", autouse=True)
def guards_step_aside_for_flush():
    """Every flush of the session empties the append-only tables, then leaves them guarded again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", _flush_without_guards(flush.Command.handle))
        yield
