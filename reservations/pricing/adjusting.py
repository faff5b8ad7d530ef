"""A difference nobody ordered: a world repriced, and what it owes more or less posted at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Household, User
from payments.locks import lock_household
from payments.models import Charge, Order, RevenueOffice
from payments.orders import ChargeSpec, post_adjustment
from reservations.models import Activity, Reservation
from reservations.pricing.bills import price
from reservations.pricing.freezing import freeze_booking, replace_facts
from reservations.pricing.register import Register, load_register
from reservations.pricing.worlds import lines_between, tariff_of, world_line
from rules.editions import InForce
from rules.lines import ZERO, Bill, Priced
from rules.records import record


@dataclass(frozen=True)
class Gap:
    """A subject whose price now is not what was charged: the price, and the charges, oldest first."""

    subject: str
    priced: Priced | None
    charges: tuple[Charge, ...]
    booking: Reservation | None

    @property
    def amount(self) -> Decimal:
        """What is still to charge, in euros; negative to give back."""
        now = (self.priced.amount if self.priced else None) or ZERO
        return now - sum((charge.amount for charge in self.charges), ZERO)

    @property
    def day(self) -> date:
        return self.priced.day if self.priced else self.charges[-1].day

    def why(self, edition: InForce | None) -> dict:
        """The price now, against the one last charged."""
        before = self.charges[-1].why.get("apres") if self.charges else None
        return {**record(None, self.priced, edition=edition.edition.reference if edition else None), "avant": before}

    def label(self, activity: Activity) -> str:
        if self.booking:
            return f"{self.booking.child.first_name} - {activity.name} - {self.booking.session.unit.name}"
        step = self.priced.reasons[-1].step if self.priced else ""
        return self.charges[-1].label if self.charges else f"{activity.name} - {step}"


@transaction.atomic
def reprice(
    household: Household, *, at: datetime, reason: str, by: User | None = None, tell: bool = True
) -> list[Order]:
    """Price a household's settled lines again and post, régie by régie, what differs from what was charged.

    Only immediate activities: a deferred line is charged when its month is invoiced. ``tell=False`` is for a
    caller who tells the family in other words.
    """
    lock_household(household)
    register = load_register(household, at=at)
    found: dict[RevenueOffice, list[ChargeSpec]] = {}
    for activity in immediate_activities(register):
        specs = [spec_of(register, activity, gap) for gap in gaps_of(register, activity)]
        found.setdefault(activity.revenue_office, []).extend(specs)
    return [
        post_adjustment(
            household=household, revenue_office=office, charges=specs, at=at, by=by, reason=reason, tell=tell
        )
        for office, specs in found.items()
        if specs
    ]


@transaction.atomic
def regularise(
    household: Household,
    bookings: Sequence[Reservation],
    names: Collection[str],
    *,
    at: datetime,
    reason: str,
    by: User | None = None,
    tell: bool = True,
) -> list[Order]:
    """Replace the named facts of these lines by what is known now, and post what that changes, dated today.

    Lines charged for the first time keep, from now on, the facts they are charged with.
    """
    lock_household(household)
    days = [booking.session.starts_on for booking in bookings]
    register = load_register(household, at=at, first=min(days, default=None), last=max(days, default=None))
    for booking in bookings:
        replace_facts(register, booking, names)
    Reservation.objects.bulk_update(bookings, ["frozen"])
    orders = reprice(household, at=at, reason=reason, by=by, tell=tell)
    new = [one for one in bookings if not one.frozen and register.activities[one.session.unit.activity_id].is_immediate]
    charges = {charge.subject: charge for order in orders for charge in order.charges.all()}
    for booking in new:
        freeze_booking(register, booking, charges.get(booking.subject))
    Reservation.objects.bulk_update(new, ["frozen", "frozen_edition"])
    return orders


def renew_facts(household: Household, bookings: Sequence[Reservation], names: Collection[str], *, at: datetime) -> None:
    """Replace the named facts of deferred lines already invoiced: the corrective run of their month charges what
    that changes.
    """
    frozen = [one for one in bookings if one.frozen]
    if not frozen:
        return
    days = [one.session.starts_on for one in frozen]
    register = load_register(household, at=at, first=min(days), last=max(days))
    for booking in frozen:
        replace_facts(register, booking, names)
    Reservation.objects.bulk_update(frozen, ["frozen"])


def undo_charges(charges: Sequence[Charge], *, at: datetime, reason: str, by: User | None = None) -> list[Order]:
    """Give back exactly what these settled lines took: their booking is not there."""
    found: dict[RevenueOffice, list[ChargeSpec]] = {}
    for charge in charges:
        found.setdefault(charge.revenue_office, []).append(_opposite(charge))
    return [
        post_adjustment(household=charges[0].household, revenue_office=office, charges=specs, at=at, by=by,
                        reason=reason)
        for office, specs in found.items()
    ]  # fmt: skip


def settled_bill(register: Register, activity: Activity) -> tuple[Bill, dict[str, Reservation]]:
    """The bill of the settled lines under an activity's price règlement, this school year."""
    year = activity.school_year
    bookings = lines_between(register, activity, year.starts_on, year.ends_on)
    bill = price(tariff_of(register, activity), [world_line(register, one) for one in bookings])
    return bill, {one.subject: one for one in bookings}


