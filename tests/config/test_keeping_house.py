"""What runs every minute beside the portal."""

import logging

import pytest
from django.core.management import get_commands

from config import serving


def test_what_runs_every_minute_exists(settings):
    assert set(settings.EVERY_MINUTE) <= set(get_commands())


@pytest.mark.django_db
def test_a_failure_of_one_does_not_stop_the_others(settings, monkeypatch, caplog):
    """Statement 40: the family is told whatever the bank does."""
    ran = []

    def command(name, **options):
        ran.append(name)
        if name == "reconcile_payments":
            raise OSError("the bank is down")

    monkeypatch.setattr(serving, "call_command", command)
    monkeypatch.setattr(serving.connections, "close_all", lambda: None)
    settings.EVERY_MINUTE = ["reconcile_payments", "expire_holds"]
    with caplog.at_level(logging.ERROR):
        serving.keep_house()
    assert ran == ["reconcile_payments", "expire_holds"]
    assert "reconcile_payments failed" in caplog.text
