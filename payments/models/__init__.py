"""The nouns of money, one file a noun."""

from payments.models.alerts import Alert
from payments.models.charges import Allocation, Charge
from payments.models.demo_bank import DemoBankPayment
from payments.models.direct_debits import DebitBatch, DirectDebit, Mandate
from payments.models.events import PaymentEvent
from payments.models.give_backs import CreditRequest
from payments.models.invoices import CreditNote, Invoice
from payments.models.ledger import LedgerEntry
from payments.models.offices import NumberSeries, RevenueOffice
from payments.models.orders import Order
from payments.models.payments import Payment
from payments.models.refunds import Refund
from payments.models.runs import InvoiceReminder, InvoiceRun, RunItem
from payments.models.slips import DepositLine, DepositSlip
from payments.models.tickets import TicketKind, TicketMovement
from payments.models.tills import Till, TillCount, TillMovement

__all__ = [
    "Alert",
    "Allocation",
    "Charge",
    "CreditNote",
    "CreditRequest",
    "DebitBatch",
    "DemoBankPayment",
    "DepositLine",
    "DepositSlip",
    "DirectDebit",
    "Invoice",
    "InvoiceReminder",
    "InvoiceRun",
    "LedgerEntry",
    "Mandate",
    "NumberSeries",
    "Order",
    "Payment",
    "PaymentEvent",
    "Refund",
    "RevenueOffice",
    "RunItem",
    "TicketKind",
    "TicketMovement",
    "Till",
    "TillCount",
    "TillMovement",
]
