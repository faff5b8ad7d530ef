"""A difference nobody ordered: a world repriced, and what it owes more or less posted at once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from families.models import Household
from payments.ledger import already_charged
from payments.locks import lock_household
from payments.models import Order
from payments.orders import ChargeSpec, post_adjustment
from reservations.models import Activity, Reservation
from reservations.pricing import price
from reservations.register import Register, load_register
from reservations.worlds import lines_between, tariff_of, world_line
from rules.lines import ZERO, Bill, Priced
from rules.records import record

Status = Reservation.Status


@transaction.atomic
def reprice(household: Household, *, at: datetime, reason: str, by=None) -> list[Order]:
    """Price a household's settled lines again and post, régie by régie, what differs from what was charged.

    Only immediate activities: a deferred line is charged when its month is invoiced.
    """
    lock_household(household)
    register = load_register(household)
    specs: dict[int, list[ChargeSpec]] = {}
    offices = {}
    for activity in _immediate(register):
        offices[activity.revenue_office_id] = activity.revenue_office
        specs.setdefault(activity.revenue_office_id, []).extend(_gaps(register, activity))
    return [
        post_adjustment(
            household=household, revenue_office=offices[office], charges=charges, at=at, by=by, reason=reason
        )
        for office, charges in specs.items()
        if charges
    ]


def settled_bill(register: Register, activity: Activity) -> tuple[Bill, dict[str, Reservation]]:
    """The bill of the settled lines under an activity's price règlement, this school year."""
    year = activity.school_year
    bookings = lines_between(register, activity, year.starts_on, year.ends_on)
    bill = price(tariff_of(register, activity), [world_line(register, one) for one in bookings])
    return bill, {one.subject: one for one in bookings}


def _immediate(register: Register) -> list[Activity]:
    """One activity a price règlement and school year."""
    found = {
        (one.price_rulebook_id, one.school_year_id): one for one in register.activities.values() if one.is_immediate
    }
    return list(found.values())


def _gaps(register: Register, activity: Activity) -> list[ChargeSpec]:
    bill, bookings = settled_bill(register, activity)
    charged = already_charged(register.household, list(bill.by_subject), activity.revenue_office)
    return [
        _spec(priced, gap, activity, bookings.get(subject))
        for subject, priced in bill.by_subject.items()
        if (gap := (priced.amount or ZERO) - charged.get(subject, ZERO))
    ]


def _spec(priced: Priced, gap: Decimal, activity: Activity, booking: Reservation | None) -> ChargeSpec:
    label = f"{booking.child.first_name} - {activity.name} - {booking.session.unit.name}" if booking else activity.name
    return ChargeSpec(
        subject=priced.subject,
        day=priced.day,
        label=label,
        amount=gap,
        component="régularisation",
        edition="",
        why={**record(None, priced), "regularisation": str(gap)},
        deferred=False,
        basis="régularisation",
        accounting_code=activity.accounting_code,
    )
