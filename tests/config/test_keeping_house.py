"""What runs every minute beside the portal."""

import logging

import pytest
from django.core.management import get_commands

from config import serving


def test_what_runs_every_minute_and_every_hour_exists(settings):
    assert {*settings.EVERY_MINUTE, *settings.EVERY_HOUR} <= set(get_commands())
    assert settings.EVERY_HOUR


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
    serving.keep_house(hourly=True)
    assert ran[2:] == ["reconcile_payments", "expire_holds", *settings.EVERY_HOUR]
    assert "reconcile_payments failed" in caplog.text
