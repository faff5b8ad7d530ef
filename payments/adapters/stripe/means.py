"""What Stripe is asked, and how its notices are known to be its own."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from json import JSONDecodeError
from typing import Any

import stripe
from django.utils.translation import gettext_lazy as _

from payments.adapters.base import (
    Adapter,
    AdapterError,
    Answer,
    BankRefuses,
    BankUnavailable,
    Named,
    Notice,
    OfNoConcern,
    PaymentRequest,
    Redirect,
    Refunded,
    RefundRequest,
    Remark,
    UnknownPayment,
    UnreadableNotice,
)
from payments.adapters.stripe import settings
from payments.adapters.stripe.answers import ABOUT_A_SESSION, TO_ASK_ABOUT, answer_of, cents, intent_of, is_ours

PATIENCE = 6  # seconds the bank may take to answer; a parent waits behind
TOLERANCE = 300  # seconds after which a signed notice is stale
INTENT = "pi_"  # how Stripe calls a card payment, which belongs to a visit
EXPANDED = ["payment_intent.latest_charge"]


class Stripe:
    """Stripe's hosted page. Keys come from the environment of the régie; the signed notice is what confirms."""

    name = "stripe"
    label = _("Carte bancaire")
    minimum = Decimal("0.50")
    lifetime = timedelta(minutes=35)  # Stripe wants thirty at least, by its own clock
    at_counter = False
    secrets = settings.SECRETS
    signature = settings.SIGNATURE
    address = stripe.DEFAULT_API_BASE

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._secrets = dict(secrets or {})

    def with_secrets(self, secrets: Mapping[str, str]) -> Adapter:
        return type(self)(secrets)

    def start(self, request: PaymentRequest) -> Redirect:
        options = {"idempotency_key": f"pay-{request.reference}"}
        sessions = self.with_secrets(request.credentials)._client().v1.checkout.sessions
        session = _asked(lambda: sessions.create(params=self._order(request), options=options)).to_dict()
        if (session["amount_total"], session["currency"]) != (cents(request.amount), "eur"):
            raise AdapterError("the bank's page asks another amount than ours")
        return Redirect(session["url"], session["id"])

    def _order(self, request: PaymentRequest) -> dict[str, Any]:
        """What Stripe is told: a debt reference and an amount, never a child nor a meal."""
        known = {"reference": request.reference}
        price = {"currency": "eur", "unit_amount": cents(request.amount), "product_data": {"name": request.purpose}}
        email = {"customer_email": request.email} if request.email else {}
        suffix = {"statement_descriptor_suffix": request.statement} if request.statement else {}
        return {
            "mode": "payment",
            "payment_method_types": ["card"],
            "locale": "fr",
            "client_reference_id": request.reference,
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": known,
            "payment_intent_data": {"metadata": known, "description": request.purpose, **suffix},
            "success_url": request.return_url,
            "cancel_url": request.cancel_url,
            "expires_at": int((request.at + self.lifetime).timestamp()),
            **email,
        }

    def read(self, notice: Notice) -> Answer | Named:
        event = self._authentic(notice)
        told = event["data"]["object"]
        if event["type"] in ABOUT_A_SESSION and is_ours(told):
            return answer_of(told, live=self._is_live())
        visit = told["id"] if told["object"] == "checkout.session" else intent_of(told)
        if event["type"] not in TO_ASK_ABOUT or not visit:
            raise OfNoConcern(event["type"])
        return Named(visit)

    def _authentic(self, notice: Notice) -> dict[str, Any]:
        """The event a notice carries, once its signature and its hour are known to be right."""
        signature = next((value for key, value in notice.headers.items() if key.lower() == "stripe-signature"), "")
        try:
            secret = self._secrets[self.signature]
            said = notice.body.decode()
            stripe.WebhookSignature.verify_header(said, signature, secret, TOLERANCE)
            return _event(json.loads(said))
        except (stripe.SignatureVerificationError, KeyError, ValueError, UnicodeDecodeError) as error:
            raise UnreadableNotice(type(error).__name__) from error

    def _session_of(self, intent: str) -> str:
        """The visit a card payment, a refund or a dispute belongs to."""
        sessions = self._client().v1.checkout.sessions
        found = _asked(lambda: sessions.list(params={"payment_intent": intent, "limit": 1})).to_dict()["data"]
        if not found or not is_ours(found[0]):
            raise OfNoConcern("no visit of ours")
        return found[0]["id"]

    def check(self, external_id: str) -> Answer:
        if external_id.startswith(INTENT):
            external_id = self._session_of(external_id)
        sessions = self._client().v1.checkout.sessions
        session = _asked(lambda: sessions.retrieve(external_id, params={"expand": EXPANDED})).to_dict()
        if not is_ours(session):
            raise UnknownPayment(external_id)
        return answer_of(session, live=self._is_live(), **self._afterwards(session))

    def _afterwards(self, session: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The refunds and disputes of a payment, asked for only where its charge says there are some."""
        intent = session.get("payment_intent") or {}
        charge = intent.get("latest_charge") or {}
        of_it, client = {"payment_intent": intent.get("id"), "limit": 100}, self._client()
        found = {}
        if charge.get("amount_refunded"):
            found["refunds"] = _asked(lambda: client.v1.refunds.list(params=of_it)).to_dict()["data"]
        if charge.get("disputed"):
            found["disputes"] = _asked(lambda: client.v1.disputes.list(params=of_it)).to_dict()["data"]
        return found

    def close(self, external_id: str) -> Answer:
        sessions = self._client().v1.checkout.sessions
        with suppress(BankRefuses):  # no longer open: it says how it ended
            _asked(lambda: sessions.expire(external_id))
        return self.check(external_id)

    def refund(self, request: RefundRequest) -> Refunded:
        session = _asked(lambda: self._client().v1.checkout.sessions.retrieve(request.external_id)).to_dict()
        asked = {
            "payment_intent": session["payment_intent"],
            "amount": cents(request.amount),
            "metadata": {"reference": request.reference},
        }
        options = {"idempotency_key": f"refund-{request.reference}"}
        done = _asked(lambda: self._client().v1.refunds.create(params=asked, options=options)).to_dict()
        if done["status"] in ("failed", "canceled"):
            raise BankRefuses(done.get("failure_reason") or done["status"])
        return Refunded(done["id"], Decimal(done["amount"]) / 100, request.reference)

    def examine(self, notify_url: str) -> tuple[Remark, ...]:
        return settings.examine(self._secrets, self._client, notify_url)

    def _is_live(self) -> bool:
        return settings.is_live(self._secrets)

    def _client(self) -> stripe.StripeClient:
        if not self._secrets.get("stripe_key"):
            raise AdapterError("the régie has no Stripe key in the environment")
        return _client(self._secrets["stripe_key"], self._address())

    def _address(self) -> str:
        return self.address


class StripeDemonstration(Stripe):
    """The same, against a double of our own whose address is in the environment too; its label says so."""

    label = _("Carte bancaire (Stripe, démonstration)")

    def _address(self) -> str:
        if not self._secrets.get("stripe_address"):
            raise AdapterError("the régie has no address of Stripe's double in the environment")
        return self._secrets["stripe_address"]


def _event(said: Any) -> dict[str, Any]:
    """What was signed, if it has the shape of an event."""
    if not isinstance(said, dict) or "type" not in said or not isinstance(said.get("data", {}).get("object"), dict):
        raise UnreadableNotice("no event")
    return said


@lru_cache(maxsize=32)
def _client(key: str, address: str) -> stripe.StripeClient:
    """One client a régie, which keeps its connections."""
    http = stripe.RequestsClient(timeout=PATIENCE)
    return stripe.StripeClient(key, base_addresses={"api": address}, max_network_retries=2, http_client=http)


def _asked(call: Callable[[], Any], again: bool = True) -> Any:
    """What the bank answers; an answer cut on its way is asked for once more, under the same idempotency key."""
    try:
        return call()
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise UnknownPayment(str(error.param)) from error
        raise BankRefuses(error.user_message or str(error.code)) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise AdapterError(f"the key is refused: {type(error).__name__}") from error
    except (stripe.StripeError, JSONDecodeError) as error:
        if again and error_is_of_the_road(error):
            return _asked(call, again=False)
        raise BankUnavailable(type(error).__name__) from error


def error_is_of_the_road(error: Exception) -> bool:
    """Whether an answer was lost on its way (cut, truncated), rather than given and bad."""
    status = getattr(error, "http_status", None)
    return status is None or status < 400
