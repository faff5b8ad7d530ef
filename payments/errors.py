"""Refusals about money, each a sentence for the person who reads it."""


class MoneyError(Exception):
    """What happened, why, what to do next: `str(error)` may be shown."""


class OrderError(MoneyError):
    """The order cannot be opened, settled or voided."""


class PaymentError(MoneyError):
    """The payment cannot be started."""


class LedgerError(MoneyError):
    """The entry cannot be written."""
