"""Remind families of their late invoices: to run every hour."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.invoicing.reminders import remind


class Command(BaseCommand):
    help = "Relance les familles dont une facture est en retard, selon les délais de la régie."

    def handle(self, *args, **options):
        sent = remind(at=timezone.now())
        if sent:
            self.stdout.write(f"{sent} relance(s) envoyée(s)")
