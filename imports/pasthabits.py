"""What each family of the made-up commune usually does: the same answers each time, from its reference alone."""

from __future__ import annotations

from datetime import date
from zlib import crc32

from families.models import Child, Household

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
SCHOOL_DAYS = frozenset({MONDAY, TUESDAY, THURSDAY, FRIDAY})
CANTEEN = (
    SCHOOL_DAYS,
    SCHOOL_DAYS,
    SCHOOL_DAYS - {FRIDAY},
    frozenset({MONDAY, THURSDAY}),
    frozenset({TUESDAY, FRIDAY}),
)
MORNINGS = (frozenset[int](), frozenset[int](), frozenset({MONDAY, FRIDAY}), SCHOOL_DAYS)
EVENINGS = (frozenset[int](), frozenset({MONDAY, TUESDAY, THURSDAY}), SCHOOL_DAYS, frozenset({TUESDAY, THURSDAY}))
TUTORIAL = "F0026"  # the families up to this one owe nothing of the past: the tour and the lists count on them
MEANS = ("demo", "demo", "demo", "cheque", "cash")
BANKS = ("Crédit Agricole", "La Banque Postale", "Caisse d'Épargne", "CIC")
LATE_MONTHS = {11, 2}  # some families forget these invoices, and pay them with a later order


def number(*parts: object) -> int:
    """A number that looks drawn by lot, and is always the same."""
    return crc32("|".join(map(str, parts)).encode())


def comes(child: Child, unit: str, day: date) -> bool:
    """Does the family book this unit on this day?"""
    key = f"{child.last_name} {child.first_name} {child.birth_date}"
    if number(key, unit, day) % 23 == 0:
        return False  # a day off, a dentist, a grandmother
    drawn = number(key, unit)
    week = {
        "repas": CANTEEN[drawn % len(CANTEEN)],
        "matin": MORNINGS[drawn % len(MORNINGS)],
        "soir": EVENINGS[drawn % len(EVENINGS)],
        "journee": frozenset({WEDNESDAY}) if drawn % 4 == 0 else frozenset[int](),
    }
    return day.weekday() in week.get(unit, frozenset())


def gives_up(child: Child, unit: str, day: date) -> bool:
    """Does the family cancel this day, in time, when it books the next month?"""
    return day.day >= 26 and number(child.first_name, child.birth_date, unit, day, "annule") % 17 == 0


def is_absent(child: Child, unit: str, day: date) -> bool:
    """Was the child booked and not there?"""
    return number(child.first_name, child.birth_date, unit, day, "absent") % 41 == 0


def means_of(household: Household) -> str:
    """How the family usually pays."""
    return MEANS[number(household.reference, "moyen") % len(MEANS)]


def bank_of(household: Household) -> str:
    return BANKS[number(household.reference, "banque") % len(BANKS)]


def fails_once(household: Household, month: date) -> bool:
    """Was the card refused at first?"""
    return means_of(household) == "demo" and number(household.reference, month, "refus") % 13 == 0


def leaves_unpaid(household: Household, month: date) -> bool:
    """Does the family leave the invoice of this month unpaid?"""
    if household.reference <= TUTORIAL:
        return False
    drawn = number(household.reference, "retard") % 9
    return (drawn == 0 and month.month in LATE_MONTHS) or (drawn == 1 and month.month in {5, 6, 7})
