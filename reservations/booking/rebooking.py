"""Other hours for a place already booked: a place leaving and a place held, one change, one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from reservations.days.plans import CellState, DayCell
from reservations.models import Reservation
from reservations.terms import Terms

Status, Cancellation = Reservation.Status, Reservation.Cancellation


@dataclass
class Rebooking:
    """The places of one « Valider » whose hours or variant change, written together."""

    until: datetime
    created: list[Reservation] = field(default_factory=list)
    moved: list[Reservation] = field(default_factory=list)
    leaving: list[Reservation] = field(default_factory=list)
    gone: list[Reservation] = field(default_factory=list)

    def change(self, booking: Reservation, cell: DayCell, new: Reservation, terms: Terms) -> None:
        """Take ``terms`` for a place booked as ``cell`` says; ``new`` is the place to hold where it is confirmed.

        A place only held takes them as it is. One paid for leaves in time, since what replaces it is priced: a
        late change is told by the place held. Hours that come back to those paid for undo the pair.
        """
        if cell.state is CellState.CONFIRMED:
            self.leaving.append(booking)
            self.created.append(new)
        elif cell.replaced == terms and booking.replaces:
            self.gone.append(booking)
        else:
            booking.starts_at, booking.ends_at, booking.variant_id = terms.starts_at, terms.ends_at, terms.variant
            self.moved.append(booking)

    def save(self) -> None:
        """Free the places that come back, then write the others."""
        undo_pairs(self.gone)
        Reservation.objects.filter(pk__in=[one.pk for one in self.leaving]).update(
            status=Status.LEAVING, held_until=self.until, cancellation=Cancellation.IN_TIME, order=None
        )
        Reservation.objects.bulk_create(self.created)
        Reservation.objects.bulk_update(self.moved, ["starts_at", "ends_at", "variant"])


def undo_pairs(held: Iterable[Reservation]) -> None:
    """The places held are gone, those they took over stay as they were paid for."""
    pairs = [(one, one.replaces) for one in held if one.replaces]
    Reservation.objects.filter(pk__in=[one.pk for one, _was in pairs]).delete()
    for _one, was in pairs:
        was.stay()
    Reservation.objects.bulk_update([was for _one, was in pairs], ["status", "held_until", "cancellation", "order"])


def place(terms: Terms, **fields) -> Reservation:
    """A place to hold on these terms."""
    return Reservation(
        starts_at=terms.starts_at, ends_at=terms.ends_at, variant_id=terms.variant, status=Status.HELD, **fields
    )


def pairs_among(bookings: Iterable[Reservation]) -> dict[int, Reservation]:
    """For each place leaving whose hours change, by pk, the place held that takes it over."""
    found = list(bookings)
    held = {(one.child_id, one.session_id): one for one in found if one.status == Status.HELD}
    leaving = (one for one in found if one.status == Status.LEAVING)
    return {one.pk: held[key] for one in leaving if (key := (one.child_id, one.session_id)) in held}
