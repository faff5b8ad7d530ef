"""Free the places whose hold has ended, give them to those who wait, and tell the families. To be run every minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from reservations.booking.basket import expire
from reservations.booking.queue import sweep


class Command(BaseCommand):
    """A place is free at the end of its hold even before this command runs: it only sweeps and tells."""

    help = "Libère les places dont la retenue est terminée et prévient les familles."

    def handle(self, *args, **options):
        """Sweep once: what expired, then the waiting lists."""
        at = timezone.now()
        count = expire(at)
        sweep(at)
        said = ngettext("%(count)d famille prévenue.", "%(count)d familles prévenues.", count)
        self.stdout.write(said % {"count": count})
