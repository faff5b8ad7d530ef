"""Calendars written in JSON: zones, outages, and what is wrong with them in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reservations.rulebooks.deadlines import Asked, cutoff
from reservations.rulebooks.files import review
from reservations.rulebooks.told_calendars import ToldError, calendar_told, days_told

WINTER = [
    {"nom": "hiver", "du": "2027-02-13", "au": "2027-02-28", "zones": ["A"]},
    {"nom": "hiver", "du": "2027-02-06", "au": "2027-02-21", "zones": ["C"]},
]
ON_STRIKE = """{"reglement": {"nom": "Cantine", "nature": "dates-limites"}, "version": {"applicable": "2026-09-01"},
"etapes": [
 {"nom": "fermée", "operation": "autoriser ou refuser", "regle": "F", "colonnes": ["action"],
  "lignes": [["modifier", "refusé : Annulez, puis réservez de nouveau."], ["—", "sans effet"]]},
 {"nom": "dates limites", "regle": "F", "colonnes": ["action", "jour d'ouverture"],
  "lignes": [["annuler", "non", "sans date limite"], ["réserver, annuler", "—", "refusé : veille, avant 10 h"]]}],
"exemples": [{"cas": "férié", "attendu": "refusé",
  "lignes": ["action = annuler ; jour = 13/11/2026 ; moment = 12/11/2026 11:00"]}]}"""


def test_only_the_holidays_of_the_zone_count():
    days = days_told({"zone": "C", "vacances": WINTER})
    assert days.in_holidays(date(2027, 2, 8))
    assert not days.in_holidays(date(2027, 2, 24))


def test_an_outage_is_two_moments_and_the_hours_left_afterwards():
    told = {"pannes": [{"nom": "Panne", "du": "2026-11-12T08:00", "au": "2026-11-12T10:30", "delai": 3}]}
    outage = calendar_told(told).outages[0]
    assert outage.leaves == datetime(2026, 11, 12, 12, 30, tzinfo=UTC)
    assert outage.grace == timedelta(hours=3)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"vacances": WINTER}, "celle du calendrier"),
        ({"zone": "D"}, "n'est pas une zone"),
        ({"pannes": ["2026-11-12"]}, "pannes, 1"),
        ({"pannes": [{"du": "2026-11-12T08:00", "au": "2026-11-12T07:00"}]}, "finit avant de commencer"),
        ({"pannes": [{"du": "2026-11-12T08:00", "au": "2026-11-12T09:00", "delai": "trois"}]}, "pannes, 1"),
        ({"jours": []}, "n'est pas prévu"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(told, said):
    with pytest.raises(ToldError, match=said):
        calendar_told(told)


@pytest.mark.parametrize(
    ("action", "calendar", "possible", "said"),
    [
        ("annuler", {"greves": ["2026-11-13"]}, True, "Sans date limite"),
        ("annuler", {}, False, "La date limite était"),
        ("modifier", {}, False, "Annulez, puis réservez de nouveau."),
        ("reserver-mois", {}, False, "ne prévoit pas"),
    ],
)
def test_a_strike_forgives_and_a_row_refuses_in_its_own_words(action, calendar, possible, said):
    """B16, A29."""
    found = cutoff(ON_STRIKE, Asked(action, date(2026, 11, 13), calendar), "2026-11-12T11:00")
    assert found["possible"] is possible
    assert said in found["motif"]


def test_examples_are_worked_on_the_calendar_given_to_the_review():
    assert review(ON_STRIKE)["exemples"][0]["juste"]
    assert not review(ON_STRIKE, {"greves": ["2026-11-13"]})["exemples"][0]["juste"]
