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


class InvoiceError(MoneyError):
    """The run or the invoice cannot be opened, issued or cancelled."""


class DebitError(MoneyError):
    """The mandate or the direct debit cannot be written."""
