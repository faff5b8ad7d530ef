"""What the desk may take for a recap: the lines a paper ticket pays, and the form that writes everything down."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cms.french import day_in_figures, euros
from families.models import Household
from payments.desk_forms import PayableLine
from payments.models import Order
from payments.tickets import stocks
from reservations.checkout.quotes import Quote, QuoteLine
from reservations.checkout.totals import Till, seal
from reservations.forms import DeskForm
from reservations.models import Reservation
from rules.lines import ZERO


def desk_form(quote: Quote, till: Till, data: Mapping[str, str] | None = None) -> DeskForm:
    """The form of the desk for the next régie of a recap, empty or with what the clerk typed."""
    form = DeskForm(
        data,
        asked=till.to_pay,
        charges_total=charges_total(till),
        means=till.means,
        lines=payable_lines(quote.household, till),
    )
    form.initial |= {"digest": quote.digest, "shown": seal(quote)}
    return form


def payable_lines(household: Household, till: Till) -> list[PayableLine]:
    """The lines that a ticket of the family may pay: places booked now, with a price, of a unit that takes tickets."""
    left = {kind.pk: kind for kind, count in stocks(household, till.office).items() if count > 0}
    lines = [line for section in till.sections if section.immediate for line in section.lines]
    return [
        PayableLine(line.subject, _label(line), line.cost, left[kind])
        for line in lines
        if (kind := _ticket_of(line)) in left and line.cost > 0
    ]


def charges_total(till: Till) -> Decimal:
    """The immediate lines of a recap together, in euros: what tickets never exceed."""
    return sum((section.total for section in till.sections if section.immediate), ZERO)


def lines_of(order: Order) -> dict[str, int]:
    """The line of an order for each subject of the recap it was opened from."""
    return dict(order.charges.values_list("subject", "pk"))


def _ticket_of(line: QuoteLine) -> int | None:
    booked = line.booking is not None and line.booking.status == Reservation.Status.HELD
    return line.booking.session.unit.ticket_kind_id if booked else None


def _label(line: QuoteLine) -> str:
    return f"{day_in_figures(line.day)} · {line.element} · {euros(line.cost)}"
