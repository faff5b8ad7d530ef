"""A developer's machine."""

import os

from config.settings.base import *
from config.settings.base import VAR_DIR, database

DEBUG = True
SECRET_KEY = "a-key-for-development-only-which-production-refuses"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'preau.sqlite3'}"))}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEFAULT_FROM_EMAIL = "portail@villeneuve-les-tilleuls.exemple.fr"
