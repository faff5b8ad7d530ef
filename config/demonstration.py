"""Prepare the demonstration: the tables, then the made-up commune, each only when it is not there yet."""

import hashlib
import json
from datetime import date
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands, load_command_class
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

LOADER, HISTORY = "load_demo", "load_history"


def migrate_if_needed() -> bool:
    """Bring the tables up to date; gives whether there was anything to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def load_if_needed(*, on: date | None, small: bool) -> bool:
    """Load the commune unless this database holds this very one; gives whether it was loaded."""
    wanted = _wanted(on, small)
    if loader() is None or (_loaded() == wanted and apps.get_model("families", "Household").objects.exists()):
        return False
    _note().unlink(missing_ok=True)
    call_command(LOADER, **({"on": on} if on else {}), **({"small": True} if small else {}))
    _note().write_text(json.dumps(wanted))  # last: an interrupted loading is done again
    return True


def live_the_past(on: date | None) -> bool:
    """Write last school year of this commune unless it is there; taken up where it was left. Gives whether it was."""
    wanted = {**_wanted(on, small=False), "on": (on or timezone.localdate()).isoformat()}
    note = settings.VAR_DIR / "history.json"
    if note.exists() and json.loads(note.read_text()) == wanted:
        return False
    call_command(HISTORY, **({"on": on} if on else {}))
    note.write_text(json.dumps(wanted))
    return True


def loader() -> BaseCommand | None:
    """The command that fills the demonstration, once it is written."""
    app = get_commands().get(LOADER)
    return load_command_class(app, LOADER) if isinstance(app, str) else app


def accounts() -> list[tuple[str, str, str]]:
    """Who may log in to the demonstration: the role, the user name, the password."""
    return list(getattr(loader(), "accounts", list)())


def _note() -> Path:
    return settings.VAR_DIR / "demo.json"


def _loaded() -> dict | None:
    return json.loads(_note().read_text()) if _note().exists() else None


def _wanted(on: date | None, small: bool) -> dict:
    database = {**connection.settings_dict, "PASSWORD": ""}
    name = f"{database['ENGINE']} {database['HOST']} {database['PORT']} {database['NAME']}"
    files = hashlib.sha256(name.encode())
    for path in sorted((settings.BASE_DIR / "imports" / "demo").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            files.update(path.name.encode() + path.read_bytes())
    return {"commune": files.hexdigest(), "on": on.isoformat() if on else None, "small": small}
