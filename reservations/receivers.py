"""What payments tell this room: an order is paid, its bookings are confirmed in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from payments.models import Order
from payments.signals import order_paid
from reservations.booking.confirming import confirm_order


@receiver(order_paid, dispatch_uid="reservations.confirm")
def confirm_when_paid(sender: Any, order: Order, at: datetime, **kwargs: Any) -> None:
    """Confirm what the order carries; an error here undoes the settlement."""
    confirm_order(order, at=at)
