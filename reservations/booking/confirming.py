"""A paid order: places confirmed, places given up, and what to do when the money came too late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from families.notices import notify
from payments.alerts import raise_alert
from payments.models import Charge, Order
from reservations.booking.queue import freed
from reservations.booking.rebooking import pairs_among
from reservations.days.cells import is_full
from reservations.days.planning import lock_sessions, with_places
from reservations.days.verdicts import has_begun
from reservations.message_kinds import LOST
from reservations.models import Reservation, Session
from reservations.pricing.adjusting import reprice, undo_charges
from reservations.pricing.freezing import freeze_booking
from reservations.pricing.register import load_register

Status, Cancellation = Reservation.Status, Reservation.Cancellation


def confirm_order(order: Order, *, at: datetime) -> None:
    """Confirm the places an order holds and cancel those it gives up.

    A place whose time had passed is booked where one is still free and the session has not begun; else its
    price becomes a credit and the family is told.
    """
    bookings = list(
        order.reservations.pending()
        .select_related("session__unit__activity", "session__group", "child", "variant")
        .order_by("session__starts_on", "session_id", "pk")
    )
    lock_sessions(booking.session_id for booking in bookings)
    held = [booking for booking in bookings if booking.status == Status.HELD]
    pairs = pairs_among(bookings)
    lost = lost_places(held, at=at, replacing=pairs.values())
    kept = [booking for booking in bookings if pairs.get(booking.pk) in lost]  # they stay as they were paid for
    _confirm(order, [booking for booking in held if booking not in lost], at)
    cancel_rows([one for one in bookings if one.status == Status.LEAVING and one not in kept], at=at)
    vanished = _vanished(order)
    if lost or vanished:
        _give_back(order, lost, kept, vanished, at)
    freed([booking.session_id for booking in bookings], at=at)


def _stay(bookings: Sequence[Reservation]) -> None:
    """Places that were to change hours stay as they were."""
    for booking in bookings:
        booking.stay()
    Reservation.objects.bulk_update(bookings, ["status", "held_until", "cancellation", "order"])


def lost_places(
    held: Sequence[Reservation], *, at: datetime, replacing: Collection[Reservation] = ()
) -> list[Reservation]:
    """The places held that cannot be confirmed: taken over, or expired where nothing is free or all has begun.

    ``replacing`` are those that only change the hours of a place the child already has.
    """
    new = [one for one in held if one not in replacing]
    begun = [one for one in replacing if _is_over_by(one, at)]
    return taken_over(new, at=at) + _lost([one for one in new if one.held_until and one.held_until <= at], at) + begun


def _is_over_by(booking: Reservation, at: datetime) -> bool:
    """Has its time passed, and its session begun?"""
    expired = booking.held_until is not None and booking.held_until <= at
    return expired and has_begun(booking.session.unit, booking.session.starts_on, at)


def taken_over(held: Sequence[Reservation], *, at: datetime) -> list[Reservation]:
    """The places still held at ``at`` that another family took meanwhile, after their hold had ended.

    A request may wait for its turn: the family that came first booked at a later moment than ours.
    """
    kept = [one for one in held if one.held_until and one.held_until > at]
    found = _sessions([one.session_id for one in kept], at)
    return [one for one in kept if _is_over(found[one.session_id], one)]


def _is_over(session: Session, booking: Reservation) -> bool:
    over = session.capacity is not None and session.taken > session.capacity  # type: ignore[attr-defined]
    newest = session.newest  # type: ignore[attr-defined]
    return over and newest is not None and newest >= booking.held_until


def _sessions(keys: Sequence[int], at: datetime) -> dict[int, Session]:
    if not keys:
        return {}
    chosen = Session.objects.filter(pk__in=keys).annotate(newest=Max("reservations__booked_at"))
    return {one.pk: one for one in with_places(chosen, at=at)}


def _lost(expired: Sequence[Reservation], at: datetime) -> list[Reservation]:
    sessions = _sessions([one.session_id for one in expired], at)
    lost = []
    for booking in expired:
        session = sessions[booking.session_id]
        if is_full(session) or not session.is_open or has_begun(booking.session.unit, session.starts_on, at):
            lost.append(booking)
        else:
            session.taken += 1  # type: ignore[attr-defined]
    return lost


def _confirm(order: Order, bookings: Sequence[Reservation], at: datetime) -> None:
    if not bookings:
        return
    days = [booking.session.starts_on for booking in bookings]
    register = load_register(bookings[0].household, at=at, first=min(days), last=max(days))
    charges = {charge.subject: charge for charge in order.charges.all()}
    for booking in bookings:
        charge = charges.get(booking.subject)
        if charge and not charge.deferred:
            freeze_booking(register, booking, charge)
        booking.status, booking.held_until = Status.CONFIRMED, None
    Reservation.objects.bulk_update(bookings, ["status", "held_until", "frozen", "frozen_edition"])


def cancel_rows(bookings: Sequence[Reservation], *, at: datetime) -> None:
    """Write that these bookings are cancelled; in time unless they say how."""
    for booking in bookings:
        booking.status, booking.held_until, booking.cancelled_at = Status.CANCELLED, None, at
        booking.cancellation = booking.cancellation or Cancellation.IN_TIME
    Reservation.objects.bulk_update(bookings, ["status", "held_until", "cancelled_at", "cancellation"])


def _vanished(order: Order) -> list[Charge]:
    """The lines paid whose booking is no longer there: an accident the family must not pay for."""
    lines = {key: charge for charge in order.charges.immediate() if (key := booking_of(charge.subject))}
    there = set(Reservation.objects.filter(pk__in=lines).values_list("pk", flat=True))
    return [charge for key, charge in lines.items() if key not in there]


def booking_of(subject: str) -> int | None:
    """The pk of the reservation a charge's subject names, or None for the adjustment of a group."""
    kind, _colon, key = subject.partition(":")
    return int(key) if kind == "reservation" and key.isdigit() else None


def _give_back(
    order: Order, lost: Sequence[Reservation], kept: Sequence[Reservation], vanished: Sequence[Charge], at: datetime
) -> None:
    for booking in lost:
        booking.cancellation = Cancellation.TOWN
    cancel_rows(lost, at=at)
    _stay(kept)
    reason = _("Place indisponible au moment du paiement")
    reprice(order.household, at=at, reason=reason)
    undo_charges(vanished, at=at, reason=reason)
    days = [f"{one.session.starts_on:%d/%m/%Y} ({one.child.first_name}, {one.session.unit.name})" for one in lost]
    days += [f"{charge.day:%d/%m/%Y} ({charge.label})" for charge in vanished]
    values = {"jours": ", ".join(days)}
    notify(LOST, values, household=order.household, at=at, key=f"place-perdue:{order.pk}")
    _tell_clerk(order, values["jours"], at)


def _tell_clerk(order: Order, days: str, at: datetime) -> None:
    """A family paid for places it does not have: somebody may call it, offer another day, or pay it back."""
    message = _(
        "La commande %(order)s a été payée quand ces places n’étaient plus libres : %(days)s. Leur prix est porté en"
        " avoir et la famille est prévenue : proposez-lui un autre jour, ou remboursez-la si elle le demande."
    ) % {"order": order.number, "days": days}
    raise_alert("place-perdue", order.number, message, at=at, household=order.household, order=order)
