"""What every installation shares."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import content_policy
from config.settings.menus import *

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("PREAU_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",  # first: what restores a database names its types before anything that has one
    "config.apps.ConfigConfig",
    "reservations.apps.ReservationsConfig",
    "imports.apps.ImportsConfig",
    "payments.apps.PaymentsConfig",
    "rules.apps.RulesConfig",
    "families.apps.FamiliesConfig",
    "cms.apps.CmsConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "config.apps.AccountsConfig",  # wagtail.users, with forms of ours
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.back_office.BackOfficeDoorMiddleware",
    "families.second_factor.SecondFactorMiddleware",
    "families.trail.TrailMiddleware",
    "config.leaving.LeavingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.content_policy.ContentPolicyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "families.context.visitor",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite is the default of a small town: see docs/decisions/0002-sqlite.md.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def database(url: str) -> dict:
    """The database a URL names, tuned for its engine; the folder of an SQLite file is made."""
    found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **SQLITE}
        Path(found["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    return found


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "families.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# What a page may load: see docs/decisions/0003-content-security-policy.md.
CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_policy.PUBLIC}
BACK_OFFICE_POLICY = {"DIRECTIVES": content_policy.BACK_OFFICE}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français"))]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "families.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None  # the box « Se rappeler de moi » decides
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the town hall opens accounts: nobody signs up with another's address
MFA_TOTP_ISSUER = "Préau"
MFA_ADAPTER = "families.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "families.second_factor.AuthenticateForm",
    "reauthenticate": "families.second_factor.ReauthenticateForm",
}
STAFF_SECOND_FACTOR = os.environ.get("STAFF_SECOND_FACTOR") == "yes"  # always asked of agents in production

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews its own pages in a frame
SECURE_REFERRER_POLICY = "same-origin"

AUDIT_KEPT_DAYS = int(os.environ.get("AUDIT_KEPT_DAYS", "365"))  # purge_audit; the database keeps 180 whatever it says

WAGTAIL_SITE_NAME = "Préau"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILUSERS_PASSWORD_ENABLED = False  # an administrateur knows nobody's password
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # the pages of allauth do it, for everybody
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # a document is read through Wagtail, which knows who may
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "csv", "txt", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

EMAIL_FILE_PATH = VAR_DIR / "outbox"  # where e-mails wait to be read when none is sent
EVERY_MINUTE = [
    "settle_notices",  # before places are freed: what a bank has told counts
    "expire_holds",
    "reconcile_payments",
    "send_invoices",
    "send_messages",
]  # a timer of the town runs them; the demonstration does itself
EVERY_HOUR = ["remind_deadlines", "remind_invoices"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DJANGO_TABLES2_TEMPLATE = "cms/tables/table.html"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a month of a large family, a table of five hundred rows

RULES_VOCABULARY = "reservations.facts.vocabulary"
CHARGE_EXPLANATION = "rules.telling.explain"  # tells in words why a line costs what it does
ROLES = "config.roles.ROLES"
GRANTS = "config.roles.GRANTS"  # the same rights, in the words of the page « Mes droits »
CMS_AUDIENCES = {"familles": {"label": _("Familles inscrites"), "allows": "families.access.has_household"}}
PAYMENT_ADAPTERS = [
    "payments.adapters.counter.Cash",
    "payments.adapters.counter.Cheque",
    "payments.adapters.counter.Cesu",
    "payments.adapters.counter.Voucher",
    "payments.adapters.tickets.Tickets",
    "payments.adapters.demo.DemoBank",
    "payments.adapters.stripe.StripeDemonstration",
    "payments.adapters.payfip.PayFiPDemonstration",
]
MESSAGE_KINDS = [
    "families.message_kinds.KINDS",
    "payments.message_kinds.KINDS",
    "payments.debits.message_kinds.KINDS",
    "reservations.message_kinds.KINDS",
]
MESSAGE_LANGUAGES = [  # in which a town may word its messages; a family without a text in its own reads the French one
    ("fr", _("français")), ("en", _("anglais")), ("ar", _("arabe")), ("pt", _("portugais")), ("tr", _("turc")),
]  # fmt: skip
PAYMENT_PAGES = ["https://checkout.stripe.com", "https://www.payfip.gouv.fr"]  # where « Payer » leads, beside here
IMPORT_FORMATS = [f"imports.formats.{one}" for one in ("csv_file.CsvFile", "xlsx_file.XlsxFile", "ics_file.IcsFile")]
CMS_BANNERS = [
    "families/counter_banner.html",
    "payments/office/counter_links.html",
    "reservations/basket_banner.html",
]  # above the messages of every page
