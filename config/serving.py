"""Serve the site and what works beside it from one command, ended together: the queue, and the notices of banks."""

import itertools
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from config import doubles

logger = logging.getLogger(__name__)

# Processes, for the rule engine holds Python's lock; threads, for browsers keep idle connections open.
WORKERS, THREADS = 2, 4
FIRST_PAGES = 10  # seconds left to whoever just arrived


class Server(BaseApplication):
    """gunicorn, told here what a configuration file would tell it."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


def serve(host: str, port: int, *, beside: Callable[[], object] | None = None) -> None:
    """Serve on this address until stopped, queue and notices beside, and a long work once the first pages are out.

    The demonstration has the doubles of its banks beside too.
    """
    opened = list(doubles.open_doubles(host, port))
    connections.close_all()  # what forks may not share a connection
    for work, listening in opened:
        fork(work)
        listening.socket.close()  # the double's own, from now on
    fork(send_queue)
    fork(lambda: call_command("settle_notices", "--watch"))
    if beside:
        fork(lambda: politely(beside))
    options = {"workers": WORKERS, "threads": THREADS, "worker_class": "gthread", "control_socket_disable": True}
    Server(bind=f"{host}:{port}", loglevel="warning", proc_name="preau", **options).run()


def fork(work: Callable[[], object]) -> None:
    """Start a process that does this work. It ends with its parent."""
    server = os.getpid()
    if os.fork():
        return
    try:
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()
        work()
    except Exception:
        logger.exception("a work beside the site failed")
    finally:
        os._exit(0)  # never back into the server's own code


def send_queue() -> None:
    """Send what the queue holds: messages, receipts; and do what is due every minute."""
    threading.Thread(target=_keep_house, daemon=True).start()
    call_command("db_worker", "--no-startup-delay", verbosity=0)


def politely(work: Callable[[], object]) -> None:
    """Do this once, a moment from now, after everybody else."""
    os.nice(10)
    time.sleep(FIRST_PAGES)
    work()


def keep_house(*, hourly: bool = False) -> None:
    """What a town's timers run: every minute, free expired places and ask banks; ``hourly``, remind families too."""
    for name in [*settings.EVERY_MINUTE, *(settings.EVERY_HOUR if hourly else ())]:
        try:
            call_command(name, verbosity=0, stdout=StringIO())
        except Exception:
            logger.exception("%s failed; it is tried again the next time", name)
    connections.close_all()


def _keep_house() -> None:
    for minute in itertools.count(1):
        time.sleep(60)
        keep_house(hourly=minute % 60 == 1)


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
