"""The double of PayFiP in a process of its own, driven by tests over HTTP, and a letterbox for its notices."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from payments.adapters.base import Notice
from tests.demonstration import ROOT

NUMCLI, OTHER = "123456", "654321"
LABELS = "Commune de Rivesource|SGC de Rivesource CANTINE-GARDERIE|Régie cantine et garderie"


class Letterbox:
    """What a town would receive: the fields of each notice, thanked."""

    def __init__(self) -> None:
        self.letters: list[Notice] = []
        box = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):
                self.keep(urlsplit(self.path).query)

            def do_POST(self):
                self.keep(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def keep(self, fields):
                box.letters.append(Notice(fields=dict(parse_qsl(fields))))
                self.send_response(200)
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
        return {"payfip_numcli": NUMCLI, "payfip_saisie": "T", "payfip_address": self.address}

    def order(self, what: str, **values) -> dict:
        request = urllib.request.Request(f"{self.address}/_double/{what}", json.dumps(values).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def act(self, idop: str, decision: str) -> list[Notice]:
        """Decide in a person's place; gives the notices that caused, where they come to this letterbox."""
        before = len(self.box.letters)
        self.order("act", idop=idop, decision=decision)
        return self.box.letters[before:]

    def fault(self, name: str, on: str = "any", times: int = 1, value: float = 0) -> None:
        self.order("faults", name=name, on=on, times=times, value=value)

    def wait(self, seconds: float) -> None:
        """Let that long pass at the bank."""
        self.order("wait", seconds=seconds)

    def operations(self) -> dict[str, dict]:
        return self.order("look")["operations"]

    def page(self, idop: str) -> str:
        return f"{self.address}/tpa/paiementws.web?idop={idop}"

    def post(self, message: bytes) -> tuple[int, bytes]:
        """Send a message as it is; gives the status and what came back."""
        request = urllib.request.Request(f"{self.address}/tpa/services/securite", message)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@contextlib.contextmanager
def running(*options: str) -> Iterator[Double]:
    """A double of two clients."""
    box = Letterbox()
    command = [sys.executable, "-m", "payments.doubles.payfip", "--client", f"{NUMCLI}={LABELS}"]
    command += ["--client", f"{OTHER}=Commune de Rivesource|SGC de Rivesource JEUNESSE|Régie jeunesse", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Double(process.stdout.readline().strip(), box)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        box.close()
