"""The bookings a planning is made of: those of a household, and those its children have elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q

from reservations.models import Reservation
from reservations.pricing.register import Register

Status = Reservation.Status


def bookings_around(register: Register, children: Collection[int], first: date, last: date) -> list[Reservation]:
    """The bookings of a household and of these children between two days, and its whole basket, in one query."""
    mine = Q(household=register.household) | Q(child__in=children)
    shown = Q(session__starts_on__range=(first, last)) | Q(status__in=[Status.HELD, Status.LEAVING])
    found = Reservation.objects.filter(mine, shown)
    return list(found.select_related("session__unit", "session__group", "child", "variant"))


def is_living(booking: Reservation, at: datetime) -> bool:
    """Does it take a place at a moment? As `Reservation.objects.living`, for a booking already read."""
    if booking.status == Status.HELD:
        return booking.held_until is not None and booking.held_until > at
    return booking.status in (Status.CONFIRMED, Status.LEAVING)


def by_child_and_session(bookings: Iterable[Reservation], at: datetime) -> dict[tuple[int, int], Reservation]:
    """The living booking of each child in each session.

    A booking whose hours change is a pair, a place leaving and a place held: the one held is given, and says
    in ``replaces`` which it takes over.
    """
    found: dict[tuple[int, int], Reservation] = {}
    for one in sorted(bookings, key=lambda booking: booking.status == Status.HELD):
        if is_living(one, at):
            key = (one.child_id, one.session_id)
            one.replaces = found.get(key) if one.status == Status.HELD else None
            found[key] = one
    return found


def basket_of(register: Register, bookings: Collection[Reservation]) -> list[Reservation]:
    """The household's pending changes that have not expired."""
    mine = (one for one in bookings if one.household_id == register.household.pk and one.is_pending)
    return [one for one in mine if one.held_until and one.held_until > register.at]


def count_changes(basket: Collection[Reservation]) -> int:
    """« Récapitulatif (n) »: a day that only changes is one."""
    return len({(booking.child_id, booking.session_id) for booking in basket})
