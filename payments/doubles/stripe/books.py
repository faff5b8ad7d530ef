"""What the bank knows: visits, card payments, refunds, disputes, and the events each change makes."""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PREFIXES = {
    "checkout.session": "cs_test_", "payment_intent": "pi_", "charge": "ch_", "refund": "re_", "dispute": "du_",
    "event": "evt_", "webhook_endpoint": "we_",
}  # fmt: skip
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


class Refused(Exception):
    """What Stripe would refuse: the HTTP status and the body of its error."""

    def __init__(self, status: int, message: str, *, code: str = "", param: str = "", type_: str = "") -> None:
        super().__init__(message)
        error = {"type": type_ or "invalid_request_error", "message": message, "code": code, "param": param}
        self.status = status
        self.body: Row = {"error": {key: value for key, value in error.items() if value}}


class Books:
    """Everything, in memory, and in a file where one is given: a double started again remembers."""

    def __init__(self, now: Callable[[], float], file: Path | None = None) -> None:
        self.now, self.file, self.lock = now, file, threading.RLock()
        self.rows: dict[str, dict[str, Row]] = {kind: {} for kind in PREFIXES}
        if file and file.exists():
            self.rows |= json.loads(file.read_text())

    def save(self) -> None:
        """Keep everything, whole or not at all."""
        if self.file:
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps(self.rows))
            fresh.replace(self.file)

    def write(self, kind: str, **values: Any) -> Row:
        """Make a row of that kind under an identifier of its own."""
        row = {"id": PREFIXES[kind] + secrets.token_hex(16), "object": kind, "created": int(self.now())}
        row |= {"livemode": False, "metadata": {}, **values}
        self.rows[kind][row["id"]] = row
        return row

    def find(self, kind: str, identifier: str) -> Row:
        """Give a row, or refuse as Stripe does."""
        row = self.rows[kind].get(identifier)
        if row is None:
            name = kind.replace(".", " ").replace("_", " ")
            raise Refused(404, f"No such {name}: '{identifier}'", code="resource_missing", param="id")
        return row

    def of_intent(self, kind: str, intent: str) -> list[Row]:
        """The rows of a card payment, the latest first."""
        return [row for row in self.rows[kind].values() if row.get("payment_intent") == intent][::-1]

    # What a person does on the page -------------------------------------------------------------

    def close_late(self) -> Iterator[Row]:
        """Close the visits whose time has come; gives the events."""
        for session in list(self.rows["checkout.session"].values()):
            if session["status"] == "open" and session["expires_at"] <= self.now():
                yield self.expire(session)

    def expire(self, session: Row) -> Row:
        if session["status"] != "open":
            raise Refused(
                400, "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a"
                f" status of `{session['status']}`.",
            )  # fmt: skip
        session |= {"status": "expired", "url": None}
        return self.event("checkout.session.expired", session)

    def pay(self, session: Row, amount: int | None = None) -> list[Row]:
        """The card is accepted; `amount` cents where the bank is to be wrong about them."""
        if amount is not None:
            session |= {"amount_total": amount, "amount_subtotal": amount}
        intent = self._intent(session)
        charge = self.write(
            "charge", amount=session["amount_total"], currency=session["currency"], payment_intent=intent["id"],
            status="succeeded", paid=True, refunded=False, amount_refunded=0, disputed=False,
            metadata=dict(intent["metadata"]),
        )  # fmt: skip
        intent |= {"status": "succeeded", "latest_charge": charge["id"], "last_payment_error": None}
        intent["amount_received"] = intent["amount"] = session["amount_total"]
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        return [
            self.event("charge.succeeded", charge),
            self.event("payment_intent.succeeded", intent),
            self.event("checkout.session.completed", session),
        ]

    def decline(self, session: Row) -> list[Row]:
        """The card is declined; the page stays open for another one."""
        intent = self._intent(session)
        error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline"}
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        return [self.event("payment_intent.payment_failed", intent)]

    def _intent(self, session: Row) -> Row:
        if session["payment_intent"]:
            return self.rows["payment_intent"][session["payment_intent"]]
        intent = self.write(
            "payment_intent", amount=session["amount_total"], amount_received=0, currency=session["currency"],
            status="requires_payment_method", last_payment_error=None, latest_charge=None,
            metadata=dict(session["intent_metadata"]),
        )  # fmt: skip
        session["payment_intent"] = intent["id"]
        return intent

    # What the town, or the payer's bank, does afterwards ----------------------------------------

    def refund(self, intent: Row, amount: int, metadata: Row) -> tuple[Row, list[Row]]:
        """Send money back."""
        charge = self.rows["charge"].get(intent["latest_charge"] or "")
        if charge is None:
            raise Refused(400, f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        left = charge["amount"] - charge["amount_refunded"]
        if left == 0:
            raise Refused(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
            raise Refused(400, message, param="amount")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        row = self.write(
            "refund", amount=amount, currency=charge["currency"], charge=charge["id"], payment_intent=intent["id"],
            status="succeeded", reason=None, metadata=metadata,
        )  # fmt: skip
        return row, [self.event("refund.created", row), self.event("charge.refunded", charge)]

    def dispute(self, intent: Row) -> list[Row]:
        """The cardholder's bank contests the payment."""
        charge = self.find("charge", intent["latest_charge"] or "")
        charge["disputed"] = True
        row = self.write(
            "dispute", amount=charge["amount"], currency=charge["currency"], charge=charge["id"],
            payment_intent=intent["id"], status="needs_response", reason="fraudulent",
        )  # fmt: skip
        return [self.event("charge.dispute.created", row)]

    def judge(self, intent: Row, status: str) -> list[Row]:
        """A dispute ends: "won" or "lost"."""
        for row in self.of_intent("dispute", intent["id"]):
            row["status"] = status
            return [self.event("charge.dispute.closed", row)]
        raise Refused(404, "No such dispute", code="resource_missing")

    def event(self, type_: str, about: Row) -> Row:
        """Write what happened, as things stand now."""
        return self.write("event", type=type_, data={"object": json.loads(json.dumps(shown(about)))})


def shown(row: Row) -> Row:
    """A row as the bank gives it: without what it keeps to itself."""
    return {key: value for key, value in row.items() if key != "intent_metadata"}
