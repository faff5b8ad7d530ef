"""`manage.py rulebook`: a règlement in a file, reviewed, priced, asked without database; imported, exported."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reservations.rulebooks import files
from reservations.rulebooks.deadlines import Asked, cutoff
from reservations.rulebooks.told_calendars import ToldError
from rules.facts import FactError
from rules.notation import NotationError
from rules.outcomes import OutcomeError
from rules.steps import RulebookError
from rules.travel import Unreadable
from rules.verdicts import OverlapError

REFUSED = (ToldError, FactError, NotationError, OutcomeError, OverlapError, RulebookError)


class Command(BaseCommand):
    """Every answer is JSON on the standard output; a file that cannot be read is an error that names its lines."""

    help = _("Vérifie, calcule et transporte un règlement écrit dans un fichier.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        review = _file(doing, "review", _("ce qui empêche de publier, et ce qu'il faut savoir"))
        review.add_argument(
            "--calendar", type=Path, help=_("le calendrier sur lequel travailler les exemples, en JSON")
        )
        price = _file(doing, "price", _("le prix d'un monde de réservations, avec ses raisons"), several=True)
        price.add_argument("--lines", type=Path, required=True, help=_("les réservations, en JSON"))
        price.add_argument("--on", type=date.fromisoformat, help=_("le jour dont on prend la version"))
        decide = _file(doing, "decide", _("ce qu'une étape répond, et pourquoi pas les autres lignes"))
        decide.add_argument("--step", required=True)
        decide.add_argument("--facts", default="{}", help=_("les critères, en JSON"))
        limits = _file(doing, "cutoff", _("les dates limites d'un jour"))
        limits.add_argument("--action", default="reserver")
        limits.add_argument("--day", type=date.fromisoformat, required=True)
        limits.add_argument("--calendar", type=Path, help=_("le calendrier, en JSON"))
        limits.add_argument("--facts", default="{}")
        limits.add_argument("--at", help=_("le moment de la demande : 2026-05-28T09:30"))
        limits.add_argument("--span-start", type=date.fromisoformat, help=_("le premier jour réservé d'un coup"))
        limits.add_argument("--starts-at", help=_("l'heure de la séance : 08:30"))
        taken = _file(doing, "import", _("en fait un brouillon de version, dans la base"))
        taken.add_argument("--into", default="", help=_("le nom court du règlement"))
        out = doing.add_parser("export", help=_("écrit une version de la base dans un fichier"))
        out.add_argument("rulebook", help=_("le nom court du règlement"))
        out.add_argument("--on", type=date.fromisoformat, help=_("la version en vigueur ce jour ; sinon la dernière"))

    def handle(self, *args: Any, **options: Any) -> None:
        doings: dict[str, Callable[[dict[str, Any]], Any]] = {
            "review": lambda given: files.review(_text(given["file"]), _calendar(given)),
            "price": lambda given: files.price(map(_text, given["file"]), _json(_text(given["lines"])), given["on"]),
            "decide": lambda given: files.decide(_text(given["file"]), given["step"], _json(given["facts"])),
            "cutoff": _cutoff,
            "import": lambda given: files.take_in(_text(given["file"]), given["into"]),
            "export": lambda given: files.export(given["rulebook"], given["on"]),
        }
        try:
            found = doings[options["doing"]](options)
        except Unreadable as error:
            raise CommandError(str(error)) from None
        except REFUSED as error:
            raise CommandError(str(error)) from None
        self.stdout.write(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2))


def _file(doing: Any, name: str, said: str, *, several: bool = False) -> CommandParser:
    parser: CommandParser = doing.add_parser(name, help=said)
    parser.add_argument("file", type=Path, **({"nargs": "+"} if several else {}))
    return parser


def _cutoff(given: dict[str, Any]) -> Any:
    asked = Asked(
        given["action"], given["day"], _calendar(given), _json(given["facts"]), given["span_start"], given["starts_at"]
    )
    return cutoff(_text(given["file"]), asked, given["at"])


def _calendar(given: dict[str, Any]) -> Any:
    return _json(_text(given["calendar"])) if given["calendar"] else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("Ce fichier ne se lit pas : %(why)s") % {"why": error}) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        said = {"line": error.lineno, "why": error.msg}
        raise CommandError(_("Ligne %(line)s : ce n'est pas du JSON (%(why)s).") % said) from None
