"""Take the old entries of the trail away; run every night."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.audit import purge


class Command(BaseCommand):
    help = _("Retire du journal les traces plus vieilles que la durée réglée, et écrit qu'il l'a fait.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, help=_("jours à garder, au lieu de la durée réglée"))

    def handle(self, *args, days: int | None = None, **options) -> None:
        try:
            gone = purge(at=timezone.now(), days=days)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%d traces retirées.") % gone)
