"""The database is away for a moment: a page that says so, a bank asked to tell again, nothing half done. F11."""

import resource
import sqlite3
import subprocess
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections
from django.utils import timezone

from config.outages import database_is_away
from payments.kept import settle_waiting
from payments.models import LedgerEntry, Payment, PaymentEvent
from tests.faults.banks import Demonstration
from tests.faults.truth import books
from tests.postgresql import control_of, options_on
from tests.reservations.test_last_place import database_url

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way to be away")


def nothing_of(payment, waiting: int = 0) -> bool:
    """Whether nothing at all of its settlement is written, so many notices waiting."""
    payment.refresh_from_db()
    untouched = payment.status == Payment.PENDING and not receipts(payment)
    return untouched and PaymentEvent.objects.waiting().count() == PaymentEvent.objects.count() == waiting


def receipts(payment) -> int:
    return LedgerEntry.objects.filter(payment=payment).count()


def settled_once(payment) -> bool:
    payment.refresh_from_db()
    return (
        payment.status == Payment.PAID
        and receipts(payment) == 1
        and list(books(Demonstration(None), timezone.now())) == []
    )


def asks_to_try_again(answer) -> bool:
    return answer.status_code == 503 and answer["Retry-After"] == "30"


@contextmanager
def another_writer():
    """Somebody else writes, and does not end."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def pragma(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")


@on_sqlite
def test_a_file_locked_beyond_patience_asks_the_bank_to_tell_again(paid_at_the_bank, knock, tell):
    pragma("busy_timeout = 100")
    with another_writer():
        assert asks_to_try_again(knock(paid_at_the_bank))
        assert nothing_of(paid_at_the_bank)
    assert tell(paid_at_the_bank).status_code == 200
    assert settled_once(paid_at_the_bank)


@on_sqlite
def test_while_a_file_is_locked_pages_are_still_read(claire, paid_at_the_bank):
    claire.get("/recapitulatif/")  # the site's identity is written once, when it is first shown
    with another_writer():
        assert claire.get("/recapitulatif/").status_code == 200


@on_sqlite
def test_a_full_disk_undoes_all_that_was_being_written(paid_at_the_bank, knock):
    with no_room_on_the_disk():
        assert asks_to_try_again(knock(paid_at_the_bank))
    close_old_connections()
    assert nothing_of(paid_at_the_bank)
    assert knock(paid_at_the_bank).status_code == 200
    with no_room_on_the_disk(), pytest.raises(OperationalError):
        settle_waiting(at=timezone.now())
    close_old_connections()
    assert nothing_of(paid_at_the_bank, waiting=1)
    settle_waiting(at=timezone.now())
    assert settled_once(paid_at_the_bank)


@contextmanager
def no_room_on_the_disk():
    """No file of this process may grow: what SQLite is about to commit cannot be written."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    connection.close()  # the last one out empties the journal
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, most[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


@pytest.mark.parametrize("place", [0, 1])
def test_a_connection_lost_at_the_door_keeps_nothing_and_the_bank_tells_again(paid_at_the_bank, knock, tell, place):
    """PostgreSQL ends the session itself; on SQLite the disk fails."""
    with lost_before(place) as lost:
        assert asks_to_try_again(knock(paid_at_the_bank))
    assert lost
    close_old_connections()  # what the end of a request does
    assert nothing_of(paid_at_the_bank)
    assert tell(paid_at_the_bank).status_code == 200
    assert settled_once(paid_at_the_bank)


STATEMENTS = [0, 3, 8, 14, 25, 40, "COMMIT"]


@pytest.mark.parametrize("place", STATEMENTS)
def test_a_connection_lost_while_settling_writes_nothing_and_the_next_turn_everything(paid_at_the_bank, knock, place):
    assert knock(paid_at_the_bank).status_code == 200
    with lost_before(place) as lost, pytest.raises((OperationalError, InterfaceError)):
        settle_waiting(at=timezone.now())
    assert lost
    close_old_connections()  # what each turn begins with
    assert nothing_of(paid_at_the_bank, waiting=1)
    settle_waiting(at=timezone.now())
    assert settled_once(paid_at_the_bank)


@contextmanager
def lost_before(place):
    """The connection is lost just before this statement from now; the list says it was."""
    lost, seen = [], []

    def reach(what, act):
        if lost or place in (what, len(seen)):
            lost.append(what)
            lose()
        seen.append(what)
        return act()

    commit = connection._commit
    connection._commit = lambda: reach("COMMIT", commit)
    with connection.execute_wrapper(lambda execute, *asked: reach(len(seen), lambda: execute(*asked))):
        yield lost
    del connection._commit


def lose() -> None:
    if connection.vendor == "postgresql":
        if connection.connection.closed:
            return
        with psycopg.connect(database_url(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    else:
        failing = sqlite3.OperationalError("disk I/O error")
        failing.sqlite_errorcode = sqlite3.SQLITE_IOERR
        connection.connection.rollback()
        raise OperationalError("disk I/O error") from failing


def test_a_commit_whose_acknowledgement_is_lost_is_not_done_twice(paid_at_the_bank, knock, tell, monkeypatch):
    commit, lost = connection._commit, []

    def committed_and_lost():
        commit()
        if not lost:
            lost.append(True)
            raise OperationalError("server closed the connection unexpectedly")

    assert knock(paid_at_the_bank).status_code == 200
    monkeypatch.setattr(connection, "_commit", committed_and_lost)
    settle_waiting(at=timezone.now())
    assert lost
    assert settled_once(paid_at_the_bank)
    assert tell(paid_at_the_bank).status_code == 200
    assert settled_once(paid_at_the_bank)


@pytest.mark.postgresql
def test_a_server_stopped_and_started_again(claire, paid_at_the_bank, knock, tell):
    """Pages and banks are asked to wait, then everything goes on by itself."""
    claire.raise_request_exception = False
    with stopped():
        answers = [claire.get("/recapitulatif/"), knock(paid_at_the_bank)]
        connections.close_all()
    assert [asks_to_try_again(answer) for answer in answers] == [True, True]
    assert nothing_of(paid_at_the_bank)
    assert claire.get("/recapitulatif/").status_code == 200
    assert tell(paid_at_the_bank).status_code == 200
    assert settled_once(paid_at_the_bank)


@contextmanager
def stopped():
    """PostgreSQL ends every session and stops, then starts again; the suite gave up durability, so it may not crash."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    if "preau-postgresql-" not in folder:
        pytest.skip("only a server of the suite's own is stopped")
    control, port = control_of(folder), connection.settings_dict["PORT"]
    subprocess.run([*control, "-m", "fast", "stop"], check=True)
    try:
        yield
    finally:
        start = [*control, "-l", f"{folder}/../log", "-o", options_on(port), "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL)


def test_a_page_says_what_to_do_and_asks_nothing_of_the_database(claire, monkeypatch):
    def away(*asked):
        raise InterfaceError("connection already closed")

    claire.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = claire.get("/recapitulatif/")
    assert asks_to_try_again(answer)
    assert "rien n'est fait à moitié" in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("code", "away"),
    [("SQLITE_BUSY", True), ("SQLITE_IOERR", True), ("SQLITE_FULL", True), ("SQLITE_ERROR", False)],
)
def test_a_mistake_of_ours_is_not_said_to_pass(code, away):
    """« no such column » is an OperationalError for SQLite too."""
    cause = sqlite3.OperationalError("words")
    cause.sqlite_errorcode = getattr(sqlite3, code)
    error = OperationalError("words")
    error.__cause__ = cause
    assert database_is_away(error) is away
    assert not database_is_away(ValueError("words"))
