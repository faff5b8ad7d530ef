"""What the demonstration keeps beside the portal in place of Stripe: a process, its keys in the environment."""

import os
import secrets
from http.server import ThreadingHTTPServer

from django.conf import settings
from django.utils import timezone

from payments.doubles.stripe.server import Double, double_of, listening

MEANS = "payments.adapters.stripe.StripeDemonstration"
CREDENTIALS = "demonstration"  # what the régies of the made-up commune name


def open_stripe(host: str, port: int) -> tuple[Double, ThreadingHTTPServer]:
    """Listen on a free port and tell this process, and those it forks, how to reach the double; gives what to serve."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    notify = f"http://{here}:{port}/paiement/notification/stripe/"
    key, secret = f"sk_test_{secrets.token_hex(12)}", f"whsec_{secrets.token_hex(12)}"
    remembers = settings.VAR_DIR / "stripe-double.json"
    double = double_of(key, notify, secret, now=lambda: timezone.now().timestamp(), file=remembers)
    server = listening(double, host)
    tell(key=key, webhook_secret=secret, address=f"http://{here}:{double.port}")
    settings.PAYMENT_PAGES = [*settings.PAYMENT_PAGES, f"http://*:{double.port}"]
    return double, server


def tell(**values: str) -> None:
    """Put the double's keys where a town's server has those of Stripe."""
    for name, value in values.items():
        os.environ[f"PREAU_{CREDENTIALS.upper()}_STRIPE_{name.upper()}"] = value
