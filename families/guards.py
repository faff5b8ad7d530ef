"""The promise the database itself keeps about the trail: an entry never changes, and a recent one never goes.

Two triggers whose names a human can read in the log, on SQLite and on PostgreSQL. They are put back after every
`migrate`. Even the purge cannot take away what is younger than `SHORTEST`, the six months the CNIL asks for.
"""

from django.db import connections

TABLE = "families_auditentry"
SHORTEST = 180  # days; CNIL, délibération 2021-122 of 14 October 2021: access logs are kept six months to one year
FROZEN, KEPT = "audit_entry_never_changes", "audit_entry_is_kept_six_months"


def install(using: str = "default") -> None:
    """Put the two guards on the database `using`; those already there are replaced."""
    remove(using)
    connection = connections[using]
    create = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for statement in create():
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take the guards off; only the test database does, between two tests."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in (FROZEN, KEPT):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(using: str = "default") -> list[str]:
    """Give the names of the guards the database has lost."""
    connection = connections[using]
    catalogue = "SELECT tgname FROM pg_trigger" if connection.vendor == "postgresql" else _SQLITE_TRIGGERS
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in (FROZEN, KEPT) if name not in present]


_SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _on_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {FROZEN} BEFORE UPDATE ON {TABLE} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{FROZEN}: the trail is append-only'); END",
        f"CREATE TRIGGER {KEPT} BEFORE DELETE ON {TABLE} FOR EACH ROW"
        f" WHEN (OLD.timestamp > datetime('now', '-{SHORTEST} days'))"
        f" BEGIN SELECT RAISE(ABORT, '{KEPT}: a recent entry of the trail stays'); END",
    ]


def _on_postgresql() -> list[str]:
    return [
        _function(FROZEN, f"RAISE EXCEPTION '{FROZEN}: the trail is append-only' USING ERRCODE = '23514';", "NEW"),
        f"CREATE TRIGGER {FROZEN} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {FROZEN}()",
        _function(
            KEPT,
            f"IF TG_OP = 'TRUNCATE' OR OLD.timestamp > now() - interval '{SHORTEST} days' THEN"
            f" RAISE EXCEPTION '{KEPT}: a recent entry of the trail stays' USING ERRCODE = '23514'; END IF;",
            "OLD",
        ),
        f"CREATE TRIGGER {KEPT} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {KEPT}()",
        f"CREATE TRIGGER {KEPT}_all BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {KEPT}()",
    ]


def _function(name: str, body: str, given_back: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} "
        f"RETURN {given_back}; END $guard$"
    )
