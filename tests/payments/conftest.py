"""What every test about money may ask for."""

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Guardian, User
from payments.signals import order_paid
from tests.factories import payments as make
from tests.payments import payfip_double, stripe_double


@pytest.fixture(autouse=True)
def _no_room_upstairs_listens(monkeypatch):
    """Money is tested alone: what a paid order changes elsewhere is tested there."""
    monkeypatch.setattr(order_paid, "receivers", [])


@pytest.fixture
def office(db):
    return make.revenue_office()


@pytest.fixture
def household(db):
    return make.household()


@pytest.fixture
def clerk(db):
    return make.clerk()


@pytest.fixture
def paid_orders():
    """The orders announced by `order_paid`, in the order they were."""
    heard = []

    def listen(sender, order, at, **kwargs):
        heard.append((order, at))

    order_paid.connect(listen)
    yield heard
    order_paid.disconnect(listen)


@pytest.fixture
def parent(household):
    user = User.objects.create_user("martin", first_name="Sarah")
    Guardian.objects.create(household=household, user=user, first_name="Sarah", last_name="Martin")
    return user


@pytest.fixture
def family(client, parent):
    """The parent's browser."""
    client.force_login(parent)
    return client


@pytest.fixture
def order(household, office):
    return make.order(household, office, "3.80", at=timezone.now())


@pytest.fixture
def payment(order):
    urls = {"return_url": "/paiement/retour/REFERENCE/"}
    return make.attempt(order, at=timezone.now(), **urls).payment


@pytest.fixture
def bank(payment):
    """The address of the bank's first page."""
    return reverse("payments:demo_bank", args=[payment.external_id])


@pytest.fixture(scope="session")
def double():
    """The double of Stripe, in a process of its own; its notices come to a letterbox."""
    with stripe_double.running() as one:
        yield one


@pytest.fixture(scope="session")
def payfip():
    """The double of PayFiP, in a process of its own; its notices come to a letterbox."""
    with payfip_double.running() as one:
        yield one
