"""The basket: a household's places kept for a while, and the places it is about to give up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.models import Household
from families.notices import post_message
from payments.locks import lock_household
from payments.models import Order, Payment
from payments.settlement import give_up
from reservations.models import Reservation

Status = Reservation.Status


def release(household: Household, *, at: datetime) -> int:
    """« Tout supprimer »: every pending change undone; gives their number."""
    drop_open_orders(household, at=at)
    with transaction.atomic():
        lock_household(household)
        return undo(list(household.reservations.pending().order_by("session__starts_on", "session_id", "pk")))


def undo(bookings: Iterable[Reservation]) -> int:
    """Free the places held and confirm again those that were to be given up."""
    held = [booking.pk for booking in bookings if booking.status == Status.HELD]
    leaving = [booking.pk for booking in bookings if booking.status == Status.LEAVING]
    Reservation.objects.filter(pk__in=held).delete()
    Reservation.objects.filter(pk__in=leaving).update(
        status=Status.CONFIRMED, held_until=None, cancellation="", order=None
    )
    return len(held) + len(leaving)


def drop_open_orders(household: Household, *, at: datetime) -> None:
    """Give up the orders the household has open: touching the basket voids them, after asking the bank."""
    for order in Order.objects.filter(household=household, status=Order.OPEN, is_adjustment=False):
        give_up(order, at=at, reason=_("Le récapitulatif a été modifié."))


def expire(at: datetime) -> int:
    """Free what has expired, and tell each family; gives the number of households.

    A place whose payment is still under way is kept aside until the bank's answer is final: it is no
    longer counted as taken, but it may still be booked if the answer is yes.
    """
    expired = Reservation.objects.expired(at)
    households = Household.objects.filter(pk__in=expired.values("household").distinct())
    return sum(expire_household(household, at=at) for household in households)


def expire_household(household: Household, *, at: datetime) -> bool:
    """Free what has expired in one household; says whether anything was."""
    with transaction.atomic():
        lock_household(household)
        expired = household.reservations.expired(at).select_related("order").order_by("session_id", "pk")
        gone = [booking for booking in expired if not awaits_bank(booking)]
        if gone:
            undo(gone)
            _tell(household, gone, at)
        return bool(gone)


def awaits_bank(booking: Reservation) -> bool:
    """Is the bank's answer about this booking's order still to come?"""
    order = booking.order
    if order is None or order.status != Order.OPEN:
        return False
    return order.payments.filter(status=Payment.PENDING).exists()


def _tell(household: Household, gone: list[Reservation], at: datetime) -> None:
    count = len(gone)
    body = ngettext(
        "%(count)d modification de votre récapitulatif n'a pas été payée à temps : elle n'est pas enregistrée.",
        "%(count)d modifications de votre récapitulatif n'ont pas été payées à temps : elles ne sont pas enregistrées.",
        count,
    ) % {"count": count}
    after = _("Les places retenues sont de nouveau libres. Vous pouvez les réserver encore depuis votre planning.")
    post_message(
        kind="panier-expire",
        subject=_("Votre récapitulatif a expiré"),
        body=f"{body}\n\n{after}",
        household=household,
        at=at,
    )
