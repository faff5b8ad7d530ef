"""A stand-in for Stripe that speaks its HTTP: Checkout Sessions, refunds, disputes, idempotency, signed events.

`python -m payments.doubles.stripe --help` starts it alone; it knows neither Django nor our adapter.
"""
