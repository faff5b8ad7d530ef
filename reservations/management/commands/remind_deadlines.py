"""Remind families before a cut-off. To be run every hour: nobody is told twice."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reservations.reminders.sending import remind


class Command(BaseCommand):
    """Only by day, and only the families that have booked nothing."""

    help = _("Rappelle aux familles les dates limites qui approchent.")

    def handle(self, *args, **options):
        """Remind once."""
        count = remind(timezone.now())
        said = ngettext("%(count)d famille prévenue.", "%(count)d familles prévenues.", count)
        self.stdout.write(said % {"count": count})
