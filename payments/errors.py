"""Refusals about money, each a sentence for the person who reads it."""


class MoneyError(Exception):
    """What happened, why, what to do next: `str(error)` may be shown."""


class OrderError(MoneyError):
    """The order cannot be opened, settled or voided."""


class PaymentError(MoneyError):
    """The payment cannot be started."""


class LedgerError(MoneyError):
    """The entry cannot be written."""


class TicketError(MoneyError):
    """These tickets cannot be recorded or used."""


class TillError(MoneyError):
    """The till cannot be opened, changed or closed."""


class SlipError(MoneyError):
    """The deposit slip cannot be issued."""
