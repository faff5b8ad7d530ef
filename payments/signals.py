"""The one signal of the house."""

from django.dispatch import Signal

# Sent inside the transaction that settles an order: `order_paid.send(Order, order=order, at=at)`.
# A receiver that raises undoes the settlement, which is asked for again: money and bookings agree, or nothing is.
order_paid = Signal()
