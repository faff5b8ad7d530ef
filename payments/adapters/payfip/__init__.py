"""PayFiP, the free service of the public finances: its « Régie » web service in SOAP, its page, its bare notices."""

from payments.adapters.payfip.means import PayFiP, PayFiPDemonstration

__all__ = ["PayFiP", "PayFiPDemonstration"]
