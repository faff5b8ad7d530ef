"""`manage.py load_history`: last school year's bookings, payments and attendance of the made-up commune."""

from collections.abc import Iterator
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from families.models import Household, User
from imports.pastlife import PastLife, Slice
from imports.pastyear import open_past_year
from imports.townlife import AGENT


class Command(BaseCommand):
    help = _("Écrit l'année scolaire passée de la commune de démonstration, par tranches ; reprend où il s'est arrêté.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help=_("le jour où vit la démonstration"))
        parser.add_argument("--families", type=int, help=_("seulement les premiers foyers"))
        parser.add_argument("--slices", type=int, help=_("seulement les premières tranches"))

    def handle(self, *args, on: date | None = None, families: int | None = None, slices: int | None = None, **options):
        found = Household.objects.filter(kind=Household.Kind.FAMILY).order_by("reference")[:families]
        life = PastLife(
            open_past_year(on or timezone.localdate()), clerk=User.objects.get(username=AGENT), households=list(found)
        )
        booked = sum(life.write(piece) for piece in self.shown(life.slices()[:slices]))
        self.stdout.write(_("%d réservations de l'an passé écrites.") % booked)

    def shown(self, slices: list[Slice]) -> Iterator[Slice]:
        """The slices, with a bar that says how far they are."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task(str(_("L'an passé")), total=len(slices))
            for piece in slices:
                bar.update(task, description=f"{_('L’an passé')} {piece.month:%m/%Y}")
                yield piece
                bar.advance(task)
