"""`manage.py import_file jours Zone-C.ics [--appliquer]`: preview a file as the back office does, then apply it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from imports import running
from imports.errors import UnusableFile
from imports.models import ImportRun
from imports.resources import RESOURCES
from imports.running import Outcome


class Command(BaseCommand):
    """The same path as the back office: the run is kept, with its preview."""

    help = _("Montre ce que fait un fichier, ligne par ligne, puis l'applique.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(RESOURCES), help=_("ce que contient le fichier"))
        parser.add_argument("file", type=Path)
        parser.add_argument("--appliquer", action="store_true", help=_("écrit ce que l'aperçu a montré"))

    def handle(self, *args: Any, kind: str, file: Path, appliquer: bool, **options: Any) -> None:
        try:
            run = running.open_run(
                kind=kind, file_name=file.name, content=file.read_bytes(), at=timezone.now(), by=None
            )
            self._tell(run)
            if appliquer:
                running.apply(run, at=timezone.now(), by=None)
                self.stdout.write(_("Écrit."))
        except (OSError, UnusableFile) as error:
            raise CommandError(str(error)) from None

    def _tell(self, run: ImportRun) -> None:
        for row in run.rows:
            if row["outcome"] != Outcome.UNCHANGED:
                cells = " ; ".join(cell for cell in row["cells"] if cell)
                why = f" : {row['reason']}" if row["reason"] else ""
                self.stdout.write(
                    _("ligne %(number)s, %(outcome)s%(why)s (%(cells)s)") % {**row, "why": why, "cells": cells}
                )
        self.stdout.write(
            _("%(new)s nouvelles, %(changed)s modifiées, %(unchanged)s inchangées, %(refused)s refusées")
            % {name: getattr(run, name) for name in ("new", "changed", "unchanged", "refused")}
        )
