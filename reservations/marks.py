"""The mark of the town: a random text that the database replaces whenever a choice of the town changes.

It is replaced by triggers, so whatever writes is seen: a clerk, an import, a line of SQL. Being random, the mark of
a transaction that was rolled back never comes again for something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, connections

# What `reservations.town` keeps. A live edition never changes, so its steps and rows need no watch.
TABLES = (
    "families_criterion",
    "payments_revenueoffice",
    "reservations_activity",
    "reservations_bookingsettings",
    "reservations_calendar",
    "reservations_calendarperiod",
    "reservations_group",
    "reservations_outage",
    "reservations_schoolyear",
    "reservations_unit",
    "reservations_variant",
    "rules_edition",
    "rules_rulebook",
)
_REPLACE = (
    "INSERT INTO reservations_townmark (id, mark) VALUES (1, {random})"
    " ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
_SQLITE = _REPLACE.format(random="lower(hex(randomblob(16)))")
_POSTGRESQL = _REPLACE.format(random="gen_random_uuid()::text")
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def current_mark() -> str | None:
    """The mark of the town as this transaction sees it; None where nothing was ever marked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM reservations_townmark WHERE id = 1")
        found = cursor.fetchone()
    return found[0] if found else None


def install(using: str = "default") -> None:
    """Watch the tables; triggers already there are replaced, and the mark with them."""
    create = _create_postgresql if connections[using].vendor == "postgresql" else _create_sqlite
    with connections[using].cursor() as cursor:
        for statement in create():
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """The names of the triggers the database has lost."""
    postgresql = connections[using].vendor == "postgresql"
    catalogue = "SELECT tgname FROM pg_trigger" if postgresql else "SELECT name FROM sqlite_master WHERE type='trigger'"
    with connections[using].cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    wanted = [f"{table}_is_marked" for table in TABLES] if postgresql else list(_sqlite_names())
    return [name for name in wanted if name not in present]


def _sqlite_names() -> Iterator[str]:
    yield from (f"{table}_is_marked_on_{event.lower()}" for table in TABLES for event in _EVENTS)


def _create_sqlite() -> Iterator[str]:
    for table in TABLES:
        for event in _EVENTS:
            name = f"{table}_is_marked_on_{event.lower()}"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {_SQLITE}; END"
    yield _SQLITE


def _create_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION town_is_marked() RETURNS trigger LANGUAGE plpgsql AS"
        f" $mark$ BEGIN {_POSTGRESQL}; RETURN NULL; END $mark$"
    )
    for table in TABLES:
        yield f"DROP TRIGGER IF EXISTS {table}_is_marked ON {table}"
        yield (
            f"CREATE TRIGGER {table}_is_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION town_is_marked()"
        )
    yield _POSTGRESQL
