"""Both databases are opened as docs/decisions/0002-sqlite.md says."""

import pytest
from django.db import connection

from config.settings.base import database


@pytest.mark.django_db
def test_sqlite_waits_its_turn_and_loses_nothing():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own tuning")
    with connection.cursor() as cursor:
        asked = {
            pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_postgresql_is_named_by_its_url_and_keeps_its_own_options():
    opened = database("postgres://preau@example.org/preau")
    assert opened["ENGINE"] == "django.db.backends.postgresql"
    assert opened.get("OPTIONS", {}) == {}


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path):
    database(f"sqlite:///{tmp_path}/data/preau.sqlite3")
    assert (tmp_path / "data").is_dir()
