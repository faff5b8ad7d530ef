"""`manage.py roles`: what each role may do, as the table of `docs/roles.md`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

from config.roles import GRANTS, NAMES

PAGE = settings.BASE_DIR / "docs" / "roles.md"
BEFORE, AFTER = "<!-- rôles : début -->\n", "<!-- rôles : fin -->\n"


def table() -> str:
    """The table in Markdown: a line for each thing that may be done, a column for each role."""
    lines = ["| où | ce qu'on peut y faire | " + " | ".join(NAMES) + " |", "|---|---|" + ":-:|" * len(NAMES)]
    for line in sorted(GRANTS, key=lambda one: str(one.place)):
        marks = " | ".join("oui" if name in line.roles else "–" for name in NAMES)
        lines.append(f"| {line.place} | {line.says} | {marks} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with the table as it is now between its two marks."""
    head, _mark, rest = text.partition(BEFORE)
    _old, _mark, tail = rest.partition(AFTER)
    return head + BEFORE + table() + AFTER + tail


class Command(BaseCommand):
    help = _("Montre ce que chaque rôle peut faire ; --write met à jour docs/roles.md.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=_("écrire le tableau dans docs/roles.md"))

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            self.stdout.write(table())
