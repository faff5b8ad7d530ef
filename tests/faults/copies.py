"""A database made ready once, then copied for each fault: SQLite copies a file, PostgreSQL a template."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection, connections

READY = "faults_ready"


def point_at(name: str) -> None:
    """Let Django's connection open this database from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


class Files:
    """SQLite: a database is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, source: str | None) -> None:
        """Make the database to prepare, from one already migrated where there is one."""
        if source:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(self._path(READY))) as new:
                old.backup(new)
        point_at(self._path(READY))

    def copy(self, name: str, of: str = READY) -> str:
        shutil.copy(self._path(of), self._path(name))
        return self._path(name)

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(self._path(name) + end).unlink(missing_ok=True)

    def _path(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3")


class Templates:
    """PostgreSQL: a database is copied by the server, once nobody is connected to it."""

    def __init__(self) -> None:
        named = connection.settings_dict
        place = {"host": named["HOST"], "port": named["PORT"], "user": named["USER"], "password": named["PASSWORD"]}
        self.server = psycopg.connect(**place, dbname="postgres", autocommit=True)

    def begin(self, source: str | None) -> None:
        self.copy(READY, of=source or "template0")
        point_at(READY)

    def copy(self, name: str, of: str = READY) -> str:
        self.drop(name)
        self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copies(folder: Path, source: str | None) -> Iterator[Files | Templates]:
    """The copies of this run; the ready one is migrated, and open for whoever prepares it."""
    found = Templates() if connection.vendor == "postgresql" else Files(folder)
    found.begin(source)
    if source is None:
        call_command("migrate", verbosity=0)
    try:
        yield found
    finally:
        connections.close_all()
        found.drop(READY)
