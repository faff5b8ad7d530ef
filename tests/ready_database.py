"""The inner loop's SQLite is a copy of one migrated earlier; Django then brings it up to date and grants the roles.

Keyed by what the migrations are: each file of theirs, ours and the packages'. CI always migrates from nothing.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

SHELF = settings.VAR_DIR / "test-databases"


def shelved() -> Path:
    """Where the migrated database of these very migrations is kept."""
    content = hashlib.sha256(sqlite3.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            content.update(path.name.encode() + path.read_bytes())
    for guards in sorted(settings.BASE_DIR.glob("*/guards.py")):
        content.update(guards.read_bytes())
    return SHELF / f"{content.hexdigest()[:24]}.sqlite3"


def may_copy() -> bool:
    """CI proves the migrations each time; PostgreSQL has its own way."""
    return connection.vendor == "sqlite" and not os.environ.get("CI")


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """Start from the copy where there is one; pytest-django then migrates what is missing."""
    ready = shelved()
    if may_copy() and ready.exists():
        shutil.copy(ready, connection.settings_dict["TEST"]["NAME"])
        return True
    return request.config.getvalue("reuse_db")


@pytest.fixture(scope="session", autouse=True)
def _the_migrated_database_is_shelved(request):
    """Keep what was just migrated for the next run, before any test writes to it; a copy lives as long as its run."""
    if not may_copy() or not any(item.get_closest_marker("database") for item in request.session.items):
        yield
        return
    copied = request.getfixturevalue("django_db_keepdb")
    request.getfixturevalue("django_db_setup")
    shelve(shelved())
    yield
    if copied:
        sweep(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session", autouse=True)
def _every_connection_knows_what_to_put_back(request):
    """An emptied database is filled again by any connection: a thread has another one while it drives a browser."""
    if any(item.get_closest_marker("database") for item in request.session.items):
        request.getfixturevalue("django_db_setup")
        contents = getattr(connection, "_test_serialized_contents", None)
        if contents is not None:  # only a run that empties it keeps what to put back
            type(connections[connection.alias])._test_serialized_contents = contents


def shelve(place: Path) -> None:
    """Copy the migrated database there, whole or not at all, and forget those of other migrations."""
    if place.exists():
        return
    SHELF.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    with _opened(connection.settings_dict["NAME"]) as source, _opened(draft) as target:
        source.backup(target)
    draft.replace(place)
    for old in SHELF.glob("*.sqlite3"):
        if old != place:
            old.unlink(missing_ok=True)


def _opened(place: Path | str) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(place))


def sweep(database: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
