"""A deposit slip as a file, for the accountant's spreadsheet."""

from django.utils import timezone
from tablib import Dataset

from cms.french import day_in_figures
from payments.models import DepositSlip, Payment
from payments.receipts import details_of

CALCULATES = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so would be worked out by a spreadsheet
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def slip_file(slip: DepositSlip, ending: str) -> bytes:
    """The lines of a slip as a file of that kind, its total last.

    Raises:
        KeyError: neither `csv` nor `xlsx`.
    """
    if ending not in TYPES:
        raise KeyError(ending)
    rows = Dataset(headers=["date", "quittance", "foyer", "agent", "détails", "montant"], title=slip.number[:31])
    for payment in payments_of(slip):
        rows.append([_safe(cell) for cell in _row(payment)])
    rows.append([_safe(slip.number), "", "", "", f"{slip.count}", _amount(slip.total)])
    exported = rows.export(ending)
    return exported if isinstance(exported, bytes) else exported.encode("utf-8-sig")


def payments_of(slip: DepositSlip) -> list[Payment]:
    """The payments of a slip, in the order they were taken."""
    lines = slip.lines.select_related("payment__household", "payment__received_by").order_by(
        "payment__settled_at", "pk"
    )
    return [line.payment for line in lines]


def _row(payment: Payment) -> list[str]:
    agent = payment.received_by.get_full_name() or payment.received_by.get_username()
    details = ", ".join(f"{label} : {value}" for label, value in details_of(payment))
    day = day_in_figures(timezone.localdate(payment.settled_at))
    return [day, payment.receipt_number, payment.household.name, agent, details, _amount(payment.amount)]


def _amount(amount) -> str:
    return str(amount).replace(".", ",")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(CALCULATES) else cell
