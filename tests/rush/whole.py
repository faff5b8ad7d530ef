"""One whole rush on the database that DATABASE_URL names, under the settings of production."""

import os
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - once Django is ready
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from reservations.models import Reservation  # noqa: E402
from reservations.self_check import check_everything  # noqa: E402
from tests.rush.crowd import Rush, rush  # noqa: E402
from tests.rush.server import serving  # noqa: E402
from tests.rush.town import found  # noqa: E402


def run(families: int, places: int, url: str) -> int:
    """Prepare the town, let everybody press « Valider », count; 0 when nothing is wrong."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    town = found(families, places)
    connections.close_all()
    with serving(url, os.environ["DJANGO_SETTINGS_MODULE"], Path(settings.VAR_DIR) / "log") as port:
        seen = rush(town, port)
    print(seen.told())
    wrong = list(faults(seen, families, places))
    print("\n".join(wrong) or "Personne en trop, aucune erreur, chacun sait pourquoi.")
    return 1 if wrong else 0


def faults(seen: Rush, families: int, places: int):
    """What should not be, in words."""
    living = Reservation.objects.living(timezone.now()).count()
    if living != places:
        yield f"{living} places données pour {places}."
    if seen.statuses != {302: families, 200: families}:
        yield f"Statuts : {dict(seen.statuses)}."
    if seen.outcomes != {"won": places, "lost": families - places}:
        yield f"Issues : {dict(seen.outcomes)}."
    yield from (finding.message for finding in check_everything(at=timezone.now()))
