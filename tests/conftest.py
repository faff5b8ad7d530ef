"""What every room's tests may ask for: the databases, and a real browser."""

import os
import shutil

import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import sync_playwright

from tests.append_only import guards_step_aside_for_flush  # noqa: F401  for every transactional test
from tests.postgresql import NoPostgreSQL, server
from tests.ready_database import (  # noqa: F401
    _every_connection_knows_what_to_put_back,
    _the_migrated_database_is_shelved,
    django_db_keepdb,
)

# The browser's event loop lives in the main thread; Django would forbid it the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no reason to fail; the same examples are tried everywhere, so a failure comes back when run again.
properties.register_profile("preau", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("preau")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_IS_MISSING = "CHROMIUM IS MISSING: apt-get install -y --no-install-recommends chromium"
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WITH_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
EMPTYING = {"transactional_db", "live_server"}
NEEDS_ROLLBACK = "needs django_db(transaction=True, serialized_rollback=True), or the next test has no root page"


def missing(what: str) -> None:
    """Skip the test that needs it; in CI nothing is missing, or the suite fails."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def pytest_itemcollected(item):
    """Mark what touches the database: those tests run on PostgreSQL as well."""
    if item.get_closest_marker("django_db") or WITH_A_DATABASE & set(item.fixturenames):
        item.add_marker(pytest.mark.database)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What empties the database comes last, whatever browser it drives."""
    items.sort(key=_empties_the_database)


def _empties_the_database(item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = mark.kwargs if mark else {}
    empties = bool(asked.get("transaction") or EMPTYING & set(item.fixturenames))
    if empties and not asked.get("serialized_rollback"):
        raise pytest.UsageError(f"{item.nodeid} {NEEDS_ROLLBACK}")
    return empties


def pytest_runtest_setup(item):
    """A test of PostgreSQL's own behaviour waits for the run on PostgreSQL."""
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("runs where DATABASE_URL names a PostgreSQL, as `manage.py test` does")


@pytest.fixture(scope="session", autouse=True)
def _files_of_the_suite_are_swept_away():
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url():
    """The DATABASE_URL of a PostgreSQL server made for this session, whatever database the suite runs on."""
    try:
        with server() as url:
            yield url
    except NoPostgreSQL as reason:
        missing(str(reason))


@pytest.fixture(scope="module")
def playwright():
    """One event loop a module: a longer one would bar `async_to_sync` from every test that follows."""
    with sync_playwright() as running:
        yield running
        connections.close_all()  # in an event loop, Django opens connections apart


@pytest.fixture(scope="module")
def browser(playwright):
    """The system's Chromium, silent on the network."""
    if CHROMIUM is None:
        missing(CHROMIUM_IS_MISSING)
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def browser_context_args():
    """A French family's browser."""
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris"}
