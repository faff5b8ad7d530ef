"""The double as a process: the SOAP service, its pages, its notices, and faults on demand."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from payments.doubles.payfip import pages, soap
from payments.doubles.payfip.desk import Desk
from payments.doubles.payfip.notices import WAYS, Notices, knock
from payments.doubles.payfip.register import ABANDONED, PAID, REFUSED, Clients, Operation, Register

SLOWLY = 8.0  # seconds of a slow answer, more than a town waits
RESULTS = {"pay": PAID, "refuse": REFUSED, "abandon": ABANDONED}
TECHNICAL = {"TechDysfonctionnementErreur", "TechIndisponibiliteErreur", "TechProtocolaireErreur"}
SHORT = {
    "creerPaiementSecurise": "create",
    "recupererDetailPaiementSecurise": "retrieve",
    "recupererDetailClient": "client",
}
BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
Values = dict[str, str]


@dataclass
class Fault:
    """What goes wrong, at which operation ("any": the next), how many times more."""

    name: str
    on: str = "any"
    times: int = 1
    value: float = 0


@dataclass
class Double:
    """The service for some clients, and what is to go wrong."""

    clients: Clients
    now: Callable[[], float] = time.time
    file: Path | None = None
    notices: Notices = field(default_factory=Notices)
    faults: list[Fault] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.register = Register(self.clients, self.now, self.file)
        self.desk = Desk(self.register)

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
        """Ask for a fault: of a notice where its name is one of theirs, else of the service; "none" forgets all."""
        if name == "none":
            self.faults.clear()
            self.notices.ways.clear()
            self.desk.closed.clear()
            self.register.delay = 0
        elif name in WAYS:
            self.notices.ways += [name] * times
        else:
            self.faults.append(Fault(name, on, times, value))

    def decide(self, one: Operation, decision: str, *, wait: bool = False) -> bool:
        """Do what a person does on the card page, and tell; False where it was over."""
        wrong = self.fault("pay") if decision == "pay" else None
        done = self.register.end(one, RESULTS[decision], str(int(wrong.value)) if wrong else "")
        if done:
            (self.notices.post if wait else self.notices.tell)(one.asked["urlnotif"], one.idop)
        return done

    def labels(self, one: Operation) -> tuple[str, str, str]:
        return self.clients.get(one.asked["numcli"], ("", "", ""))


class Handler(BaseHTTPRequestHandler):
    """One call. A fault is played here, where the network would."""

    double: Double
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing: a double has no journal."""

    def do_GET(self) -> None:
        self._serve("GET", {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if urlsplit(self.path).path == "/tpa/services/securite":
            return self._service(body)
        if self.path.startswith("/_double/"):
            return self._order(self.path.removeprefix("/_double/"), json.loads(body or b"{}"))
        return self._serve("POST", dict(parse_qsl(body.decode(), keep_blank_values=True)))

    # The service --------------------------------------------------------------------------------

    def _service(self, message: bytes) -> None:
        try:
            operation, fields = soap.read(message)
        except soap.Unreadable as error:
            return self._xml(500, soap.fault(soap.Refusal("", str(error), "TechProtocolaireErreur")))
        fault = self.double.fault(SHORT.get(operation, operation))
        name = fault.name if fault else ""
        if name == "cut_before":
            return self._cut()
        if name == "500":
            return self._send(500, b"<html><body>Erreur</body></html>", "text/html")
        if name == "slow":
            time.sleep(fault.value or SLOWLY)
        status, said = self._said(operation, fields, name)
        if name == "cut_after":
            return self._cut()
        return self._xml(status, said[: len(said) // 2] if name == "truncated" else said)

    def _said(self, operation: str, fields: Values, fault: str) -> tuple[int, str]:
        """What is answered, spoiled where one asks."""
        try:
            if fault in TECHNICAL or re.fullmatch("[A-Z][0-9]", fault):
                kind = fault if fault in TECHNICAL else "FonctionnelleErreur"
                raise soap.Refusal("" if fault in TECHNICAL else fault, "Refus demandé par un essai", kind)
            said = soap.answer(operation, self.double.desk.do(operation, fields))
        except soap.Refusal as refusal:
            return 500, soap.fault(refusal)
        if fault == "bomb":
            said = said.replace("?>", "?>" + BOMB, 1).replace("<return>", "<return><objet>&b;</objet>", 1)
        return 200, "" if fault == "empty" else said

    # The pages ----------------------------------------------------------------------------------

    def _serve(self, method: str, values: Values) -> None:
        place = urlsplit(self.path)
        if place.path == "/page.css":
            return self._send(200, pages.STYLE, "text/css")
        page = PAGES.get((method, place.path))
        if page is None:
            return self._send(404, "Cette page n’existe pas.".encode(), "text/plain; charset=utf-8")
        one = self.double.register.find(dict(parse_qsl(place.query)).get("idop", ""))
        if one is None:
            return self._html(pages.ended("unknown"), 404)
        if not self.double.register.may_be_paid(one):
            return self._over(one, pressed_again=method == "POST")
        return page(self, one, values)

    def _choice(self, one: Operation, values: Values) -> None:
        if one.opened and one.result != ABANDONED:
            return self._html(pages.ended("used", one))
        self.double.register.mark(one, opened=True)
        return self._html(pages.choice(one, self.double.labels(one)))

    def _card(self, one: Operation, values: Values) -> None:
        if values.get("decision") == "abandon":
            return self._decision(one, values)
        email = values.get("email", "").strip()
        self.double.register.mark(one, asked={**one.asked, "mel": email})
        if not MAIL.fullmatch(email):
            return self._html(pages.choice(one, self.double.labels(one), wrong=pages.WRONG_ADDRESS))
        self.double.register.mark(one, reached=True)
        return self._html(pages.card(one, self.double.labels(one)))

    def _decision(self, one: Operation, values: Values) -> None:
        decision = values.get("decision", "")
        if decision not in RESULTS:
            return self._html(pages.card(one, self.double.labels(one)))
        self.double.decide(one, decision)
        return self._back(one)

    def _over(self, one: Operation, *, pressed_again: bool) -> None:
        """What is done is done: whoever pressed twice goes back, whoever opens the page again reads why not."""
        if pressed_again and one.result:
            return self._back(one)
        return self._html(pages.ended(one.result or "late", one))

    def _back(self, one: Operation) -> None:
        self._send(303, b"", "text/plain", Location=one.asked["urlredirect"])

    # What a test asks ---------------------------------------------------------------------------

    def _order(self, name: str, values: dict[str, Any]) -> None:
        """Plan faults, decide in a person's place, let time pass, knock, look inside."""
        double = self.double
        if name == "faults":
            double.plan(**values)
        elif name == "act":
            double.decide(double.register.operations[values["idop"]], values["decision"], wait=True)
        elif name == "wait":
            double.register.delay += values["seconds"]
        elif name == "close":
            double.desk.closed.add(values["numcli"])
        elif name == "again":
            one = double.register.operations[values["idop"]]
            double.notices.statuses.append(knock(one.asked["urlnotif"], one.idop))
        operations = {idop: asdict(one) for idop, one in double.register.operations.items()}
        inside = {"operations": operations, "statuses": double.notices.statuses}
        self._send(200, json.dumps(inside).encode(), "application/json")

    # The wire -----------------------------------------------------------------------------------

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def _xml(self, status: int, text: str) -> None:
        self._send(status, text.encode(), "text/xml; charset=utf-8")

    def _html(self, page: str, status: int = 200) -> None:
        self._send(status, page.encode(), "text/html; charset=utf-8")

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


PAGES: dict[tuple[str, str], Callable[[Handler, Operation, Values], None]] = {
    ("GET", "/tpa/paiementws.web"): Handler._choice,
    ("POST", "/tpa/carte"): Handler._card,
    ("POST", "/tpa/decision"): Handler._decision,
}


def listening(double: Double, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Give a server that already listens (on a free port where none is named), not yet serving."""
    handler = type("HandlerOfOne", (Handler,), {"double": double})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    double.port = server.server_address[1]
    return server
