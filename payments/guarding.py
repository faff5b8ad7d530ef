"""What a guard of the database is: a promise with a name, in words both databases understand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """A row of `table` that meets `refuse_if` is refused with `message`, before or after `event`.

    `refuse_if` is SQL both databases understand, over NEW and OLD; `lock` is what PostgreSQL locks first,
    so that a sum stays true when two transactions write at once.
    """

    name: str
    table: str
    moment: str
    message: str
    refuse_if: str = "1 = 1"
    lock: str = ""


def changed(*columns: str) -> str:
    """The condition « one of these columns changes »."""
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def append_only(table: str) -> tuple[Guard, ...]:
    """The guards of a table whose rows are written once."""
    message = f"{table} is append-only: write another row that answers this one"
    return (
        Guard(f"{table}_refuses_update", table, "BEFORE UPDATE", message),
        Guard(f"{table}_refuses_delete", table, "BEFORE DELETE", message),
    )
