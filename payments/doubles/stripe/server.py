"""The double as a process: the API, the page, the notices, and faults on demand."""

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from payments.doubles.stripe import pages
from payments.doubles.stripe.books import Books, Refused, Row
from payments.doubles.stripe.desk import Desk, Reply, Request
from payments.doubles.stripe.forms import decoded
from payments.doubles.stripe.notices import SPOILED, WAITS, Notices

SLOWLY = 8.0  # seconds of a slow answer, more than a town waits
EVENTS = ["*"]


@dataclass
class Fault:
    """What goes wrong, at which operation of the API ("any": the next), how many times more."""

    name: str
    on: str = "any"
    times: int = 1
    value: float = 0


@dataclass
class Double:
    """One Stripe account: its key, its webhook address and secret."""

    key: str
    notices: Notices
    now: Callable[[], float] = time.time
    file: Path | None = None
    faults: list[Fault] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.books = Books(self.now, self.file)
        self.listen_at(self.notices.url, EVENTS)
        self.desk = Desk(self.books, self.key, self.page)

    def listen_at(self, url: str, events: list[str]) -> None:
        """Show this as the account's one webhook address; notices still go where they went."""
        self.books.rows["webhook_endpoint"] = {}
        self.books.write("webhook_endpoint", url=url, enabled_events=events, status="enabled")

    def page(self, session: Row) -> str:
        """Give the address of a visit's page: this machine, as the town's own address names it."""
        return f"http://{urlsplit(session['success_url']).hostname}:{self.port}/pay/{session['id']}"

    def fault(self, operation: str) -> Fault | None:
        """Take the fault planned for this operation, if there is one."""
        for fault in self.faults:
            if fault.on in ("any", operation):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def plan(self, name: str, on: str = "any", times: int = 1, value: float = 0) -> None:
        """Ask for a fault: of a notice where its name is one of theirs, else of the API; "none" forgets them all."""
        if name == "none":
            self.faults.clear()
            self.notices.spoils.clear()
        elif name in SPOILED:
            self.notices.spoils += [name] * times
        else:
            self.faults.append(Fault(name, on, times, value))

    def act(self, session_id: str, decision: str) -> list[Row]:
        """Do what a person does on the page, or the cardholder's bank later; gives the events."""
        with self.books.lock:
            session = self.books.find("checkout.session", session_id)
            events = self._decide(session, decision)
            self.books.save()
        return events

    def _decide(self, session: Row, decision: str) -> list[Row]:
        if decision in ("dispute", "won", "lost"):
            intent = self.books.find("payment_intent", session["payment_intent"] or "")
            return self.books.dispute(intent) if decision == "dispute" else self.books.judge(intent, decision)
        if decision == "expire":
            return [self.books.expire(session)]
        if session["status"] != "open":
            return []
        if decision == "decline":
            return self.books.decline(session)
        wrong = self.fault("pay")
        return self.books.pay(session, int(wrong.value) if wrong and wrong.name == "amount" else None)

    def keep_time(self) -> None:
        """Close each page when its time has come, and tell."""
        while True:
            time.sleep(1)
            with self.books.lock:
                events = list(self.books.close_late())
                if events:
                    self.books.save()
            if events:
                self.notices.tell(events)


class Handler(BaseHTTPRequestHandler):
    """One call. A fault is played here, where the network would."""

    double: Double
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing: a double has no journal."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        place = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if place.path.startswith("/v1/"):
            values = decoded(body or place.query)
            return self._api(Request(method, place.path, values, dict(self.headers)))
        if place.path == "/page.css":
            return self._send(200, pages.STYLE, "text/css")
        if place.path.startswith("/pay/"):
            return self._page(method, place.path.removeprefix("/pay/"), decoded(body))
        if place.path.startswith("/_double/"):
            return self._order(place.path.removeprefix("/_double/"), json.loads(body or "{}"))
        return self._send(404, b"", "text/plain")

    def _api(self, request: Request) -> None:
        fault = self.double.fault(operation(request))
        name = fault.name if fault else ""
        if name == "cut_before":
            return self._cut()
        if name in ("500", "429"):
            error = {"error": {"type": "api_error", "message": "An error occurred on our side."}}
            return self._send(int(name), json.dumps(error).encode(), "application/json")
        if name == "slow":
            time.sleep(fault.value or SLOWLY)
        reply = self.double.desk.answer(request)
        self.double.notices.tell(reply.events)
        if name == "cut_after":
            return self._cut()
        return self._reply(reply, truncated=name == "truncated")

    def _reply(self, reply: Reply, *, truncated: bool) -> None:
        more = {"Idempotent-Replayed": "true"} if reply.replayed else {}
        body = json.dumps(reply.body).encode()
        self._send(reply.status, body[: len(body) // 2] if truncated else body, "application/json", **more)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def _page(self, method: str, identifier: str, values: Row) -> None:
        session = self.double.books.rows["checkout.session"].get(identifier)
        if session is None:
            return self._send(404, "Cette page n’existe pas.".encode(), "text/plain; charset=utf-8")
        decision = values.get("decision", "") if method == "POST" else ""
        if decision == "cancel":
            return self._redirect(session["cancel_url"])
        if decision in ("pay", "decline"):
            self.double.notices.tell(self.double.act(identifier, decision))
        if decision == "pay" and session["payment_status"] == "paid":
            return self._redirect(session["success_url"])
        page = pages.page_of(session, refused=decision == "decline")
        return self._send(200, page.encode(), "text/html; charset=utf-8")

    def _order(self, name: str, values: Row) -> None:
        """What a test asks: plan faults, decide in a person's place, post or forget notices, look inside."""
        double = self.double
        try:
            if name == "faults":
                double.plan(**values)
            elif name == "act":
                events = double.act(values["session"], values["decision"])
                double.notices.post_all(events) if values.get("wait", True) else double.notices.tell(events)
            elif name == "endpoint":
                double.listen_at(values["url"], values["events"])
            elif name == "again":
                events = [double.books.find("event", one) for one in values["events"]]
                for event in events:
                    double.notices.post(event)
        except Refused as refused:
            return self._send(refused.status, json.dumps(refused.body).encode(), "application/json")
        inside = {"rows": double.books.rows, "statuses": double.notices.statuses}
        return self._send(200, json.dumps(inside).encode(), "application/json")

    def _redirect(self, address: str) -> None:
        self._send(303, b"", "text/plain", Location=address)

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def operation(request: Request) -> str:
    """Give the name of what a call asks: create, retrieve, list, expire, refund."""
    if request.path.endswith("/expire"):
        return "expire"
    if request.path == "/v1/refunds" and request.method == "POST":
        return "refund"
    if request.method == "POST":
        return "create"
    return "retrieve" if re.search(r"/[a-z]+_[\w]*\d", request.path) else "list"


def listening(double: Double, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Give a server that already listens (on a free port where none is named), not yet serving."""
    handler = type("HandlerOfOne", (Handler,), {"double": double})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    double.port = server.server_address[1]
    return server


def serve(double: Double, server: ThreadingHTTPServer) -> None:
    """Serve until stopped."""
    threading.Thread(target=double.keep_time, daemon=True).start()
    server.serve_forever()


def double_of(key: str, url: str, secret: str, waits: Sequence[float] = WAITS, **more: Any) -> Double:
    """Give the double of one account."""
    return Double(key=key, notices=Notices(url, secret, waits), **more)
