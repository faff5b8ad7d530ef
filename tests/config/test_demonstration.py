"""A second start of the demonstration migrates nothing and loads nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from config import demonstration, serving
from config.bootstrap import ROOT
from tests.factories import families as make
from tests.postgresql import free_port

DAY = date(2026, 5, 28)


@pytest.fixture
def loadings(settings, tmp_path, monkeypatch):
    """What `load_demo` was asked to load, in an installation of its own."""
    settings.VAR_DIR = tmp_path
    asked = []

    def play(name, **options):
        asked.append(options)
        make.household()

    monkeypatch.setattr(demonstration, "loader", object)
    monkeypatch.setattr(demonstration, "call_command", play)
    return asked


@pytest.mark.django_db
def test_the_commune_is_loaded_once(loadings):
    assert demonstration.load_if_needed(on=None, small=False) is True
    assert demonstration.load_if_needed(on=None, small=False) is False
    assert loadings == [{}]


@pytest.mark.django_db
def test_another_day_or_another_size_is_loaded(loadings):
    demonstration.load_if_needed(on=None, small=False)
    demonstration.load_if_needed(on=DAY, small=False)
    demonstration.load_if_needed(on=DAY, small=True)
    assert loadings == [{}, {"on": DAY}, {"on": DAY, "small": True}]


@pytest.mark.django_db
def test_a_loading_cut_short_is_done_again(loadings, monkeypatch):
    def cut(name, **options):
        make.household()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demonstration, "call_command", cut)
        with pytest.raises(KeyboardInterrupt):
            demonstration.load_if_needed(on=None, small=False)
    assert demonstration.load_if_needed(on=None, small=False) is True


@pytest.mark.django_db
def test_an_emptied_database_is_loaded_again(loadings):
    demonstration.load_if_needed(on=None, small=False)
    from families.models import Household

    Household.objects.all().delete()
    assert demonstration.load_if_needed(on=None, small=False) is True


@pytest.mark.django_db
def test_a_password_of_the_database_is_never_written_beside_the_demo(loadings, settings):
    demonstration.load_if_needed(on=None, small=False)
    note = json.loads((settings.VAR_DIR / "demo.json").read_text())
    assert set(note) == {"commune", "on", "small"}


@pytest.mark.django_db
def test_tables_up_to_date_are_not_migrated(monkeypatch):
    monkeypatch.setattr(demonstration, "call_command", lambda *args, **options: pytest.fail("migrated again"))
    assert demonstration.migrate_if_needed() is False


@pytest.mark.django_db
def test_the_start_says_where_to_go_and_as_whom(loadings, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(serving, "serve", lambda host, port, beside: opened.append((host, port, beside.func)))
    monkeypatch.setattr(demonstration, "accounts", lambda: [("Parente", "chloe.martin", "demo")])
    call_command("demo", port=8123)
    said = capsys.readouterr().out
    assert opened == [("127.0.0.1", 8123, demonstration.live_the_past)]
    assert "http://127.0.0.1:8123/" in said
    assert "L'année passée s'écrit pendant ce temps" in said
    assert re.search(r"Parente +chloe\.martin +demo", said)


def test_a_day_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="« demain » n'est pas un jour"):
        call_command("demo", "--on", "demain")


@contextmanager
def started(database):
    """`manage.py demo` on a database of its own; gives its port once it answers."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"DATABASE_URL": f"sqlite:///{database}", "PREAU_VAR": str(database.parent)}
    command = [sys.executable, "manage.py", "demo", "--small", "--port", str(port)]
    demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield demo, wait_for(f"http://127.0.0.1:{port}/")
    finally:
        demo.kill()


def wait_for(url, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(url, timeout=10).status
        except OSError:
            time.sleep(0.1)
    return pytest.fail(f"{url} did not open in {seconds} s")


@pytest.mark.slow
def test_the_real_demo_opens_then_opens_again_at_once(tmp_path):
    for first in (True, False):
        with started(tmp_path / "demo.sqlite3") as (demo, status):
            assert status == 200
            demo.send_signal(signal.SIGINT)
            said, _nothing = demo.communicate(timeout=20)
        assert ("La base de données est prête." in said) is first
        assert demo.returncode == 0
