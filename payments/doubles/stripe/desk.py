"""The API: what each address takes, checks and gives, with Stripe's own refusals."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from payments.doubles.stripe.books import KINDS, Books, Refused, Row, shown

HALF_HOUR, DAY = 30 * 60, 24 * 3600
CREATE = {
    "mode", "payment_method_types", "locale", "client_reference_id", "line_items", "metadata", "payment_intent_data",
    "success_url", "cancel_url", "expires_at", "customer_email", "expand", "submit_type",
}  # fmt: skip


@dataclass
class Request:
    """One call of the API, decoded."""

    method: str
    path: str
    values: Row
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reply:
    """What is answered: a status, a body, and the events to tell."""

    status: int
    body: Row
    events: list[Row] = field(default_factory=list)
    replayed: bool = False


class Desk:
    """The API over some books; `page` gives the address of a visit's page, `key` is the only one accepted."""

    def __init__(self, books: Books, key: str, page: Callable[[Row], str]) -> None:
        self.books, self.key, self.page = books, key, page
        self.replies: dict[str, tuple[Any, Reply]] = {}
        self.under_way: set[str] = set()
        self.door = threading.Lock()

    def answer(self, request: Request) -> Reply:
        """Give the reply, once a key of idempotency."""
        try:
            self._admit(request)
            key = next((value for name, value in request.headers.items() if name.lower() == "idempotency-key"), "")
            return self._once(key, request) if key and request.method == "POST" else self._do(request)
        except Refused as refused:
            return Reply(refused.status, refused.body)

    def _admit(self, request: Request) -> None:
        given = next((value for name, value in request.headers.items() if name.lower() == "authorization"), "")
        if not given:
            raise Refused(401, "You did not provide an API key.")
        if given != f"Bearer {self.key}":
            raise Refused(401, "Invalid API Key provided: ****")

    def _once(self, key: str, request: Request) -> Reply:
        """The first reply under a key is every reply under it; other parameters under it are refused."""
        asked = (request.method, request.path, request.values)
        with self.door:
            if key in self.replies:
                first, reply = self.replies[key]
                return _replayed(key, first == asked, reply)
            if key in self.under_way:
                message = "There is currently another in-progress request using this Idempotent Key."
                raise Refused(409, message, type_="idempotency_error", code="idempotency_key_in_use")
            self.under_way.add(key)
        try:
            reply = self._settled(request)
            if reply.status != 400 and reply.status != 404:  # what failed to validate may be asked again, corrected
                self.replies[key] = (asked, reply)
            return reply
        finally:
            self.under_way.discard(key)

    def _settled(self, request: Request) -> Reply:
        try:
            return self._do(request)
        except Refused as refused:
            return Reply(refused.status, refused.body)

    def _do(self, request: Request) -> Reply:
        for method, pattern, act in ROUTES:
            found = re.fullmatch(pattern, request.path)
            if method == request.method and found:
                with self.books.lock:
                    reply = act(self, request.values, *found.groups())
                    self.books.save()
                return reply
        raise Refused(404, f"Unrecognized request URL ({request.method}: {request.path}).")

    # Checkout Sessions --------------------------------------------------------------------------

    def create_session(self, values: Row) -> Reply:
        unknown = sorted(values.keys() - CREATE)
        if unknown:
            raise Refused(400, f"Received unknown parameter: {unknown[0]}", code="parameter_unknown", param=unknown[0])
        if values.get("mode") != "payment":
            raise Refused(400, "Missing required param: mode.", code="parameter_missing", param="mode")
        amount, currency = _total(values.get("line_items") or [])
        _statement(values.get("payment_intent_data", {}).get("statement_descriptor_suffix"))
        session = self.books.write(
            "checkout.session", amount_total=amount, amount_subtotal=amount, currency=currency, mode="payment",
            client_reference_id=values.get("client_reference_id"), metadata=values.get("metadata", {}),
            customer_email=_email(values.get("customer_email")), payment_intent=None, payment_status="unpaid",
            status="open", expires_at=self._expiry(values.get("expires_at")),
            success_url=_address(values, "success_url"), cancel_url=_address(values, "cancel_url"),
            label=values["line_items"][0]["price_data"]["product_data"]["name"],
            statement=values.get("payment_intent_data", {}).get("statement_descriptor_suffix"),
            intent_metadata=values.get("payment_intent_data", {}).get("metadata", {}),
        )  # fmt: skip
        session["url"] = self.page(session)
        return Reply(200, self._expanded(session, values))

    def _expiry(self, asked: str | None) -> int:
        now = int(self.books.now())
        if asked is None:
            return now + DAY
        if not asked.isdigit():
            raise Refused(400, f"Invalid integer: {asked}", code="parameter_invalid_integer", param="expires_at")
        if not now + HALF_HOUR <= int(asked) <= now + DAY:
            message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from session creation."
            raise Refused(400, message, param="expires_at")
        return int(asked)

    def retrieve_session(self, values: Row, identifier: str) -> Reply:
        return Reply(200, self._expanded(self.books.find("checkout.session", identifier), values))

    def expire_session(self, values: Row, identifier: str) -> Reply:
        session = self.books.find("checkout.session", identifier)
        event = self.books.expire(session)
        return Reply(200, self._expanded(session, values), [event])

    def list_sessions(self, values: Row) -> Reply:
        intent = values.get("payment_intent")
        found = self.books.of_intent("checkout.session", intent) if intent else self._all("checkout.session")
        return self._list("/v1/checkout/sessions", found, values)

    # Refunds, disputes, events, settings --------------------------------------------------------

    def create_refund(self, values: Row) -> Reply:
        intent = self.books.find("payment_intent", values.get("payment_intent", ""))
        amount = values.get("amount")
        if amount is not None and not amount.lstrip("-").isdigit():
            raise Refused(400, f"Invalid integer: {amount}", code="parameter_invalid_integer", param="amount")
        whole = intent["amount_received"] if amount is None else int(amount)
        refund, events = self.books.refund(intent, whole, values.get("metadata", {}))
        return Reply(200, shown(refund), events)

    def retrieve(self, values: Row, identifier: str) -> Reply:
        return Reply(200, shown(self.books.find(_kind(identifier), identifier)))

    def list_refunds(self, values: Row) -> Reply:
        return self._list("/v1/refunds", self.books.of_intent("refund", values.get("payment_intent", "")), values)

    def list_disputes(self, values: Row) -> Reply:
        return self._list("/v1/disputes", self.books.of_intent("dispute", values.get("payment_intent", "")), values)

    def list_endpoints(self, values: Row) -> Reply:
        return self._list("/v1/webhook_endpoints", self._all("webhook_endpoint"), values)

    def _all(self, kind: str) -> list[Row]:
        return list(self.books.rows[kind].values())[::-1]

    def _list(self, url: str, found: list[Row], values: Row) -> Reply:
        limit = int(values.get("limit", 10))
        data = [shown(row) for row in found[:limit]]
        return Reply(200, {"object": "list", "url": url, "data": data, "has_more": len(found) > limit})

    def _expanded(self, session: Row, values: Row) -> Row:
        """A visit, with its card payment and its charge inside where the caller wants them."""
        row, wanted = shown(session), values.get("expand") or []
        intent = self.books.rows["payment_intent"].get(session["payment_intent"] or "")
        if intent and any(name.startswith("payment_intent") for name in wanted):
            row["payment_intent"] = dict(intent)
            charge = self.books.rows["charge"].get(intent["latest_charge"] or "")
            if charge and "payment_intent.latest_charge" in wanted:
                row["payment_intent"]["latest_charge"] = dict(charge)
        return row


