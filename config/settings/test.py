"""The suite: on SQLite, or on the database that DATABASE_URL names."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *
from config.settings.base import VAR_DIR, database

# Two runs at once never share a file; memory's own folder, where there is one, makes `synchronous=FULL` free.
FOLDER = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())  # noqa: S108
OF_THIS_RUN = FOLDER / f"preau-{os.getpid()}"

DEBUG = False
SECRET_KEY = "a-key-for-the-suite-only-which-production-refuses"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'test.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{OF_THIS_RUN}.sqlite3"}  # a real file: threads and processes may share it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "portail@exemple.fr"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = f"{OF_THIS_RUN}-media"
WHITENOISE_AUTOREFRESH = True  # nothing was collected
STAFF_SECOND_FACTOR = False  # the tests about it turn it on
