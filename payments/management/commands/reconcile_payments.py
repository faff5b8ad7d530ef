"""Ask the means of payment about every payment whose end is not known; run every five minutes."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.reconciliation import reconcile


class Command(BaseCommand):
    help = _("Interroge les moyens de paiement sur les paiements en attente.")

    def handle(self, *args, **options):
        done = reconcile(at=timezone.now())
        sentence = _("%(asked)d interrogés : %(paid)d payés, %(pending)d encore en attente, %(failed)d en échec.")
        self.stdout.write(sentence % vars(done))
