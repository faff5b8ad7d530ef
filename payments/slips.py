"""Deposit slips: what closed tills hold of one means, handed over once, numbered and locked."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from families.models import User
from payments.errors import SlipError
from payments.models import DepositLine, DepositSlip, NumberSeries, Payment, RevenueOffice, TillMovement
from payments.money import ZERO
from payments.numbering import document_number


def waiting(revenue_office: RevenueOffice, adapter: str) -> QuerySet[Payment]:
    """Give the payments of one means still to hand over: taken in a closed till, not undone, on no slip."""
    undone = TillMovement.objects.filter(kind=TillMovement.UNDONE).values("payment")
    return (
        Payment.objects.paid()
        .filter(
            revenue_office=revenue_office,
            adapter=adapter,
            deposit=None,
            till_movements__kind=TillMovement.TAKEN,
            till_movements__till__closed_at__isnull=False,
        )
        .exclude(pk__in=undone)
        .select_related("household", "received_by")
        .order_by("settled_at", "id")
    )


@transaction.atomic
def issue(
    revenue_office: RevenueOffice, adapter: str, chosen: Collection[int], *, at: datetime, by: User
) -> DepositSlip:
    """Issue a slip of these payments: its number follows the last one of the régie, its total is theirs, for good.

    Raises:
        SlipError: nothing chosen, or one of them is no longer waiting (another slip took it, or it was undone).
    """
    number = document_number(revenue_office, NumberSeries.DEPOSIT, "B", at)  # its row is the lock: one slip at a time
    payments = list(waiting(revenue_office, adapter).filter(pk__in=chosen))
    if not payments:
        raise SlipError(_("Choisissez au moins un paiement à remettre."))
    if len(payments) != len(set(chosen)):
        raise SlipError(_("Un de ces paiements vient d’être remis ou annulé : relisez la liste, puis recommencez."))
    slip = DepositSlip.objects.create(
        revenue_office=revenue_office,
        adapter=adapter,
        number=number,
        count=len(payments),
        total=sum((payment.amount for payment in payments), ZERO),
        issued_at=at,
        issued_by=by,
    )
    DepositLine.objects.bulk_create(
        [DepositLine(slip=slip, payment=payment, amount=payment.amount) for payment in payments]
    )
    return slip
