"""The copy that spares the inner loop its migrations is never the copy of other migrations."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from config.roles import ROLES
from tests import ready_database

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL migrates each time")


def test_a_change_of_the_guards_asks_for_a_database_migrated_anew(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "payments").mkdir()
    guards = tmp_path / "payments" / "guards.py"
    guards.write_text("LEDGER = 1")
    before = ready_database.shelved()
    assert ready_database.shelved() == before
    guards.write_text("LEDGER = 2")
    assert ready_database.shelved() != before


def test_ci_migrates_from_nothing(monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert not ready_database.may_copy()


@on_sqlite
@pytest.mark.django_db
def test_the_copy_is_whole_and_takes_the_place_of_the_older_ones(monkeypatch, tmp_path):
    monkeypatch.setattr(ready_database, "SHELF", tmp_path)
    (tmp_path / "of-last-week.sqlite3").touch()
    place = tmp_path / "of-today.sqlite3"
    ready_database.shelve(place)
    assert list(tmp_path.iterdir()) == [place]
    with ready_database._opened(place) as copy:
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(connection.introspection.table_names()) <= tables


@on_sqlite
def test_a_copy_does_not_outlive_its_run(tmp_path):
    database = tmp_path / "run.sqlite3"
    with ready_database._opened(database) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE meal (day)")
        (tmp_path / "run.sqlite3-wal").touch()
    ready_database.sweep(database)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_the_roles_are_those_of_the_settings_whatever_the_copy_held():
    assert set(ROLES) <= set(Group.objects.values_list("name", flat=True))
