"""The demonstration: the developer's database, served as a family would see it."""

import secrets

from config.settings.base import STATIC_ROOT, VAR_DIR
from config.settings.dev import *

DEBUG = False

WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks there too


def _key_of_this_machine() -> str:
    """A key of this checkout's own, kept so that a second start knows the sessions of the first."""
    place = VAR_DIR / "secret-key"
    if not place.exists():
        VAR_DIR.mkdir(exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text()


SECRET_KEY = _key_of_this_machine()
