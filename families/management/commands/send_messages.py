"""Send the notices the queue left behind; run every five minutes."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from families.notices import send_waiting


class Command(BaseCommand):
    help = _("Envoie les messages en attente.")

    def handle(self, *args, **options):
        self.stdout.write(_("%(tried)d messages en attente, envoi tenté.") % {"tried": send_waiting()})
