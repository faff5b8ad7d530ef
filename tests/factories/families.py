"""Households, children and parents for tests: what matters is given by the test."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.contrib.auth.models import Group

from families.models import (
    AuthorisedPerson,
    Child,
    ChildHousehold,
    CustodyCalendar,
    Guardian,
    HealthSheet,
    Household,
    Quotient,
    Residence,
    Schooling,
    User,
)

_numbers = count(1)
START = date(2025, 9, 1)


def household(name="Martin", *, quotient="512", resident=True, since=START, **fields) -> Household:
    """A family; ``quotient=None`` is unknown, ``resident=None`` too."""
    family = Household.objects.create(reference=f"H{next(_numbers):05d}", name=name, **fields)
    value = None if quotient is None else Decimal(quotient)
    Quotient.objects.create(household=family, valid_from=since, value=value)
    Residence.objects.create(household=family, valid_from=since, is_resident=resident)
    return family


def child(first_name, *households, born=date(2018, 4, 12), level="cp", in_commune=True, **fields) -> Child:
    """A child of one household, or of two."""
    found = Child.objects.create(first_name=first_name, last_name=households[0].name, birth_date=born, **fields)
    for family in households:
        ChildHousehold.objects.create(child=found, household=family)
    Schooling.objects.create(child=found, valid_from=START, school="jules-verne", level=level, in_commune=in_commune)
    return found


def health(found, since=START, **fields) -> HealthSheet:
    """What a child eats and its PAI, from a day on."""
    return HealthSheet.objects.create(child=found, valid_from=since, **fields)


def collector(found, name="Odile Roche", *, since=START, until=None, phone="06 00 00 00 00") -> AuthorisedPerson:
    """A grandmother who may collect a child."""
    return AuthorisedPerson.objects.create(
        child=found, name=name, relation="grand-mère", phone=phone, valid_from=since, valid_until=until
    )


def custody(found, first, second, pattern=CustodyCalendar.Pattern.EVEN_WEEKS) -> CustodyCalendar:
    """Two households share a child: the first has the even weeks unless told."""
    return CustodyCalendar.objects.create(
        child=found, first_household=first, second_household=second, pattern=pattern, valid_from=START
    )


def parent(family, username=None) -> User:
    """Somebody who signs in for a family."""
    name = username or f"parent{next(_numbers)}"
    user = User.objects.create_user(username=name, password="un mot de passe", email=f"{name}@exemple.fr")
    Guardian.objects.create(household=family, user=user, first_name="Claire", last_name=family.name, email=user.email)
    return user


def agent(*roles, username=None) -> User:
    """Somebody of the town hall, in the groups of these roles."""
    name = username or f"agent{next(_numbers)}"
    user = User.objects.create_user(username=name, password="un mot de passe", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
