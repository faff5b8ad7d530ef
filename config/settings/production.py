"""A town's server; it refuses to start where a family's data would not be safe (docs/decisions/0004-production.md)."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.safety import names, refusals
from config.settings.base import *
from config.settings.base import VAR_DIR, database

if reasons := refusals(os.environ):
    raise ImproperlyConfigured(
        "\nPréau refuse de démarrer en production :\n" + "\n".join(f"- {why}" for why in reasons)
    )

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = names(os.environ["ALLOWED_HOSTS"])
DATABASES = {"default": database(os.environ["DATABASE_URL"])}
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", VAR_DIR / "media")
STATIC_ROOT = os.environ.get("STATIC_ROOT", VAR_DIR / "static")
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0]}"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Shared by the processes of one machine: allauth counts its attempts there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ.get("CACHE_DIR", VAR_DIR / "cache"),
    }
}

STAFF_SECOND_FACTOR = os.environ.get("STAFF_SECOND_FACTOR") != "no"  # a town that turns it off says so
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
if os.environ.get("BEHIND_PROXY") == "yes":  # the proxy must set this header itself, and drop the visitor's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE = ["config.proxy.VisitorAddressMiddleware", *MIDDLEWARE]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "yes"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"portail@{ALLOWED_HOSTS[0]}")

# The demonstration bank pays nobody: no town opens with it.
PAYMENT_ADAPTERS = [
    "payments.adapters.counter.Cash",
    "payments.adapters.counter.Cheque",
    "payments.adapters.stripe.Stripe",
    "payments.adapters.payfip.PayFiP",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
