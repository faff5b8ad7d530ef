"""Send the notices that wait: what the queue left behind, and what is tried again; run every minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from families.sending import send_waiting


class Command(BaseCommand):
    help = _("Envoie les messages en attente.")

    def handle(self, *args, **options):
        tried = send_waiting(at=timezone.now())
        self.stdout.write(_("%(tried)d messages en attente, envoi tenté.") % {"tried": tried})
