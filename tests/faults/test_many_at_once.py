"""The same notice brought at the same moment by several processes: one credit, one receipt. Row B05."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from config.bootstrap import ROOT
from families.models import Message
from payments.models import LedgerEntry, Payment, PaymentEvent
from reservations.models import Reservation
from tests.faults.banks import Demonstration
from tests.faults.truth import books, payments
from tests.reservations.conftest import AT
from tests.reservations.test_last_place import database_url

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CROWD = 5


def test_five_processes_that_bring_the_same_notice_settle_it_once(paid_at_the_bank, tmp_path):
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "tests.faults.notifying", str(tmp_path)]
    asked = [paid_at_the_bank.external_id, str(CROWD), AT.isoformat()]
    running = [
        subprocess.Popen([*command, str(who), *asked], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for who in range(CROWD)
    ]
    call_command("reconcile_payments", verbosity=0)  # the timer asks the bank meanwhile
    assert [process.communicate(timeout=180)[0].strip() for process in running] == ["200"] * CROWD
    assert Payment.objects.get().status == Payment.PAID
    assert LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count() == 1
    assert PaymentEvent.objects.count() == CROWD
    assert not PaymentEvent.objects.waiting().exists()
    assert Message.objects.filter(kind="payment-receipt").count() == 1
    assert set(Reservation.objects.values_list("status", flat=True)) == {Reservation.Status.CONFIRMED}
    bank = Demonstration(None)
    assert [*books(bank, AT), *payments(bank)] == []
