"""A family, a canteen at 3.60 and a garderie whose morning and evening are a bundle."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from rules.cutoffs import Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories.families import child, household, parent
from tests.factories.payments import revenue_office
from tests.factories.reservations import activity, enrol, one_row, reglement, school_year, sessions
from tests.rules.test_worked_cases import SAINT_BENOIT

AT = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)  # Monday 1 June, 8:00 in Paris
MONDAY = date(2026, 6, 8)


def two_working_days_before_ten():
    """« Réservation et annulation 2 jours ouvrés avant, avant 10 h »."""
    when = DaysBefore(2, Counting.WORKING, Hour(time(10)))
    return reglement(Rulebook.Kind.CUTOFF, one_row(Cutoff((Edge(Effect.REFUSED, when),)), Operation.SET, rounding=None))


def a_town(first=date(2026, 6, 1)):
    """The Martin family, Sarah and Chloé, enrolled in an immediate canteen and a deferred garderie from a day on."""
    family = household("Martin", quotient="812")
    sarah, chloe = child("Sarah", family), child("Chloé", family, born=date(2016, 2, 2), level="cm1")
    office, year = revenue_office(), a_year_around(first)
    price = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("3.60")), Operation.SET))
    canteen = activity(
        "Cantine Les Lutins Gourmands",
        price=price,
        cutoff=two_working_days_before_ten(),
        position=1,
        revenue_office=office,
        school_year=year,
    )
    bundle = reglement(Rulebook.Kind.PRICE, SAINT_BENOIT)
    garderie = activity(
        "Garderie",
        slug="garderie",
        units=("matin", "soir"),
        price=bundle,
        payment_mode="differe",
        position=2,
        revenue_office=office,
        school_year=year,
    )
    for one in (sarah, chloe):
        enrol(one, family, canteen)
        enrol(one, family, garderie)
    meals, care = sessions(canteen, first, 30), sessions(garderie, first, 30)
    return SimpleNamespace(
        family=family, sarah=sarah, chloe=chloe, canteen=canteen, garderie=garderie, meals=meals, care=care
    )


def a_year_around(first):
    """The school year of 2026, or one made for a test that lives today."""
    return school_year() if first.year == 2026 and first.month == 6 else school_year(first, first + timedelta(days=300))


@pytest.fixture
def town(db):
    return a_town()


@pytest.fixture
def now(monkeypatch):
    """The clock of the pages: Monday 1 June 2026, 8:00 in Paris; `now(minutes=40)` moves it on."""

    def live(**later):
        monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(**later))

    live()
    return live


@pytest.fixture
def claire(town, client, now):
    """The browser of Sarah's and Chloé's mother, signed in."""
    client.force_login(parent(town.family, "claire"))
    return client
