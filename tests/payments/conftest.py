"""What every test about money may ask for."""

import pytest

from payments.signals import order_paid
from tests.factories import payments as make


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