def immediate_activities(register: Register) -> list[Activity]:
    """One activity a price règlement and school year."""
    found = {
        (one.price_rulebook_id, one.school_year_id): one for one in register.activities.values() if one.is_immediate
    }
    return list(found.values())


def charged_lines(register: Register, activity: Activity, subjects: Collection[str]) -> dict[str, list[Charge]]:
    """What was charged under an activity's price règlement this school year, oldest first, by subject:
    that of the subjects named, and of every group of the règlement.
    """
    year = activity.school_year
    groups = Q(subject__startswith=tariff_of(register, activity).groups, day__range=(year.starts_on, year.ends_on))
    charges = Charge.objects.charged().filter(household=register.household, revenue_office=activity.revenue_office)
    found: dict[str, list[Charge]] = {}
    for charge in charges.filter(groups | Q(subject__in=list(subjects))).order_by("pk"):
        found.setdefault(charge.subject, []).append(charge)
    return found


def gaps_of(register: Register, activity: Activity) -> list[Gap]:
    """Each subject whose price now differs from what was charged, immediate lines only."""
    bill, bookings = settled_bill(register, activity)
    charged = charged_lines(register, activity, bill.by_subject)
    found = (
        Gap(subject, bill.by_subject.get(subject), tuple(charged.get(subject, ())), bookings.get(subject))
        for subject in sorted(bill.by_subject.keys() | charged.keys())
    )
    return [gap for gap in found if gap.amount]


def spec_of(register: Register, activity: Activity, gap: Gap) -> ChargeSpec:
    """A gap as what is owed, in the edition of the line it corrects."""
    own = register.activities[gap.booking.session.unit.activity_id] if gap.booking else activity
    key = gap.charges[-1].edition if gap.charges else ""
    history = register.history(activity.price_rulebook_id)
    edition = next((one for one in history.editions if str(one.edition.pk) == key), history.on(gap.day))
    return ChargeSpec(
        subject=gap.subject,
        day=gap.day,
        label=gap.label(own),
        amount=gap.amount,
        component="régularisation",
        edition=key or (str(edition.edition.pk) if edition else ""),
        why=gap.why(edition),
        deferred=False,
        basis=_("régularisation"),
        accounting_code=own.accounting_code,
    )


def _opposite(charge: Charge) -> ChargeSpec:
    return ChargeSpec(
        subject=charge.subject,
        day=charge.day,
        label=charge.label,
        amount=-charge.amount,
        component="régularisation",
        edition=charge.edition,
        why={**charge.why, "avant": charge.why.get("apres"), "apres": charge.why.get("avant")},
        deferred=False,
        basis=_("régularisation"),
        accounting_code=charge.accounting_code,
    )
