"""`manage.py dmn`: decision tables of DMN files, asked, checked, turned into steps of a règlement and back."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from rules.dmn import DmnError, decided, facts_from_json, names, read, step_to_dmn, table_of, write
from rules.facts import Value
from rules.notation import NotationError
from rules.operations import Operation
from rules.tables import TableError
from rules.verdicts import OverlapError

FIRST_OPERATIONS = (Operation.SET, Operation.ADD, Operation.MULTIPLY, Operation.CAP, Operation.FLOOR, Operation.NAME,
                    Operation.REFUSE)  # fmt: skip


class Command(BaseCommand):
    """Works without the database."""

    help = _("Interroge, vérifie et convertit les tables de décision d'un fichier DMN 1.3 ou plus récent.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        decide = doing.add_parser("decide", help=_("affiche en JSON le résultat d'une décision"))
        decide.add_argument("file", type=Path)
        decide.add_argument("--decision", default="", help=_("son nom, si le fichier en a plusieurs"))
        decide.add_argument("--facts", default="{}", help=_("la valeur de chaque entrée, en JSON"))
        check = doing.add_parser("check", help=_("dit ce que chaque décision du fichier a d'inutilisable"))
        check.add_argument("file", type=Path)
        table = doing.add_parser("import", help=_("affiche en JSON la table d'une décision, pour un règlement"))
        table.add_argument("file", type=Path)
        table.add_argument("--decision", default="")
        table.add_argument("--operation", choices=[one.value for one in FIRST_OPERATIONS], default=Operation.SET.value)
        out = doing.add_parser("export", help=_("écrit en DMN une étape d'un fichier de règlement"))
        out.add_argument("file", type=Path)
        out.add_argument("--step", required=True, help=_("le nom de l'étape"))

    def handle(self, *args: Any, **options: Any) -> None:
        doings: dict[str, Callable[[dict[str, Any]], None]] = {
            "decide": self.decide, "check": self.check, "import": self.table, "export": self.export,
        }  # fmt: skip
        try:
            doings[options["doing"]](options)
        except (DmnError, NotationError, TableError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(_("Ce fichier ne s'ouvre pas : %(why)s") % {"why": error}) from None

    def decide(self, options: dict[str, Any]) -> None:
        decision = read(options["file"].read_bytes(), options["decision"])
        facts = facts_from_json(decision, _json(options["facts"]))
        try:
            found = decided(decision, facts)
        except OverlapError as error:  # DMN 1.3, § 8.2.10: such a table gives null
            self.stderr.write(str(error))
            found = None
        self.stdout.write(written(found))

    def check(self, options: dict[str, Any]) -> None:
        content = options["file"].read_bytes()
        problems: dict[str, str | None] = {}
        for name in names(content):
            try:
                read(content, name)
                problems[name] = None
            except DmnError as error:
                problems[name] = str(error)
        self.stdout.write(json.dumps(problems, ensure_ascii=False, indent=2))

    def table(self, options: dict[str, Any]) -> None:
        decision = read(options["file"].read_bytes(), options["decision"])
        table = table_of(decision, Operation(options["operation"]))
        self.stdout.write(json.dumps(table, ensure_ascii=False, indent=2))

    def export(self, options: dict[str, Any]) -> None:
        steps = _json(options["file"].read_text()).get("etapes", [])
        named = [step for step in steps if step.get("nom") == options["step"]]
        if not named:
            said = ", ".join(str(step.get("nom")) for step in steps)
            raise CommandError(_("Aucune étape ne s'appelle ainsi : ce fichier a %(steps)s.") % {"steps": said})
        self.stdout.write(write(step_to_dmn(named[0])).decode())


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise CommandError(_("Ce n'est pas du JSON : %(why)s") % {"why": error}) from None
    if not isinstance(data, dict):
        raise CommandError(_('Un objet JSON est attendu, par exemple {"age": 7}.'))
    return data


def written(found: Value | dict[str, Any] | list[Any]) -> str:
    """A result as JSON, its numbers exact."""
    if isinstance(found, Decimal):
        return f"{found:f}" if found != found.to_integral_value() else str(int(found))
    if isinstance(found, dict):
        return (
            f"{{{', '.join(f'{json.dumps(name, ensure_ascii=False)}: {written(one)}' for name, one in found.items())}}}"
        )
    if isinstance(found, list):
        return f"[{', '.join(map(written, found))}]"
    if found is None or isinstance(found, bool | int | str):
        return json.dumps(found, ensure_ascii=False)
    return json.dumps(found.isoformat())
