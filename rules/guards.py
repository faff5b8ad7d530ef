"""The promise the database itself keeps: a live edition never changes, on SQLite and on PostgreSQL.

Each guard is a trigger whose name a human can read in the log. They are put back after every `migrate`
(SQLite loses triggers when Django remakes a table). A whole edition may be deleted; a part of it may not move.
"""

from dataclasses import dataclass

from django.db import connections

_LIVE_STEP = "EXISTS (SELECT 1 FROM rules_edition e WHERE e.id = {0}.edition_id AND e.status = 'en-vigueur')"
_LIVE_ROW = (
    "EXISTS (SELECT 1 FROM rules_step s JOIN rules_edition e ON e.id = s.edition_id"
    " WHERE s.id = {0}.step_id AND e.status = 'en-vigueur')"
)
_KEPT = ("rulebook_id", "valid_from", "status", "digest", "published_at", "published_by_id")


@dataclass(frozen=True)
class Guard:
    """A row of ``table`` that meets ``refuse_if`` is refused with ``message`` before ``event``."""

    name: str
    table: str
    event: str
    refuse_if: str
    message: str = "a live edition never changes: copy it to a new date"


GUARDS = (
    Guard(
        "live_edition_never_changes",
        "rules_edition",
        "UPDATE",
        "OLD.status = 'en-vigueur' AND ("
        + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _KEPT)
        + " OR CAST(NEW.counters AS TEXT) <> CAST(OLD.counters AS TEXT))",
    ),
    *(
        Guard(f"{noun}_of_a_live_edition_never_changes_{event.lower()}", f"rules_{noun}", event, condition)
        for noun, live in (("step", _LIVE_STEP), ("row", _LIVE_ROW))
        for event, condition in (
            ("UPDATE", f"{live.format('OLD')} OR {live.format('NEW')}"),
            ("INSERT", live.format("NEW")),
        )
    ),
)


def install(using: str = "default") -> None:
    """Put the guards on the database `using`; those already there are replaced."""
    connection = connections[using]
    statements = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in statements(guard):
                cursor.execute(statement)


def _on_sqlite(guard: Guard) -> list[str]:
    condition = guard.refuse_if.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW WHEN ({condition})"
        f" BEGIN SELECT RAISE(ABORT, '{guard.name}: {guard.message}'); END",
    ]


def _on_postgresql(guard: Guard) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"IF {guard.refuse_if} THEN RAISE EXCEPTION '{guard.name}: {guard.message}' USING ERRCODE = '23514'; END IF; "
        "RETURN NEW; END $guard$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]
