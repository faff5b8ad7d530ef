"""What Debian must lend: installed out loud by root, asked for in one line by anybody else."""

import os
import shutil
import subprocess

import pytest

from config import debian


def test_each_package_is_missed_when_what_it_brings_is_absent(monkeypatch):
    monkeypatch.setattr(debian, "NEEDED", {"gcc": lambda: False, "python3-dev": lambda: True})
    assert debian.missing() == ["gcc"]


def test_on_this_machine_nothing_is_missing():
    assert debian.missing() == []


def test_somebody_who_is_not_root_reads_the_one_line_to_run(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(debian.Missing) as stop:
        debian.install(["gcc", "python3-dev"])
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc python3-dev" in str(stop.value)
    assert "Il manque à cette machine : gcc, python3-dev" in str(stop.value)


@pytest.fixture
def apt_get(monkeypatch):
    """The arguments apt-get was given; it answers `apt_get.answer`."""

    class AptGet(list):
        answer = 0

    ran = AptGet()

    def run(command, **options):
        ran.append(command[1:])
        return subprocess.CompletedProcess(command, ran.answer)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(subprocess, "run", run)
    return ran


def test_root_installs_and_says_so(apt_get, capsys):
    debian.install(["gcc"])
    assert apt_get == [["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "gcc"]]
    assert "apt-get" in capsys.readouterr().out


def test_an_apt_get_that_fails_stops_clearly(apt_get):
    apt_get.answer = 100
    with pytest.raises(debian.Missing, match="apt-get n'a pas abouti"):
        debian.install(["gcc"])
