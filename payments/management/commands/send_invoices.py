"""Tell families of the invoices just issued, and make their PDFs: to run every minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.invoicing.telling import FILES, MESSAGES, make_waiting_files, tell_waiting


class Command(BaseCommand):
    help = "Prévient les familles de leurs nouvelles factures et prépare les PDF."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="tout ce qui attend, au lieu d’une part par minute")

    def handle(self, *args, **options):
        messages, files = (10**9, 10**9) if options["all"] else (MESSAGES, FILES)
        told = tell_waiting(at=timezone.now(), limit=messages)
        made = make_waiting_files(limit=files)
        if told or made:
            self.stdout.write(f"{told} famille(s) prévenue(s), {made} PDF préparé(s)")
