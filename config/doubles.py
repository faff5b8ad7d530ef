"""What the demonstration keeps beside the portal in place of its banks: a process each, told by the environment."""

import os
import secrets
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer

from django.conf import settings
from django.utils import timezone

from payments.doubles.payfip import server as payfip
from payments.doubles.stripe import server as stripe
from payments.models import RevenueOffice

CREDENTIALS = "demonstration"  # what the régies of the made-up commune name
Beside = tuple[Callable[[], object], ThreadingHTTPServer]


def open_doubles(host: str, port: int) -> Iterator[Beside]:
    """Listen on a free port for each bank the town has a double of; gives what to serve, and who listens already."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    for means, opening in OPENINGS.items():
        if means in settings.PAYMENT_ADAPTERS:
            yield opening(host, here, port)


def open_stripe(host: str, here: str, port: int) -> Beside:
    """Stripe: an account whose keys are made now."""
    notify = f"http://{here}:{port}/paiement/notification/stripe/"
    key, secret = f"sk_test_{secrets.token_hex(12)}", f"whsec_{secrets.token_hex(12)}"
    double = stripe.double_of(key, notify, secret, now=_now, file=settings.VAR_DIR / "stripe-double.json")
    server = stripe.listening(double, host)
    tell("stripe", key=key, webhook_secret=secret, address=f"http://{here}:{double.port}")
    _let_pages_lead_to(double.port)
    return lambda: stripe.serve(double, server), server


def open_payfip(host: str, here: str, port: int) -> Beside:
    """PayFiP: it knows the régies that have a client number, under their own names."""
    double = payfip.Double(payfip_clients(), now=_now, file=settings.VAR_DIR / "payfip-double.json")
    server = payfip.listening(double, host)
    tell("payfip", address=f"http://{here}:{double.port}")
    _let_pages_lead_to(double.port)
    return server.serve_forever, server


def payfip_clients() -> dict[str, tuple[str, str, str]]:
    """Give the client numbers of this town's régies, and the three names PayFiP knows each by."""
    offices = RevenueOffice.objects.exclude(means_settings={})
    return {
        office.means_settings["payfip_numcli"]: (office.legal_name, office.accountant, office.name)
        for office in offices
        if office.means_settings.get("payfip_numcli")
    }


def tell(bank: str, **values: str) -> None:
    """Put what reaches a double where a town's server has the secrets of the bank."""
    for name, value in values.items():
        os.environ[f"PREAU_{CREDENTIALS.upper()}_{bank.upper()}_{name.upper()}"] = value


def _let_pages_lead_to(port: int) -> None:
    settings.PAYMENT_PAGES = [*settings.PAYMENT_PAGES, f"http://*:{port}"]


def _now() -> float:
    return timezone.now().timestamp()


OPENINGS: dict[str, Callable[[str, str, int], Beside]] = {
    "payments.adapters.stripe.StripeDemonstration": open_stripe,
    "payments.adapters.payfip.PayFiPDemonstration": open_payfip,
}
