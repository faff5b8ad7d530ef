"""A paid order: places confirmed, places given up, and what to do when the money came too late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from families.notices import post_message
from payments.models import Charge, Order
from reservations.adjusting import reprice
from reservations.models import Reservation, Session
from reservations.planning import with_places
from reservations.register import Register, load_register
from reservations.verdicts import has_begun
from reservations.worlds import freeze, world_line
from rules.facts import Value
from rules.records import reasons_of

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
    list(
        Session.objects.select_for_update()
        .filter(pk__in=[one.session_id for one in bookings])
        .order_by("starts_on", "pk")
    )
    held = [one for one in bookings if one.status == Status.HELD]
    lost = _lost([one for one in held if one.held_until and one.held_until <= at], at)
    _confirm(order, [one for one in held if one not in lost])
    _cancel([one for one in bookings if one.status == Status.LEAVING], at)
    if lost:
        _give_back(order, lost, at)


def _lost(expired: list[Reservation], at: datetime) -> list[Reservation]:
    sessions = {
        one.pk: one for one in with_places(Session.objects.filter(pk__in=[b.session_id for b in expired]), at=at)
    }
    lost = []
    for booking in expired:
        session = sessions[booking.session_id]
        full = session.capacity is not None and session.taken >= session.capacity  # type: ignore[attr-defined]
        if full or not session.is_open or has_begun(booking.session.unit, session.starts_on, at):
            lost.append(booking)
        else:
            session.taken += 1  # type: ignore[attr-defined]
    return lost


def _confirm(order: Order, bookings: list[Reservation]) -> None:
    if not bookings:
        return
    activities = {one.session.unit.activity_id for one in bookings}
    register = load_register(bookings[0].household, activities=activities)
    charges = {charge.subject: charge for charge in order.charges.all()}
    for booking in bookings:
        _freeze(register, booking, charges.get(booking.subject))
        booking.status, booking.held_until = Status.CONFIRMED, None
    Reservation.objects.bulk_update(bookings, ["status", "held_until", "frozen", "frozen_edition"])


def _freeze(register: Register, booking: Reservation, charge: Charge | None) -> None:
    """Keep the facts and the edition an immediate line was charged with."""
    if charge is None or charge.deferred:
        return
    line = world_line(register, booking).line
    booking.frozen = freeze(line, _ordinals(register, booking, charge))
    booking.frozen_edition_id = int(charge.edition) if charge.edition else None


def _ordinals(register: Register, booking: Reservation, charge: Charge) -> dict[str, Value]:
    """The ordinals the price was read from: they stay what they were."""
    activity = register.activities[booking.session.unit.activity_id]
    history = register.history(activity.price_rulebook_id)
    edition = next((one for one in history.editions if str(one.edition.pk) == charge.edition), None)
    names = {counter.name for counter in edition.rulebook.counters if counter.order} if edition else set()
    asked: dict[str, Any] = {fact.name: value for reason in reasons_of(charge.why) for fact, value in reason.asked}
    return {name: asked[name] for name in names & asked.keys()}


def _cancel(bookings: list[Reservation], at: datetime) -> None:
    for booking in bookings:
        booking.status, booking.held_until, booking.cancelled_at = Status.CANCELLED, None, at
        booking.cancellation = booking.cancellation or Cancellation.IN_TIME
    Reservation.objects.bulk_update(bookings, ["status", "held_until", "cancelled_at", "cancellation"])


def _give_back(order: Order, lost: list[Reservation], at: datetime) -> None:
    for booking in lost:
        booking.cancellation = Cancellation.TOWN
    _cancel(lost, at)
    reprice(order.household, at=at, reason=_("Place indisponible au moment du paiement"))
    days = ", ".join(
        f"{one.session.starts_on:%d/%m/%Y} ({one.child.first_name}, {one.session.unit.name})" for one in lost
    )
    post_message(
        kind="place-perdue",
        subject=_("Votre paiement est reçu, mais une place n'était plus libre"),
        body=_(
            "Votre paiement est arrivé après la fin du délai, et il ne restait plus de place : %(days)s.\n\n"
            "La somme est portée à votre crédit ; elle sera déduite de votre prochain paiement, ou remboursée à votre"
            " demande en mairie."
        )
        % {"days": days},
        household=order.household,
        at=at,
        key=f"place-perdue:{order.pk}",
    )
