"""The plain thing a good engineer writes: lock the session's row, count, insert one reservation, commit.

It imports nothing of Préau: its own models, its own tables, the same database with the same options.

python -m tests.benchmarks.plain_booking DATABASE_URL prepare|book
"""

import sys
from datetime import UTC, datetime

import dj_database_url
import django
from django.conf import settings
from django.db import connection, models, transaction


def database(url: str) -> dict:
    found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if found["ENGINE"].endswith("sqlite3"):
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return found


settings.configure(
    DATABASES={"default": database(sys.argv[1])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()


class Session(models.Model):
    day = models.DateField()
    capacity = models.PositiveIntegerField()

    class Meta:
        app_label, db_table = "plain", "plain_session"

    def __str__(self):
        return str(self.day)


class Reservation(models.Model):
    session = models.ForeignKey(Session, models.PROTECT)
    child = models.BigIntegerField(db_index=True)
    household = models.BigIntegerField(db_index=True)
    status = models.CharField(max_length=10)
    booked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table = "plain", "plain_reservation"

    def __str__(self):
        return f"{self.child} – {self.session_id}"


def book(session: int, child: int, at: datetime) -> bool:
    """One reservation where a place is left; gives whether there was one."""
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session)
        if Reservation.objects.filter(session=locked).exclude(status="cancelled").count() >= locked.capacity:
            return False
        Reservation.objects.create(
            session=locked, child=child, household=child, status="held", booked_at=at, held_until=at
        )
    return True


def prepare() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Session)
        editor.create_model(Reservation)
    Session.objects.create(pk=1, day="2026-06-08", capacity=30_000)


def serve() -> None:
    """For each line of children on the standard input: « ready », wait for a line, book for each, say how many were."""
    for line in sys.stdin:
        children = [int(child) for child in line.split()]
        print("ready", flush=True)
        sys.stdin.readline()
        print(sum(book(1, child, datetime.now(UTC)) for child in children), flush=True)


if __name__ == "__main__":
    prepare() if sys.argv[2] == "prepare" else serve()
