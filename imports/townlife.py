"""A month of a town's life, through the house's own doors: families book, the counter takes the money."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from families.models import Household, User
from imports.demonstration import moment
from payments.models import Order, Till
from payments.tills import Counted, close, holdings
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, confirm, open_bank_page
from reservations.checkout.quotes import Quote, quote
from reservations.models import Reservation, Session

URLS = {"return_url": "http://localhost/", "notify_url": "http://localhost/", "cancel_url": "http://localhost/"}
AGENT = "alice.accueil"


def live_a_month(on: date, *, households: int) -> int:
    """Some families book the current month at the counter, the 20th of the month before; gives how many did.

    The first families, those of the tutorial, are left without bookings for a newcomer to make their own.
    """
    month = on.replace(day=1)
    at = moment((month - timedelta(days=1)).replace(day=20), hour=10)
    clerk = User.objects.get(username=AGENT)
    families = Household.objects.filter(reference__gt="F0002").order_by("reference")[:households]
    booked = sum(_book_month(family, month, at, clerk) for family in families)
    _close_tills(clerk, at + timedelta(hours=7))
    return booked


def _close_tills(clerk: User, at: datetime) -> None:
    """The clerk counts the day's tills, which hold what they should; the régie has slips to issue."""
    for till in Till.objects.open().filter(agent=clerk, day=at.date()):
        counted = {one.adapter: Counted(one.expected) for one in holdings(till)}
        close(till, counted, at=at, by=clerk)


def _book_month(household: Household, month: date, at: datetime, clerk: User) -> bool:
    if Reservation.objects.filter(household=household).exists():
        return False
    for number, child in enumerate(household.children.order_by("pk")):
        wanted = _sessions(child, household, month, every=2 + (household.pk + number) % 2)
        hold(household=household, child=child, wanted=wanted, at=at, by=clerk)
    return _settle(household, at, clerk)


def _sessions(child, household: Household, month: date, *, every: int) -> list[int]:
    """Some days of the month in the activities the child is enrolled in."""
    groups = child.enrolments.filter(household=household).values("group")
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = Session.objects.filter(group__in=groups, starts_on__range=(month, last)).order_by("unit_id", "starts_on")
    return [pk for place, pk in enumerate(found.values_list("pk", flat=True)) if place % every == 0]


def _settle(household: Household, at: datetime, clerk: User) -> bool:
    """Order régie after régie and take cash; says whether anything was settled."""
    settled = False
    while True:
        asked = quote(household, at=at)
        if asked.next_office is None or asked.complaints:
            return settled
        order = checkout(household=household, digest=asked.digest, at=at, by=clerk)
        if isinstance(order, Quote):
            return settled
        _pay(order, asked.needs_bank(asked.next_office), at, clerk)
        settled = True


def _pay(order: Order, has_price: bool, at: datetime, clerk: User) -> None:
    if has_price:
        means, details = _means(order.household)
        open_bank_page(order, adapter=means, urls=URLS, email="", at=at, by=clerk, details=details)
    else:
        confirm(order, at=at)


def _means(household: Household) -> tuple[str, dict[str, str]]:
    """One family in three pays by cheque, the others in cash."""
    if household.pk % 3:
        return "cash", {"receipt_book": "1"}
    number = f"{4000000 + household.pk}"
    return "cheque", {"cheque_number": number, "bank": "Banque des Tilleuls", "drawer": household.name}
