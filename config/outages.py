"""What a page says when something broke: a database that is away for a moment is not a fault of the portal."""

from __future__ import annotations

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_AFTER = 30  # seconds: what a bank or a browser is asked to wait
# SQLite's own words for « busy, locked, a disk that fails or is full, a file that cannot be opened ».
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def outage(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database is away, and 500 for everything else; neither page asks it anything."""
    if database_is_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return server_error(request)


def database_is_away(error: BaseException | None) -> bool:
    """Say whether the database did not answer, refused for now, or was lost on the way: worth trying again.

    Whatever was being written is undone by the database itself, or was wholly written.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        code = getattr(error.__cause__, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in SQLITE_AWAY
    return True
