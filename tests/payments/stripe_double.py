"""The double of Stripe in a process of its own, driven by tests over HTTP, and a letterbox for its notices."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from payments.adapters.base import Notice
from tests.demonstration import ROOT

KEY, SECRET = "sk_test_essai", "whsec_essai"


class Letterbox:
    """What a town would receive: each notice kept as it came, thanked with `status`."""

    def __init__(self) -> None:
        self.letters: list[Notice] = []
        self.status = 200
        box = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                box.letters.append(Notice(body=body, headers=dict(self.headers)))
                self.send_response(box.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Double:
    """The process, and what a test may ask of it."""

    def __init__(self, address: str, box: Letterbox) -> None:
        self.address, self.box = address, box

    @property
    def secrets(self) -> dict[str, str]:
        return {"stripe_key": KEY, "stripe_webhook_secret": SECRET, "stripe_address": self.address}

    def order(self, what: str, **values) -> dict:
        request = urllib.request.Request(f"{self.address}/_double/{what}", json.dumps(values).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def act(self, session: str, decision: str) -> list[Notice]:
        """Decide in a person's place; gives the notices that caused."""
        before = len(self.box.letters)
        self.order("act", session=session, decision=decision)
        return self.box.letters[before:]

    def fault(self, name: str, on: str = "any", times: int = 1, value: float = 0) -> None:
        self.order("faults", name=name, on=on, times=times, value=value)

    def rows(self, kind: str) -> dict[str, dict]:
        return self.order("look")["rows"][kind]

    def notice_of(self, session: str, type_: str) -> Notice:
        """The latest notice of that type about a visit."""
        wanted = self.rows("checkout.session")[session]
        mine = {session, wanted["payment_intent"]}
        for letter in reversed(self.box.letters):
            event = json.loads(letter.body)
            if event["type"] == type_ and mine & {event["data"]["object"].get(key) for key in ("id", "payment_intent")}:
                return letter
        raise AssertionError(f"no {type_} about {session}")


@contextlib.contextmanager
def running(notify: str = "", *options: str) -> Iterator[Double]:
    """A double that notifies `notify`, or a letterbox of ours."""
    box = Letterbox()
    command = [sys.executable, "-m", "payments.doubles.stripe", "--notify", notify or box.url]
    command += ["--key", KEY, "--secret", SECRET, "--waits", "0.1", "0.2", "0.5", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Double(process.stdout.readline().strip(), box)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        box.close()


def until(true, seconds: float = 10) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
