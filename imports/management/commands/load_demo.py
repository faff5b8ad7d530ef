"""`manage.py load_demo`: fill the database with the made-up commune."""

from datetime import date

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rich.console import Console

from imports.demonstration import PASSWORD, described, load_commune
from imports.townlife import live_a_month


class Command(BaseCommand):
    help = _("Charge la commune de démonstration ; sans danger une seconde fois.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help=_("le jour où vit la démonstration"))
        parser.add_argument("--history", action="store_true", help=_("avec l'année scolaire passée"))
        parser.add_argument("--small", action="store_true", help=_("une petite commune"))

    def handle(self, *args, on: date | None = None, small: bool = False, history: bool = False, **options) -> None:
        day = on or timezone.localdate()
        with Console(stderr=True).status(str(_("Chargement de la commune de démonstration…"))):
            reports = load_commune(day, small=small)
        if history:
            call_command("load_history", on=day, stdout=self.stdout)
        with Console(stderr=True).status(str(_("Le mois en cours…"))):
            booked = live_a_month(day, households=4 if small else described()["reservations"]["foyers"])
        new = sum(report.counts["new"] for report in reports.values())
        self.stdout.write(
            _("%(new)d lignes importées, %(booked)d foyers ont réservé.") % {"new": new, "booked": booked}
        )

    def accounts(self) -> list[tuple[str, str, str]]:
        """Who may log in: the role, the user name, the password."""
        town = described()
        agents = [(", ".join(one["roles"]), one["username"], PASSWORD) for one in town["agents"]]
        return [(str(_("parent")), name, PASSWORD) for name in town["familles"][:4]] + agents
