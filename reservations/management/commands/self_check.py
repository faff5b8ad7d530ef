"""Add everything up again: the books, the prices, the places."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reservations.self_check import SAMPLE, check_everything


class Command(BaseCommand):
    """Says nothing is wrong, or each finding in a sentence with its code, and then ends with 1."""

    help = "Recompte tout : le grand livre, les prix, les places. Ne modifie rien."

    def add_arguments(self, parser):
        """How many lines are re-priced from their explanation alone."""
        parser.add_argument("--sample", type=int, default=SAMPLE, help="Lignes rejouées depuis leur explication.")

    def handle(self, *args, sample, **options):
        """Check, tell, and end with 1 where something was found."""
        findings = check_everything(at=timezone.now(), sample=sample)
        for finding in findings:
            self.stderr.write(f"{finding.code} : {finding.message}")
        if findings:
            said = ngettext("%(count)d anomalie.", "%(count)d anomalies.", len(findings)) % {"count": len(findings)}
            self.stderr.write(self.style.ERROR(said))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS(_("Tout est juste.")))
