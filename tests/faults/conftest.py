"""A family on its way back from the bank, which took its money; what must then be true is asked of the bank."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments.kept import settle_waiting
from payments.models import DemoBankPayment, Payment
from reservations.checkout.ordering import open_bank_page
from tests.factories import payments
from tests.reservations.conftest import AT, claire, now, town  # noqa: F401
from tests.reservations.test_checkout import book, order_now


@pytest.fixture
def paid_at_the_bank(town, now) -> Payment:  # noqa: F811
    """Three meals whose money the demonstration bank has, and of which it has not told us yet."""
    book(town, town.meals[5:8])
    step = open_bank_page(order_now(town), adapter="demo", urls=payments.URLS, email="c@exemple.fr", at=AT)
    DemoBankPayment.objects.update(state=DemoBankPayment.PAID)
    return step.payment


@pytest.fixture
def knock():
    """The demonstration bank's notice of a payment, as it knocks on our door; gives our answer."""
    knocking = Client(raise_request_exception=False)

    def knocked(payment):
        return knocking.post(reverse("payments:notification", args=["demo"]), {"id": payment.external_id})

    return knocked


@pytest.fixture
def tell(knock):
    """The same, settled beside at once; gives our answer."""

    def told(payment):
        answer = knock(payment)
        settle_waiting(at=timezone.now())
        return answer

    return told
