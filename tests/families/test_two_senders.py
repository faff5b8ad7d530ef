"""Two real processes want to send the same message: one does."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from config.bootstrap import ROOT
from families.models import Message
from families.notices import post_message
from tests.reservations.test_last_place import database_url

NOON = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_of_two_senders_at_once_one_sends(tmp_path, monkeypatch):
    monkeypatch.setattr("families.notices._queue", lambda message: None)
    message = post_message(kind="essai", subject="Avis", body="Bonjour.", at=NOON, recipient="c@exemple.fr")
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.families.sender", str(tmp_path), str(who), str(message.pk), NOON.isoformat()],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in running]
    assert sorted(out.strip() for out, _errors in said) == ["None", "True"], said
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Message.Status.SENT, 1)
