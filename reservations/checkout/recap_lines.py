"""The lines of the recap as a parent reads them: hours that change are one line, from the old to the new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reservations.booking.rebooking import pairs_among
from reservations.models import Reservation, Waiver
from reservations.terms import terms_of
from rules.telling import Explanation, explain

if TYPE_CHECKING:
    from reservations.checkout.quotes import QuoteLine


@dataclass(frozen=True)
class RecapLine:
    """A line as shown: ``was`` and ``now`` are the hours or the variant, where they change."""

    day: date
    element: str
    basis: str
    cost: Decimal
    why: Explanation
    cancels: bool = False
    was: str = ""
    now: str = ""
    waiver: Waiver | None = None


def recap_lines(lines: Sequence[QuoteLine]) -> list[RecapLine]:
    """The lines of a section in their order, each pair of a place leaving and the one that replaces it as one."""
    pairs = pairs_among(line.booking for line in lines if line.booking)
    own = {line.booking.pk: line for line in lines if line.booking}
    replaced = {held.pk: own[leaving] for leaving, held in pairs.items()}
    shown = (line for line in lines if not (line.booking and line.booking.pk in pairs))
    return [_line(line, replaced.get(line.booking.pk) if line.booking else None) for line in shown]


def taken(booking: Reservation) -> str:
    """« de 16 h 30 à 18 h », « végétarien », or nothing where the family chose nothing."""
    said = [terms_of(booking).hours, booking.variant.name if booking.variant else ""]
    return ", ".join(filter(None, said))


def _line(line: QuoteLine, was: QuoteLine | None) -> RecapLine:
    if was is None or line.booking is None or was.booking is None:
        return RecapLine(line.day, line.element, line.basis, line.cost, line.why, line.cancels, waiver=line.waiver)
    return RecapLine(
        day=line.day,
        element=f"{line.booking.child.first_name} - {line.activity.name} - {line.booking.session.unit.name}",
        basis=_("changement"),
        cost=line.cost + was.cost,
        why=explain({**line.record, "avant": was.record.get("avant")}),
        was=taken(was.booking) or _("sans choix"),
        now=taken(line.booking) or _("sans choix"),
        waiver=line.waiver or was.waiver,
    )
