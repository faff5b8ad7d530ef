"""The facts a line was charged with: kept when it is charged, replaced by name when a fact is regularised."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from payments.models import Charge
from reservations.facts import read_facts
from reservations.models import Reservation
from reservations.pricing.register import Register
from reservations.pricing.worlds import freeze, situation_of, tariff_of, world_line
from rules.facts import Value
from rules.notation import value_to_json
from rules.records import reasons_of


def freeze_booking(register: Register, booking: Reservation, charge: Charge | None) -> None:
    """Keep the facts and the edition an immediate line was charged with; the caller saves.

    Without a ``charge`` the line costs nothing: it keeps the edition in force on its day.
    """
    activity = register.activities[booking.session.unit.activity_id]
    edition = charge.edition if charge else ""
    if not edition:
        found = tariff_of(register, activity).on(booking.session.starts_on)
        edition = found.key if found else ""
    line = world_line(register, booking).line
    booking.frozen = freeze(line, _ordinals(register, booking, charge, edition) if charge else {})
    booking.frozen_edition_id = int(edition) if edition else None


def freeze_what_was_asked(booking: Reservation, charge: Charge) -> None:
    """Keep of a line's own facts what its price was read from, whatever is known since; the caller saves."""
    asked = {fact.name: value for reason in reasons_of(charge.why) for fact, value in reason.asked}
    own = {name for name in asked if name in booking.frozen and name != "annulation"}
    booking.frozen = booking.frozen | {name: value_to_json(asked[name]) for name in own}


def replace_facts(register: Register, booking: Reservation, names: Collection[str]) -> None:
    """Replace the named facts of a line already charged by what is known now; the caller saves."""
    if booking.frozen:
        now = read_facts(situation_of(register, booking))
        booking.frozen = booking.frozen | {name: value_to_json(now[name]) for name in names}


def _ordinals(register: Register, booking: Reservation, charge: Charge, key: str) -> dict[str, Value]:
    """The ordinals the price was read from: they stay what they were."""
    activity = register.activities[booking.session.unit.activity_id]
    history = register.history(activity.price_rulebook_id)
    edition = next((one for one in history.editions if str(one.edition.pk) == key), None)
    names = {counter.name for counter in edition.rulebook.counters if counter.order} if edition else set()
    asked: dict[str, Any] = {fact.name: value for reason in reasons_of(charge.why) for fact, value in reason.asked}
    return {name: asked[name] for name in names & asked.keys()}
