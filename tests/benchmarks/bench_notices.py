"""Signed notices thanked a second, beside a plain view that inserts one row; then, settled a second beside.

`python -m tests.benchmarks.bench_notices` measures on SQLite, then on a PostgreSQL of its own that waits for the disk.
Both are served by the same gunicorn, on the same database with the same durability, to the same callers, in turns. The
baseline is `plain_notices.py`: a Django project of one file that imports nothing of ours. Nobody settles while doors
are measured, as nothing works beside the plain view; then `settle_notices` settles them all, and is timed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

from tests.demonstration import ROOT, free_port

SECRET = "whsec_mesure"
OURS, PLAIN, SETTLED = "/paiement/notification/stripe/", "/notice/", "settled"
CALLERS, ROUNDS, NOTICES = 4, 3, 100  # callers at once; rounds of each side; notices a round
KEYS = {"PREAU_MESURE_STRIPE_KEY": "sk_test_mesure", "PREAU_MESURE_STRIPE_WEBHOOK_SECRET": SECRET}


def event_of(number: int, reference: str) -> bytes:
    """What Stripe says of a card that paid 3.60 euros for that debt."""
    session = {
        "id": f"cs_test_{reference}", "object": "checkout.session", "amount_total": 360, "currency": "eur",
        "client_reference_id": reference, "livemode": False, "metadata": {"reference": reference},
        "payment_intent": f"pi_{reference}", "payment_status": "paid", "status": "complete",
    }  # fmt: skip
    event = {
        "id": f"evt_{number}",
        "object": "event",
        "type": "checkout.session.completed",
        "data": {"object": session},
    }
    return json.dumps(event).encode()


def headers_of(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    mark = hmac.new(SECRET.encode(), now.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "Stripe-Signature": f"t={now},v1={mark}"}


@contextlib.contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Gunicorn as the demonstration runs it, on a port of its own."""
    port = free_port()
    options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *options]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(port)
        yield port
    finally:
        running.terminate()
        running.wait()


def _wait(port: int) -> None:
    for _try in range(600):
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, 20)) as one:
            one.request("GET", "/nowhere")
            one.getresponse()
            return
        time.sleep(0.1)
    raise TimeoutError("gunicorn did not open")


def per_second(port: int, path: str, bodies: Sequence[bytes]) -> float:
    """Notices a second, each on a connection of its own, as a bank posts them; every one must be thanked."""

    def post(body: bytes) -> int:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, 60)) as one:
            one.request("POST", path, body, headers_of(body))
            return one.getresponse().status

    started = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        statuses = set(callers.map(post, bodies))
    elapsed = time.perf_counter() - started
    if statuses != {200}:
        raise AssertionError(statuses)
    return len(bodies) / elapsed


def measure(environment: dict[str, str], references: Sequence[str], rounds: int = ROUNDS) -> dict[str, float]:
    """The best of each door, measured in turns, the first round of each a warm-up; then what waits, settled."""
    events = [event_of(number, reference) for number, reference in enumerate(references)]
    size = len(events) // (rounds + 1)
    slices = [events[start : start + size] for start in range(0, size * (rounds + 1), size)]
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.plain_notices"],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
    )
    found: dict[str, list[float]] = {OURS: [], PLAIN: []}
    with served("config.wsgi", environment) as ours, served("tests.benchmarks.plain_notices", environment) as plain:
        for number, some in enumerate(slices):
            speeds = {PLAIN: per_second(plain, PLAIN, some), OURS: per_second(ours, OURS, some)}
            for side, speed in speeds.items() if number else ():
                found[side].append(speed)
    return {**{side: max(speeds) for side, speeds in found.items()}, SETTLED: settled(environment)}


