"""Cards through Stripe: its hosted page, its signed notices, the real SDK; no card ever passes through us."""

from payments.adapters.stripe.means import Stripe, StripeDemonstration

__all__ = ["Stripe", "StripeDemonstration"]
