"""The three addresses a bank is given."""

from django.http import HttpRequest
from django.urls import reverse

from payments.settlement import REFERENCE


def bank_urls(request: HttpRequest, *, adapter: str, cancel_url: str) -> dict[str, str]:
    """Give `return_url`, `notify_url` and `cancel_url` for `start_payment`.

    `cancel_url` is our own page where a parent who paid nothing goes back (the récapitulatif).
    """
    return {
        "return_url": request.build_absolute_uri(reverse("payments:return", args=[REFERENCE])),
        "notify_url": request.build_absolute_uri(reverse("payments:notification", args=[adapter])),
        "cancel_url": cancel_url,
    }
