"""The made-up commune: loaded from its files, the same whenever it is, safe to load twice."""

from datetime import date

import pytest
from django.core.management import call_command

from families.models import AuthorisedPerson, Child, HealthSheet, Household, Quotient
from imports.demonstration import FILES, load_commune
from imports.townlife import live_a_month
from payments.ledger import balance
from payments.self_check import check_ledger
from reservations.models import Activity, CalendarPeriod, Enrolment, Reservation, Session
from rules.models import Edition

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def loaded(db):
    return load_commune(ON, small=True)


def test_every_row_of_every_file_is_new_the_first_time(loaded):
    assert set(loaded) == set(FILES)
    for report in loaded.values():
        assert report.counts["refused"] == 0
        assert report.counts["new"] == len(report.rows)


def test_loading_twice_changes_nothing(loaded):
    again = load_commune(ON, small=True)
    assert sum(report.counts["new"] + report.counts["changed"] for report in again.values()) == 0


def test_the_children_of_the_tutorial_are_there(loaded):
    names = set(Child.objects.filter(households__name__in=["Martin", "Bernard"]).values_list("first_name", flat=True))
    assert {"Chloé", "Sarah", "Louise"} <= names


def test_the_special_cases_are_there(loaded):
    """Shared custody, three children, non-resident, unknown quotient, credit, debt."""
    assert Child.objects.filter(custody_calendars__isnull=False).exists()
    assert max(family.children.count() for family in Household.objects.all()) >= 3
    assert Household.objects.filter(residences__is_resident=False).exists()
    assert HealthSheet.objects.filter(has_pai=True).exists()
    assert AuthorisedPerson.objects.exists()
    assert Quotient.objects.filter(value=None).exists()
    balances = [balance(family, on=ON) for family in Household.objects.all()]
    assert min(balances) < 0 < max(balances)


def test_the_canteen_is_immediate_and_the_garderie_deferred(loaded):
    """A27."""
    modes = dict(Activity.objects.values_list("slug", "payment_mode"))
    assert modes == {
        "cantine": "immediat", "garderie": "differe", "mercredis": "immediat", "accueil-du-soir": "immediat",
    }  # fmt: skip


def test_no_session_opens_on_a_day_the_zone_is_closed(loaded):
    """A02: Christmas holidays of 2026 begin on 19 December in every zone."""
    days = set(Session.objects.values_list("starts_on", flat=True))
    assert date(2026, 12, 18) in days
    assert not any(date(2026, 12, 19) <= day <= date(2027, 1, 3) for day in days)
    assert date(2026, 11, 11) not in days
    assert CalendarPeriod.objects.filter(kind="vacances", starts_on__lte=date(2026, 12, 25)).exists()


@pytest.mark.parametrize("on", [date(2026, 9, 1), date(2027, 6, 15), date(2027, 8, 31)])
def test_the_commune_lives_on_any_day(on):
    reports = load_commune(on, small=True)
    assert Edition.objects.live().filter(valid_from__lte=on).count() == 8
    assert Enrolment.objects.count() == reports["inscriptions"].counts["new"]


def test_a_month_of_life_goes_through_the_front_door_and_the_books_agree(loaded):
    """F12."""
    assert live_a_month(ON, households=4) == 4
    assert live_a_month(ON, households=4) == 0
    assert Reservation.objects.filter(status="confirmee").count() > 20
    assert not Reservation.objects.filter(status="retenue").exists()
    assert check_ledger() == []


def test_the_command_says_what_it_did(capsys):
    call_command("load_demo", on=ON, small=True)
    assert "foyers ont réservé" in capsys.readouterr().out
