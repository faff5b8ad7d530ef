#!/usr/bin/env python3
"""Save the database and the files of a town, and put them back elsewhere. Standard library; PostgreSQL's own tools.

    python docs/production/backup.py save /var/backups/preau [--keep 30]
    python docs/production/backup.py restore /var/backups/preau/preau-20261124-023000

Reads DATABASE_URL and MEDIA_ROOT from the environment. The site stays open while it is saved. A restoration asks for an
empty database and an empty folder of files: it never writes over anything.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path

SQLITE, DUMP, MEDIA, SUMS = "database.sqlite3", "database.dump", "media.tar.gz", "SHA256SUMS"


class CannotDo(Exception):
    """What was asked cannot be done; the message says why and what to do."""


def save(folder: Path, environment: Mapping[str, str], *, keep: int | None = None) -> Path:
    """Save into a new folder of ``folder``, whole or not at all; gives it. ``keep`` forgets all but the latest."""
    place = folder / time.strftime("preau-%Y%m%d-%H%M%S")
    draft = place.with_suffix(".draft")
    draft.mkdir(parents=True, mode=0o700)
    _save_database(environment["DATABASE_URL"], draft)  # first: each file it names was written before
    media = Path(environment["MEDIA_ROOT"])
    with tarfile.open(draft / MEDIA, "w:gz") as archive:
        if media.exists():
            archive.add(media, arcname=".")
    (draft / SUMS).write_text("".join(f"{_sum(file)}  {file.name}\n" for file in sorted(draft.iterdir())))
    draft.rename(place)
    _forget(folder, keep)
    return place


def restore(saved: Path, environment: Mapping[str, str]) -> None:
    """Put a saved town into an empty database and an empty folder of files.

    Raises:
        CannotDo: the copy is damaged, or there is something already where it would go.
    """
    check(saved)
    media = Path(environment["MEDIA_ROOT"])
    if media.exists() and any(media.iterdir()):
        raise CannotDo(f"{media} n'est pas vide : déplacez ce dossier, puis recommencez.")
    _restore_database(saved, environment["DATABASE_URL"])
    media.mkdir(parents=True, exist_ok=True)
    with tarfile.open(saved / MEDIA) as archive:
        archive.extractall(media, filter="data")


def check(saved: Path) -> None:
    """Is the copy exactly what was saved? Raises CannotDo otherwise."""
    if not (saved / SUMS).exists():
        raise CannotDo(f"{saved} n'est pas une sauvegarde terminée.")
    for line in (saved / SUMS).read_text().splitlines():
        expected, name = line.split("  ")
        if not (saved / name).exists() or _sum(saved / name) != expected:
            raise CannotDo(f"{saved / name} est abîmé : prenez une autre sauvegarde.")


def _save_database(url: str, folder: Path) -> None:
    if not url.startswith("sqlite:"):
        _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(folder / DUMP), "--dbname", url])
        return
    source, copy = sqlite3.connect(f"file:{_file_of(url)}?mode=ro", uri=True), sqlite3.connect(folder / SQLITE)
    with contextlib.closing(source), contextlib.closing(copy):
        source.backup(copy)  # the online copy of SQLite: whole, while the site goes on writing


def _restore_database(saved: Path, url: str) -> None:
    if not url.startswith("sqlite:"):
        if _answer(url, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") != "0":
            raise CannotDo("La base n'est pas vide : créez-en une neuve, puis recommencez.")
        _run(
            ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", url, str(saved / DUMP)]
        )
    elif _file_of(url).exists():
        raise CannotDo(f"{_file_of(url)} existe déjà : déplacez ce fichier, puis recommencez.")
    else:
        _file_of(url).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(saved / SQLITE, _file_of(url))


def _file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _answer(url: str, question: str) -> str:
    return _run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname", url, "--command", question]).strip()


def _run(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        raise CannotDo(f"{command[0]} manque : sudo apt-get install -y postgresql-client")
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603, PLW1510 - its failure is told below
    if done.returncode:
        raise CannotDo(f"{command[0]} n'a pas abouti :\n{done.stderr}")
    return done.stdout


def _sum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _forget(folder: Path, keep: int | None) -> None:
    for old in sorted(folder.glob("preau-*[0-9]"))[: -keep if keep else 0]:
        shutil.rmtree(old)


def main() -> None:
    """Do what the command line asks, or say why not."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("action", choices=["save", "restore"])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--keep", type=int)
    told = asked.parse_args()
    try:
        if told.action == "restore":
            restore(told.folder, os.environ)
        else:
            print(save(told.folder, os.environ, keep=told.keep))
    except KeyError as missing:
        sys.exit(f"La variable {missing} manque : lisez /etc/preau/preau.env d'abord.")
    except CannotDo as why:
        sys.exit(str(why))


if __name__ == "__main__":
    main()
