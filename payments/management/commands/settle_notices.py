"""Settle the notices of banks that wait; run every minute, and beside the site with --watch."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.kept import settle_waiting

PAUSE, PATIENCE = 0.5, 5.0  # seconds between two looks; and where the database is away

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = _("Traite les avis de paiement reçus des banques.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--watch", action="store_true", help=_("ne s’arrête pas : traite chaque avis dès qu’il est là")
        )

    def handle(self, *args, **options):
        if options["watch"]:
            watch(_told_to_stop())
        else:
            self.stdout.write(_("Avis de paiement traités : %d.") % settle_all())


def settle_all() -> int:
    """Settle until nothing is due; gives how many notices were tried."""
    count = 0
    while tried := settle_waiting(at=timezone.now()):
        count += tried
    return count


def watch(stopped: threading.Event) -> None:
    """Settle each notice as it comes, until told to stop; what is in hand is finished first."""
    wait = 0.0
    while not stopped.wait(wait):
        close_old_connections()
        try:
            wait = 0.0 if settle_waiting(at=timezone.now()) else PAUSE
        except (OperationalError, InterfaceError):
            log.exception("the database is away; notices wait")
            connections.close_all()
            wait = PATIENCE


def _told_to_stop() -> threading.Event:
    """An event that SIGTERM sets, as systemd and whoever types Ctrl-C do."""
    stopped = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_told: stopped.set())
    return stopped
