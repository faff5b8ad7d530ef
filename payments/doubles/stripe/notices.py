"""The notices: signed, posted to the town's address, posted again until it thanks; and spoiled where one asks."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field

from payments.doubles.stripe.books import Row

WAITS = (1, 2, 4, 8, 16, 32, 60, 120)  # seconds between two posts of one notice
SPOILED = {"forged", "stale", "reordered", "duplicate", "lost", "truncated_notice"}


def signature(secret: str, body: bytes, at: float) -> str:
    """Give the header that proves a body at that second."""
    moment = str(int(at))
    mark = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mark}"


@dataclass
class Notices:
    """The post office of one webhook address. `waits`: how long before each new try."""

    url: str
    secret: str
    waits: Sequence[float] = WAITS
    spoils: list[str] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def tell(self, events: Sequence[Row]) -> None:
        """Post these events in order, without making anybody wait."""
        threading.Thread(target=self.post_all, args=(list(events),), daemon=True).start()

    def post_all(self, events: list[Row]) -> None:
        """Post what one act caused, spoiled where a fault was asked for."""
        spoil = self.spoils.pop(0) if events and self.spoils else ""
        if spoil == "lost":
            return
        if spoil == "reordered":  # kept until something newer has been told
            self.held += events
            return
        for event in events:
            self.insist(event, spoil)
        held, self.held = self.held, []
        for event in held if events else []:
            self.insist(event)

    def insist(self, event: Row, spoil: str = "") -> None:
        """Post one event until it is taken; five times over where a duplicate was asked for."""
        for _again in range(5 if spoil == "duplicate" else 1):
            for wait in (0, *self.waits):
                time.sleep(wait)
                if 200 <= self.post(event, spoil) < 300:
                    break
                spoil = "" if spoil == "duplicate" else spoil

    def post(self, event: Row, spoil: str = "") -> int:
        """Post one event once; gives the status, 0 where nobody answered."""
        body = json.dumps(event).encode()
        secret = "whsec_of_somebody_else" if spoil == "forged" else self.secret
        proof = signature(secret, body, time.time() - (3600 if spoil == "stale" else 0))
        if spoil == "truncated_notice":
            body = body[: len(body) // 2]
        headers = {"Content-Type": "application/json", "Stripe-Signature": proof}
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        self.statuses.append(status)
        return status
