"""The basket: a household's places kept for a while, and the places it is about to give up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.models import Household
from families.notices import notify
from payments.locks import lock_household
from payments.models import Order, Payment
from payments.orders import void
from payments.settlement import give_up
from reservations.booking.queue import freed, offered, queued_in
from reservations.days.planning import lock_sessions
from reservations.errors import BookingError
from reservations.message_kinds import EXPIRED
from reservations.models import Reservation
from reservations.models.bookings import ReservationQuerySet

Status = Reservation.Status


def release(household: Household, *, at: datetime) -> int:
    """« Tout supprimer »: every pending change undone; gives their number.

    Raises:
        BookingError: a payment was opened meanwhile in another window.
    """
    drop_open_orders(household, at=at)
    with transaction.atomic():
        lock_household(household)
        pending = household.reservations.pending()
        refuse_open_orders(pending)
        return _undo_and_give(list(pending.order_by("session__starts_on", "session_id", "pk")), at)


def undo(bookings: Iterable[Reservation]) -> int:
    """Free the places held and confirm again those that were to be given up."""
    held = [booking.pk for booking in bookings if booking.status == Status.HELD]
    leaving = [booking.pk for booking in bookings if booking.status == Status.LEAVING]
    Reservation.objects.filter(pk__in=held).delete()
    Reservation.objects.filter(pk__in=leaving).update(
        status=Status.CONFIRMED, held_until=None, cancellation="", order=None
    )
    return len(held) + len(leaving)


def _undo_and_give(bookings: Sequence[Reservation], at: datetime) -> int:
    """Undo, and give what is freed to those who wait for it; the sessions they wait for are locked first."""
    queued = queued_in(booking.session_id for booking in bookings)
    lock_sessions(queued)
    count = undo(bookings)
    freed(queued, at=at)
    return count


# The orders that carry it -------------------------------------------------------------------------


def drop_open_orders(household: Household, *, at: datetime) -> None:
    """Give up the orders the household has open, after asking the bank."""
    _drop(Order.objects.filter(household=household, status=Order.OPEN, is_adjustment=False), at)


def drop_orders_of(touched: ReservationQuerySet, *, at: datetime) -> None:
    """Give up the open orders that carry these bookings, after asking the bank: their lines no longer stand."""
    _drop(Order.objects.filter(status=Order.OPEN, reservations__in=touched).distinct(), at)


def refuse_open_orders(touched: ReservationQuerySet) -> None:
    """Under the household's lock: raise BookingError where another window has just ordered these bookings."""
    if touched.filter(order__status=Order.OPEN).exists():
        raise paying_elsewhere()


def paying_elsewhere() -> BookingError:
    """Why bookings that another window has just ordered may not be changed."""
    return BookingError(
        _(
            "Un paiement vient d'être ouvert dans une autre fenêtre pour ces réservations."
            " Terminez-le ou abandonnez-le, puis recommencez."
        )
    )


def _drop(orders: Iterable[Order], at: datetime) -> None:
    for order in orders:
        give_up(order, at=at, reason=_("Le récapitulatif a été modifié."))


# Its end ------------------------------------------------------------------------------------------


def expire(at: datetime) -> int:
    """Free what has expired, and tell each family; gives the number of households.

    A place whose payment is still under way is kept aside until the bank's answer is final: it is no
    longer counted as taken, but it may still be booked if the answer is yes.
    """
    return sum(expire_household(household, at=at) for household in _expired(Q(), at))


def expire_around(household: Household, children: Collection[int], *, at: datetime) -> None:
    """Free what has expired in a household, and in the other households of these children."""
    for one in _expired(Q(household=household) | Q(child__in=children), at):
        expire_household(one, at=at)


def _expired(among: Q, at: datetime) -> list[Household]:
    expired = Reservation.objects.expired(at).filter(among)
    return list(Household.objects.filter(pk__in=expired.order_by().values("household").distinct()).order_by("pk"))


def expire_household(household: Household, *, at: datetime) -> bool:
    """Free what has expired in one household; says whether anything was.

    An order left open without a payment under way is void: it carries a line that is gone.
    """
    with transaction.atomic():
        lock_household(household)
        expired = household.reservations.expired(at).select_related("order").order_by("session_id", "pk")
        waiting = _awaiting_bank(household)
        gone = [booking for booking in expired if booking.order_id not in waiting]
        for order in {one.order for one in gone if one.order and one.order.status == Order.OPEN}:
            void(order, at=at, reason=_("Le récapitulatif a expiré."))
        told_apart = offered(gone) if gone else set()  # a place of the waiting list has a message of its own
        _undo_and_give(gone, at)
        _tell(household, len(gone) - len(told_apart), at)
        return bool(gone)


def _awaiting_bank(household: Household) -> set[int]:
    """The orders of a household whose bank has not given its final answer."""
    pending = Payment.objects.filter(order__household=household, order__status=Order.OPEN, status=Payment.PENDING)
    return set(pending.values_list("order_id", flat=True))


def _tell(household: Household, count: int, at: datetime) -> None:
    if not count:
        return
    body = ngettext(
        "%(count)d modification de votre récapitulatif n'a pas été payée à temps : elle n'est pas enregistrée.",
        "%(count)d modifications de votre récapitulatif n'ont pas été payées à temps : elles ne sont pas enregistrées.",
        count,
    ) % {"count": count}
    notify(EXPIRED, {"changements": body}, household=household, at=at)
