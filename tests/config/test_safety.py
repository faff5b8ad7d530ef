"""Production refuses to start where a family's data would not be safe."""

import os
import subprocess
import sys

import pytest

from config.bootstrap import ROOT
from config.safety import refusals

SAFE = {
    "SECRET_KEY": "k7Jd0x-Qw9zR_3pLm5Vt8Yb1Nc6Hs2Fg4Ea0Ui7Ox5Pq3Wr9Ty1",
    "ALLOWED_HOSTS": "portail.mairie-exemple.fr",
    "DATABASE_URL": "postgres://preau@localhost/preau",
}


def test_a_safe_environment_is_not_refused():
    assert refusals(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "", "SECRET_KEY manque"),
        ("SECRET_KEY", "court", "trop facile à deviner"),
        ("SECRET_KEY", "a" * 60, "trop facile à deviner"),
        ("SECRET_KEY", "a-key-for-development-only-which-production-refuses", "celle du développement"),
        ("DEBUG", "1", "DEBUG montrerait"),
        ("DEBUG", "True", "DEBUG montrerait"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS manque"),
        ("ALLOWED_HOSTS", "portail.exemple.fr, *", "n'importe quel nom (*)"),
        ("ALLOWED_HOSTS", ".exemple.fr", "n'importe quel nom (.exemple.fr)"),
        ("DATABASE_URL", "", "DATABASE_URL manque"),
    ],
)
def test_one_unsafe_setting_is_enough_to_refuse(name, value, why):
    [reason] = refusals({**SAFE, name: value})
    assert why in reason


def test_everything_wrong_is_said_at_once():
    assert len(refusals({"DEBUG": "1"})) == 4


def start(environment):
    """What production says when it is imported with these variables."""
    question = "import django; django.setup(); from django.conf import settings; print(settings.SECURE_SSL_REDIRECT)"
    clean = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "-c", question],
        env={**clean, "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_production_does_not_start_without_its_settings():
    stopped = start({"SECRET_KEY": "", "ALLOWED_HOSTS": ""})
    assert stopped.returncode
    assert "Préau refuse de démarrer en production" in stopped.stderr
    assert "SECRET_KEY manque" in stopped.stderr


def test_production_starts_when_it_is_safe():
    started = start(SAFE)
    assert started.stdout.strip() == "True", started.stderr
