"""A town saved while it is open comes back whole somewhere else: docs/production/backup.py, on both databases."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.bootstrap import ROOT

pytestmark = pytest.mark.slow
BACKUP = "docs/production/backup.py"


class Town:
    """One installation: its database, its files, and the commands that are run there."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.media = url, folder / "media"
        self.environment = {
            **os.environ, "DATABASE_URL": url, "PREAU_VAR": str(folder), "MEDIA_ROOT": str(self.media),
            "DJANGO_SETTINGS_MODULE": "config.settings.demo", "PATH": f"{_postgresql()}{os.environ['PATH']}",
        }  # fmt: skip
        folder.mkdir()

    def run(self, *command: str) -> subprocess.CompletedProcess:
        told = [sys.executable, *command]
        return subprocess.run(told, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def rows(self) -> dict[str, int]:
        """How many rows each table has, whatever Django knows of it."""
        catalogue = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if self.url.startswith("sqlite"):
            catalogue = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        with contextlib.closing(_connect(self.url)) as database:
            tables = [name for (name,) in database.execute(catalogue).fetchall()]
            return {name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}

    def files(self) -> dict[str, bytes]:
        return {
            str(file.relative_to(self.media)): file.read_bytes() for file in self.media.rglob("*") if file.is_file()
        }


def _postgresql() -> str:
    return "".join(f"{folder}:" for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))


def _connect(url: str):
    return sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else psycopg.connect(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, tmp_path) -> tuple[str, str]:
    """Where the town is, and where it will come back: two databases of one kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/before.sqlite3", f"sqlite:///{tmp_path}/after.sqlite3"
    url = request.getfixturevalue("postgresql_url")
    with psycopg.connect(url, autocommit=True) as server:
        for name in ("before", "after"):
            server.execute(f"DROP DATABASE IF EXISTS town_{name}")
            server.execute(f"CREATE DATABASE town_{name}")
    return tuple(url.removesuffix("/postgres") + f"/town_{name}" for name in ("before", "after"))


def test_a_town_saved_and_restored_elsewhere_is_the_same_town(places, tmp_path):
    before, after = Town(places[0], tmp_path / "before"), Town(places[1], tmp_path / "after")
    loaded = before.run("manage.py", "demo", "--small", "--no-serve")
    assert loaded.returncode == 0, loaded.stderr
    (before.media / "documents").mkdir(parents=True, exist_ok=True)
    (before.media / "documents" / "avis.pdf").write_bytes(b"%PDF une piece de famille")

    saved = before.run(BACKUP, "save", str(tmp_path / "backups"))
    assert saved.returncode == 0, saved.stderr
    copy = saved.stdout.strip()
    restored = after.run(BACKUP, "restore", copy)
    assert restored.returncode == 0, restored.stderr

    assert after.rows() == before.rows()
    assert sum(after.rows().values()) > 1000
    assert after.files() == before.files()
    checked = after.run("manage.py", "self_check")
    assert (checked.returncode, checked.stdout.strip()) == (0, "Tout est juste."), checked.stderr
    assert (
        "No migrations to apply" in after.run("manage.py", "migrate").stdout
        or after.run("manage.py", "migrate", "--check").returncode == 0
    )

    again = after.run(BACKUP, "restore", copy)
    assert again.returncode != 0
    assert "n'est pas vide" in again.stderr


def test_a_damaged_copy_is_refused(tmp_path):
    town = Town(f"sqlite:///{tmp_path}/town.sqlite3", tmp_path / "town")
    with contextlib.closing(_connect(town.url)) as database:
        database.execute("CREATE TABLE families (name TEXT)")
    copy = Path(town.run(BACKUP, "save", str(tmp_path / "backups")).stdout.strip())
    content = bytearray((copy / "database.sqlite3").read_bytes())
    content[-1] ^= 1
    (copy / "database.sqlite3").write_bytes(content)
    refused = Town(f"sqlite:///{tmp_path}/new.sqlite3", tmp_path / "new").run(BACKUP, "restore", str(copy))
    assert refused.returncode != 0
    assert "est abîmé" in refused.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def test_only_the_latest_copies_are_kept(tmp_path, monkeypatch):
    town = Town(f"sqlite:///{tmp_path}/town.sqlite3", tmp_path / "town")
    _connect(town.url).close()
    for name in ("preau-20260101-023000", "preau-20260102-023000"):
        (tmp_path / "backups" / name).mkdir(parents=True)
    kept = town.run(BACKUP, "save", str(tmp_path / "backups"), "--keep", "2").stdout.strip()
    assert sorted(one.name for one in (tmp_path / "backups").iterdir()) == ["preau-20260102-023000", Path(kept).name]