def settled(environment: dict[str, str]) -> float:
    """Payments settled a second by one `settle_notices`, without its start; each must be."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_notices", "settle"]
    told = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=told, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def settle() -> float:
    """Settle what waits in the database in use; gives the payments settled a second."""
    from payments.management.commands.settle_notices import settle_all
    from payments.models import Payment, PaymentEvent

    started = time.perf_counter()
    count = settle_all()
    elapsed = time.perf_counter() - started
    if not count or PaymentEvent.objects.waiting().exists() or Payment.objects.pending().exists():
        raise AssertionError("not all was settled")
    return count / elapsed


def seed(count: int) -> list[str]:
    """Families at the bank's page with a meal held, in the database in use; gives their debt references."""
    from django.utils import timezone

    from rules.models import Rulebook
    from rules.operations import Operation
    from rules.outcomes import Amount
    from tests.factories import payments as make
    from tests.factories import reservations as services

    at = timezone.now()
    year = timezone.localdate().year
    school_year = services.school_year(timezone.datetime(year, 1, 1).date(), timezone.datetime(year, 12, 31).date())
    office = make.revenue_office(adapters=["stripe"], credentials="mesure")
    set_price = services.one_row(Amount(Decimal("3.60")), Operation.SET)
    price = services.reglement(Rulebook.Kind.PRICE, set_price, valid_from=school_year.starts_on)
    meals = services.activity(revenue_office=office, school_year=school_year, price=price)
    session = services.sessions(meals, timezone.localdate() + timezone.timedelta(days=7), days=5)[0]
    edition = str(price.editions.get().pk)
    return [_at_the_bank(office, session, edition, at) for _family in range(count)]


def _at_the_bank(office, session, edition: str, at) -> str:
    """A family whose child holds a meal, and whose parent is about to pay it."""
    from django.utils import timezone

    from payments.models import Payment
    from payments.numbering import next_reference
    from payments.orders import open_order
    from reservations.models import Reservation
    from tests.factories import families
    from tests.factories import payments as make

    household = make.household()
    held = Reservation.objects.create(
        child=families.child("Sarah", household), household=household, session=session, booked_at=at,
        status=Reservation.Status.HELD, held_until=at + timezone.timedelta(hours=1),
    )  # fmt: skip
    line = make.line("3.60", f"reservation:{held.pk}", day=session.starts_on, edition=edition, why={})
    order = open_order(household=household, revenue_office=office, charges=[line], due=Decimal("0.00"), at=at)
    Reservation.objects.filter(pk=held.pk).update(order=order)
    reference = next_reference(office, at)
    Payment.objects.create(
        household=household, revenue_office=office, order=order, adapter="stripe", reference=reference,
        external_id=f"cs_test_{reference}", amount=order.amount_due, email="parent@example.org",
        payload={"details": {}}, created_at=at, expires_at=at + timezone.timedelta(minutes=35),
    )  # fmt: skip
    return reference


def environment_of(database: str, folder: Path) -> dict[str, str]:
    """What both servers are told: the database, our settings as the demonstration has them, the régie's keys."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "PREAU_VAR": str(folder)}
    return {"DATABASE_URL": database, **settings, **KEYS}


def on_a_database_of_its_own(
    database: str, folder: Path, rounds: int = ROUNDS, notices: int = NOTICES
) -> dict[str, float]:
    """Migrate, seed and measure on a database nobody else uses."""
    environment = environment_of(database, folder)
    told = {**os.environ, **environment}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=told, check=True)
    command = [sys.executable, "-m", "tests.benchmarks.bench_notices", "seed", str(notices * (rounds + 1))]
    seeded = subprocess.run(command, cwd=ROOT, env=told, check=True, stdout=subprocess.PIPE, text=True)
    return measure(environment, seeded.stdout.split(), rounds)


def main() -> None:
    """Print the table of docs/performance.md."""
    from tests.postgresql import server

    with tempfile.TemporaryDirectory(dir=ROOT / "var") as name:
        folder = Path(name)
        tell("SQLite", on_a_database_of_its_own(f"sqlite:///{folder}/bench.sqlite3", folder))
        with server(durable=True) as url:
            tell("PostgreSQL", on_a_database_of_its_own(url, folder))


def tell(database: str, speeds: dict[str, float]) -> None:
    plain, ours = speeds[PLAIN], speeds[OURS]
    print(f"| {database} | {plain:.0f} | {ours:.0f} | {ours / plain:.2f} | {speeds[SETTLED]:.0f} |", flush=True)


if __name__ == "__main__":
    if {"seed", "settle"} & set(sys.argv):
        import django

        django.setup()
        print("\n".join(seed(int(sys.argv[2]))) if "seed" in sys.argv else settle())
    else:
        main()
