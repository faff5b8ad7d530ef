"""Places cancelled by the town hall: at the counter, for a justified absence, for a closed day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Household, User
from families.notices import notify
from payments.locks import lock_household
from payments.models import Order
from reservations.booking.basket import drop_orders_of, refuse_open_orders
from reservations.booking.confirming import cancel_rows
from reservations.booking.queue import freed
from reservations.booking.rebooking import pairs_among
from reservations.days.planning import lock_sessions
from reservations.errors import BookingError
from reservations.message_kinds import CANCELLED
from reservations.models import Reservation
from reservations.pricing.adjusting import reprice

Status, Cancellation = Reservation.Status, Reservation.Cancellation


def cancel(bookings: Collection[int], *, how: Cancellation, reason: str, at: datetime, by: User) -> list[Order]:
    """Cancel confirmed bookings, family by family, and post at once what the règlement then gives back or asks.

    Gives the adjustment orders; each family reads the reason in a message.

    Raises:
        BookingError: nothing to cancel, or no reason.
    """
    chosen = Reservation.objects.filter(pk__in=bookings, status__in=[Status.CONFIRMED, Status.LEAVING])
    families = list(Household.objects.filter(pk__in=chosen.order_by().values("household")).order_by("pk"))
    if not families or not reason:
        raise BookingError(_("Choisissez au moins une réservation confirmée, et écrivez le motif de l'annulation."))
    drop_orders_of(chosen, at=at)
    orders = [_cancel_of(family, bookings, how, reason, at, by) for family in families]
    return [order for mine in orders for order in mine]


@transaction.atomic
def _cancel_of(
    family: Household, bookings: Collection[int], how: Cancellation, reason: str, at: datetime, by: User
) -> list[Order]:
    lock_household(family)
    mine = family.reservations.filter(pk__in=bookings, status__in=[Status.CONFIRMED, Status.LEAVING])
    refuse_open_orders(mine.filter(status=Status.LEAVING))
    found = list(mine.select_related("session__unit__activity", "child").order_by("session__starts_on", "pk"))
    lock_sessions(booking.session_id for booking in found)
    _drop_other_hours(family, found)
    for booking in found:
        booking.cancellation = how
    cancel_rows(found, at=at)
    freed([booking.session_id for booking in found], at=at)
    _tell(family, found, reason, at)
    return reprice(family, at=at, reason=reason, by=by)


def _drop_other_hours(family: Household, leaving: list[Reservation]) -> None:
    """The hours in the basket for a place cancelled: there is no longer anything to change."""
    held = family.reservations.filter(status=Status.HELD, session__in=[one.session_id for one in leaving])
    Reservation.objects.filter(pk__in=[one.pk for one in pairs_among([*leaving, *held]).values()]).delete()


def _tell(family: Household, cancelled: list[Reservation], reason: str, at: datetime) -> None:
    lines = "\n".join(
        f"– {one.session.starts_on:%d/%m/%Y} : {one.child.first_name}, {one.session.unit.activity.name},"
        f" {one.session.unit.name}"
        for one in cancelled
    )
    notify(CANCELLED, {"lignes": lines, "motif": reason}, household=family, at=at)
