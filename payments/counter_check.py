"""The counter, added up again: tickets, tills and deposit slips against the payments they are made of."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from payments.findings import Finding
from payments.models import (
    DepositLine,
    DepositSlip,
    LedgerEntry,
    NumberSeries,
    Payment,
    TicketMovement,
    Till,
    TillMovement,
)
from payments.money import ZERO, euros
from payments.tills import holdings

TICKETS = "tickets"


def ticket_stocks() -> Iterator[Finding]:
    """No family has used more tickets than it had."""
    sums = TicketMovement.objects.order_by().values("household", "household__name", "kind__name")
    for row in sums.annotate(left=Sum("quantity")).filter(left__lt=0):
        message = _("Foyer %(name)s : stock de « %(kind)s » négatif (%(left)d).")
        values = {"name": row["household__name"], "kind": row["kind__name"], "left": row["left"]}
        yield Finding("ticket-stock-negative", message % values)


def ticket_payments() -> Iterator[Finding]:
    """A payment by tickets is worth the lines they paid, each line took one, and an undone one gave them back."""
    for payment in Payment.objects.paid().filter(adapter=TICKETS).select_related("order"):
        used = payment.tickets.filter(movement=TicketMovement.USED)
        lines = euros(used.aggregate(s=Sum("charge__amount"))["s"] or ZERO)
        if payment.amount != min(lines, payment.order.charges_total):
            message = _("Paiement %s : sa valeur n’est pas celle de ses tickets.") % payment
            yield Finding("ticket-value-differs", message, payment)
        kept = used.filter(reversed_by=None).count()
        if kept != (0 if _is_reversed(payment) else used.count()):
            yield Finding("ticket-return-differs", _("Paiement %s : ses tickets sont mal rendus.") % payment, payment)


def lines_paid_twice() -> Iterator[Finding]:
    """A line takes one ticket."""
    used = TicketMovement.objects.filter(movement=TicketMovement.USED).order_by().values("charge", "charge__label")
    for row in used.annotate(tickets=Count("pk")).filter(tickets__gt=1):
        yield Finding("line-with-two-tickets", _("Ligne « %s » : payée par deux tickets.") % row["charge__label"])


def till_payments() -> Iterator[Finding]:
    """What a clerk received is in a till once, for its amount, and out of it when it was undone."""
    first = Till.objects.aggregate(first=Min("opened_at"))["first"]
    if first is None:
        return
    taken = TillMovement.objects.filter(kind=TillMovement.TAKEN, payment=OuterRef("pk"), amount=OuterRef("amount"))
    desk = Payment.objects.paid().filter(received_by__isnull=False, settled_at__gte=first)
    for payment in desk.filter(~Exists(taken)):
        yield Finding("till-misses-a-payment", _("Paiement %s : absent de la caisse.") % payment, payment)
    for movement in TillMovement.objects.filter(kind=TillMovement.UNDONE).select_related("payment"):
        if movement.amount != -movement.payment.amount or not _is_reversed(movement.payment):
            message = _("Paiement %s : annulé en caisse et pas au compte.") % movement.payment
            yield Finding("till-undone-differs", message, movement.payment)


def till_counts() -> Iterator[Finding]:
    """A closed till was counted against what it held."""
    for till in Till.objects.exclude(closed_at=None).select_related("agent", "revenue_office"):
        expected = dict(till.counts.values_list("adapter", "expected"))
        if expected != {one.adapter: one.expected for one in holdings(till)}:
            yield Finding(
                "till-count-differs", _("Caisse %s : comptée pour autre chose que ses paiements.") % till, till
            )


def slip_totals() -> Iterator[Finding]:
    """A slip is the sum of its payments, each handed over for its own amount; slips are numbered without a gap."""
    slips = DepositSlip.objects.annotate(lines_total=Sum("lines__amount"), lines_count=Count("lines"))
    for slip in slips:
        if _differs(slip.lines_total, slip.total) or slip.lines_count != slip.count:
            yield Finding(
                "slip-total-differs", _("Bordereau %s : son total n’est pas celui de ses lignes.") % slip, slip
            )
    strangers = ~Q(amount=F("payment__amount")) | ~Q(slip__adapter=F("payment__adapter"))
    for line in DepositLine.objects.filter(strangers).select_related("slip", "payment"):
        yield Finding(
            "slip-line-differs", _("Bordereau %s : une ligne n’est pas celle de son paiement.") % line.slip, line
        )


def slip_numbers() -> Iterator[Finding]:
    """Every number of slip that was given is there."""
    for series in NumberSeries.objects.filter(kind=NumberSeries.DEPOSIT).select_related("revenue_office"):
        issued = DepositSlip.objects.filter(revenue_office=series.revenue_office, number__contains=f"{series.year}-B")
        if issued.count() != series.last:
            yield Finding("slip-numbers-gap", _("%s : la numérotation a un trou.") % series, series)


def _is_reversed(payment: Payment) -> bool:
    return payment.entries.filter(kind=LedgerEntry.REVERSAL, reverses__kind=LedgerEntry.CREDIT).exists()


def _differs(found: Decimal | None, expected: Decimal) -> bool:
    return euros(found or ZERO) != euros(expected)


COUNTER_CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    ticket_stocks,
    ticket_payments,
    lines_paid_twice,
    till_payments,
    till_counts,
    slip_totals,
    slip_numbers,
)
