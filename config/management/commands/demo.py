"""`manage.py demo`: a working portal of a made-up commune, on this machine."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from config import clock, demonstration, serving


def a_day(text: str) -> date:
    """The day written 2026-05-28."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("« %s » n'est pas un jour. Écrivez-le ainsi : 2026-05-28.") % text) from error


def an_hour(text: str) -> time:
    """The hour written 09:30."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("« %s » n'est pas une heure. Écrivez-la ainsi : 09:30.") % text) from error


class Command(BaseCommand):
    help = _("Prépare une commune de démonstration et ouvre son portail.")
    requires_system_checks: list[str] = []  # the suite runs them; a newcomer should not wait

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=a_day, metavar="2026-05-28", help=_("le jour où vit la démonstration"))
        parser.add_argument("--at", type=an_hour, metavar="09:30", help=_("l'heure qu'il y est d'abord, avec --on"))
        parser.add_argument("--small", action="store_true", help=_("une petite commune, prête en un instant"))
        parser.add_argument("--host", default="127.0.0.1", help=_("l'adresse où servir"))
        parser.add_argument("--port", type=int, default=8000, help=_("le port où servir"))
        parser.add_argument("--no-serve", action="store_true", help=_("préparer seulement, sans servir"))

    def handle(self, *args: Any, on: date | None, small: bool, host: str, port: int, **options: Any) -> None:
        if options["at"] and not on:
            raise CommandError(_("--at donne l'heure d'un jour : ajoutez --on 2026-05-28."))
        if on:
            clock.live_on(on, options["at"])
        if demonstration.migrate_if_needed():
            self.say(_("La base de données est prête."))
        if demonstration.load_if_needed(on=on, small=small):
            self.say(_("La commune de démonstration est chargée."))
        if not options["no_serve"]:
            self.open(host, port, beside=None if small else partial(demonstration.live_the_past, on))

    def open(self, host: str, port: int, *, beside: Callable[[], object] | None = None) -> None:
        """Tell where to go and as whom, then serve."""
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "*" if host in ("0.0.0.0", "::") else host]  # noqa: S104
        self.say(_("\nLe portail est ouvert : http://%(host)s:%(port)s/") % {"host": host, "port": port})
        for role, name, password in demonstration.accounts():
            self.say(f"  {role:<32} {name:<20} {password}")
        self.say(
            _("Les e-mails envoyés sont dans %(folder)s. Ctrl-C pour fermer.") % {"folder": settings.EMAIL_FILE_PATH}
        )
        if beside:
            self.say(_("L'année passée s'écrit pendant ce temps : deux minutes au plus, la barre dit où elle en est."))
        serving.serve(host, port, beside=beside)

    def say(self, line: str) -> None:
        self.stdout.write(str(line))
        self.stdout.flush()
