"""Penalties beside the family's own price (B08), and what an older version left behind: reviewed from files."""

import json

import pytest

from reservations.rulebooks.files import review

MEAL = {
    "nom": "prix du repas", "niveau": "unite", "arrondi": "au centime le plus proche",
    "colonnes": ["quotient familial"],
    "lignes": [["moins de 200", "0,15 €"], ["200 et plus", "3,60 €"], ["inconnu", "3,60 €"]],
}  # fmt: skip


def late(*rows, columns=("réservation",)):
    return {
        "nom": "retard", "niveau": "ligne", "operation": "ajouter", "ecrit": "retard", "regle": "F",
        "arrondi": "au centime le plus proche", "colonnes": list(columns), "lignes": [list(row) for row in rows],
    }  # fmt: skip


def told(*steps, applicable="2026-09-01", kind="prix", **more):
    file = {"reglement": {"nom": "Cantine", "nature": kind}, "version": {"applicable": applicable}}
    return json.dumps({**file, "etapes": list(steps), "exemples": [], **more})


def remarks(text, calendar=None):
    return [one["message"] for one in review(text, calendar)["remarques"] if "Aucun exemple" not in one["message"]]


FLAT = late(("tardive", "2 €"), ("—", "sans effet"))


def test_two_euros_on_a_meal_at_fifteen_cents_are_told_to_be_fourteen_times_its_price():
    """B08."""
    found = review(told(MEAL, FLAT))
    assert found["publiable"]
    (penalty,) = found["penalites"]
    assert (penalty["avant"], penalty["apres"], penalty["fois"]) == ("0.15", "2.15", "14.33")
    assert [one for one in remarks(told(MEAL, FLAT)) if "14 fois (quotient familial : 0 €)" in one]


@pytest.mark.parametrize(
    ("row", "times"),
    [("2 €", 14.33), ("0,10 €", 1.67), ("0,30 €", 3.0)],
)
def test_the_multiple_is_shown_whatever_it_is_and_told_beyond_three(row, times):
    """B08."""
    text = told(MEAL, late(("tardive", row), ("—", "sans effet")))
    assert float(review(text)["penalites"][0]["fois"]) == times
    assert bool(remarks(text)) is (times > 3)


def test_a_surcharge_in_percent_is_the_same_for_every_family():
    text = told(MEAL, {**late(("tardive", "+100 %"), ("—", "sans effet")), "operation": "multiplier"})
    assert review(text)["penalites"][0]["fois"] == "2.00"
    assert remarks(text) == []


def test_the_surcharge_after_a_quota_is_looked_at_where_it_applies():
    """B08: a first mistake without cost is an ordinary row, and what follows is still measured."""
    counter = {"nom": "retards", "sur": "enfant-annee", "parmi": "réservation : tardive", "ordre": "réservation"}
    step = late(("tardive", "4 et plus", "2 €"), ("—", "—", "sans effet"), columns=("réservation", "retards"))
    found = review(told(MEAL, step, compteurs=[counter]))
    assert found["penalites"][0]["fois"] == "14.33"


def test_a_free_meal_made_to_cost_is_told():
    step = {**MEAL, "lignes": [["moins de 200", "0 €"], ["200 et plus", "3,60 €"], ["inconnu", "3,60 €"]]}
    assert [one for one in remarks(told(step, FLAT)) if "2,00\u00a0€ au lieu de 0,00\u00a0€ (quotient" in one]


# Spans and leftovers -----------------------------------------------------------------------------


def weekly(level="enfant-semaine", **more):
    return {"nom": "forfait", "niveau": level, "operation": "plafonner", "arrondi": "au centime le plus proche",
            "lignes": [["15 €"]], **more}  # fmt: skip


@pytest.mark.parametrize(
    ("level", "first", "said"),
    [
        ("enfant-semaine", "2026-09-01", "(du 31/08/2026 au 06/09/2026)"),
        ("enfant-semaine", "2026-09-07", ""),
        ("foyer-mois", "2026-09-07", "(du 01/09/2026 au 30/09/2026)"),
        ("foyer-mois", "2026-10-01", ""),
        ("enfant-annee", "2027-01-01", "(du 01/09/2026 au 31/08/2027)"),
    ],
)
def test_a_version_that_starts_inside_a_week_or_a_month_is_told(level, first, said):
    found = remarks(told(MEAL, weekly(level), applicable=first))
    assert [said in one for one in found] == [True] * bool(said)


def test_the_holidays_of_a_calendar_are_spans_too():
    text = told(MEAL, weekly("enfant-periode"), applicable="2026-10-19")
    holidays = {"vacances": [{"nom": "Toussaint", "du": "2026-10-17", "au": "2026-11-01"}]}
    assert ["(du 17/10/2026 au 01/11/2026)" in one for one in remarks(text, holidays)] == [True]


USELESS = {"nom": "rien", "niveau": "ligne", "operation": "ajouter", "arrondi": "au centime le plus proche",
           "lignes": [["sans effet"]]}  # fmt: skip
NAMING = {"nom": "tranche", "operation": "nommer", "ecrit": "tranche", "colonnes": ["activité"], "regle": "F",
          "lignes": [["—", "tranche-1"]]}  # fmt: skip
ENDED = {**MEAL, "colonnes": ["jour"], "regle": "F",
         "lignes": [["du 01/09/2024 au 31/12/2024", "3 €"], ["—", "3,60 €"]]}  # fmt: skip
FLOOR = {"nom": "minimum", "niveau": "ligne", "operation": "porter au moins à", "sur": ["goûter"],
         "arrondi": "au centime le plus proche", "lignes": [["1 €"]]}  # fmt: skip
FIXED = {**MEAL, "nom": "prix unique", "colonnes": [], "lignes": [["3 €"]]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (told(MEAL, USELESS), "Chaque ligne de cette étape est « sans effet »"),
        (told(NAMING, MEAL), "Aucune étape ne se sert de « tranche »"),
        (told(ENDED), "Cette ligne ne sert plus : ses jours finissent le 31/12/2024"),
        (told(MEAL, FLOOR), "porte sur « goûter », qu'aucune étape au-dessus n'écrit"),
        (told(MEAL, FIXED), "l'étape 2 le remplace dans tous les cas"),
        (told(MEAL, compteurs=[{"nom": "jours", "sur": "enfant-mois"}]), "Aucune étape ne lit le compteur « jours »"),
        (told(MEAL, criteres=[{"nom": "adhérent", "type": "oui-non"}]), "ne regarde le critère « adhérent »"),
    ],
)
def test_what_an_older_version_left_is_told(text, said):
    found = remarks(text)
    assert [one for one in found if said in one], found


def test_a_table_of_dates_of_last_year_is_told():
    step = {"nom": "dates", "regle": "F", "colonnes": ["action"],
            "lignes": [["—", "refusé : selon la date : du 20/10/2025 au 31/10/2025 = 22/09/2025"]]}  # fmt: skip
    assert ["finit le 31/10/2025" in one for one in remarks(told(step, kind="dates-limites"))] == [True]