def _replayed(key: str, same: bool, reply: Reply) -> Reply:
    if same:
        return Reply(reply.status, reply.body, replayed=True)
    message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
    raise Refused(400, f"{message} Try another key than '{key}'.", type_="idempotency_error")


def _total(items: list[Row]) -> tuple[int, str]:
    """The sum of the lines in cents, and their currency."""
    if not items:
        raise Refused(400, "Missing required param: line_items.", code="parameter_missing", param="line_items")
    total, currency = 0, ""
    for place, item in enumerate(items):
        price = item.get("price_data") or {}
        amount, currency = price.get("unit_amount", ""), price.get("currency", "")
        if not amount.isdigit():
            param = f"line_items[{place}][price_data][unit_amount]"
            raise Refused(400, f"Invalid integer: {amount}", code="parameter_invalid_integer", param=param)
        total += int(amount) * int(item.get("quantity", "1"))
    if currency == "eur" and total < 50:
        message = "The Checkout Session's total amount due must add up to at least €0.50 eur"
        raise Refused(400, message, code="amount_too_small")
    return total, currency


def _address(values: Row, name: str) -> str:
    address = values.get(name, "")
    if urlsplit(address).scheme not in ("http", "https"):
        raise Refused(400, f"Not a valid URL: {address!r}", code="url_invalid", param=name)
    return address


def _email(address: str | None) -> str | None:
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise Refused(400, f"Invalid email address: {address}", code="email_invalid", param="customer_email")
    return address


def _statement(suffix: str | None) -> None:
    if suffix is not None and (
        len(suffix) > 22 or not re.search("[A-Za-z]", suffix) or re.search("[<>\\\\'\"*]", suffix)
    ):
        raise Refused(400, "The statement descriptor suffix is not valid.", param="statement_descriptor_suffix")


def _kind(identifier: str) -> str:
    return next((kind for prefix, kind in KINDS.items() if identifier.startswith(prefix)), "event")


_ID = r"([\w-]+)"
ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("POST", "/v1/checkout/sessions", Desk.create_session),
    ("GET", "/v1/checkout/sessions", Desk.list_sessions),
    ("GET", f"/v1/checkout/sessions/{_ID}", Desk.retrieve_session),
    ("POST", f"/v1/checkout/sessions/{_ID}/expire", Desk.expire_session),
    ("POST", "/v1/refunds", Desk.create_refund),
    ("GET", "/v1/refunds", Desk.list_refunds),
    ("GET", "/v1/disputes", Desk.list_disputes),
    ("GET", f"/v1/(?:payment_intents|charges|refunds|disputes|events)/{_ID}", Desk.retrieve),
    ("GET", "/v1/webhook_endpoints", Desk.list_endpoints),
]
