"""Counters as a clerk writes them: lines or quantities, numbers in an order or in a row, days of the calendar."""

import pytest

from rules.travel import Unreadable
from tests.rules.told import priced, reglement, remarks, step, total

PRICE = step("prix", [["1,00 €"]])
CALENDAR = {
    "vacances": [{"nom": "Toussaint", "du": "2026-10-17", "au": "2026-11-01"}],
    "feries": ["2026-11-01", "2026-11-11"],
    "fermetures": ["2026-11-13"],
    "greves": ["2026-11-20"],
    "jours-ouverture": ["lundi", "mardi", "jeudi", "vendredi"],
}


def named(counter, level="enfant-mois"):
    """A règlement whose price for the group is what the counter counts, in euros."""
    return reglement(
        step("compte", [[f"1 × {counter['nom']}"]], niveau=level), counters=[counter]
    )  # fmt: skip


def seen(counter, *lines, **world):
    """The counter as each line sees it."""
    text = reglement(PRICE, step("compte", [[f"1 × {counter['nom']}"]], ecrit="prix"), counters=[counter])
    return [one["montant"] for one in priced(text, *lines, **world)["lignes"]]


@pytest.mark.parametrize(("what", "euros"), [("lignes", 2), ("quantités", 5)])
def test_lines_or_quantities_are_counted(what, euros):
    lines = [{"jour": "2026-11-02", "quantite": 3}, {"jour": "2026-11-03", "quantite": 2}]
    assert total(named({"nom": "repas", "sur": "enfant-mois", "compte": what}), *lines) == euros


@pytest.mark.parametrize(
    ("what", "of", "days"),
    [
        ("jours d'ouverture", "", 16),  # mondays, tuesdays, thursdays and fridays of November, less the 13th
        ("jours d'ouverture", "lundi", 5),
        ("jours de classe", "lundi et vendredi", 8),
        ("jours de vacances", "", 1),
        ("jours fériés", "", 2),
        ("jours fériés", "mercredi", 1),
        ("jours du calendrier", "", 30),
        ("jours du calendrier", "mercredi", 4),
    ],
)
def test_the_days_of_the_span_are_counted_on_the_calendar(what, of, days):
    counter = {"nom": "jours", "sur": "enfant-mois", "compte": what, "de": of}
    assert total(named(counter), {"jour": "2026-11-02"}, calendrier=CALENDAR) == days


def test_a_package_may_be_due_by_the_opening_days_of_its_month():
    """A strike, which nobody foresees, stays a day the service was to open."""
    counter = {"nom": "jours", "sur": "enfant-mois", "compte": "jours d'ouverture"}
    text = reglement(
        step("forfait", [["2,50 € par tranche commencée de 1 (jours), au plus 35 €"]], niveau="ligne"),
        counters=[counter],
    )
    due = {"faits": {"unite": "forfait"}}
    assert total(text, {"jour": "2026-11-01", **due}, calendrier=CALENDAR) == 35
    assert total(text, {"jour": "2026-10-01", **due}, calendrier=CALENDAR) == 25


ORDINAL = {"nom": "numéro", "ordre": "jour"}
DAYS = [{"jour": f"2026-11-{day:02}", "faits": {"unite": unit}} for day in (2, 3, 5, 9) for unit in ("matin", "soir")]


@pytest.mark.parametrize(
    ("counter", "numbers"),
    [
        ({"sur": "enfant-jour"}, "1 2 1 2 1 2 1 2"),
        ({"sur": "enfant-semaine"}, "1 2 3 4 5 6 1 2"),
        ({"sur": "enfant-mois"}, "1 2 3 4 5 6 7 8"),
        ({"sur": "foyer-annee"}, "1 2 3 4 5 6 7 8"),
        ({"sur": "enfant-mois", "parmi": "unité : soir"}, "0 1 0 2 0 3 0 4"),
        ({"sur": "enfant-semaine", "compte": "groupes distincts", "de": "enfant-jour"}, "1 1 2 2 3 3 1 1"),
        ({"sur": "enfant-mois", "compte": "groupes distincts", "de": "enfant-semaine"}, "1 1 1 1 1 1 2 2"),
    ],
)
def test_ordinals_number_lines_or_days_over_any_span(counter, numbers):
    assert seen({**ORDINAL, **counter}, *DAYS) == [f"{number}.00" for number in numbers.split()]


def test_an_ordinal_may_run_over_minutes_or_quantities():
    lines = [{"jour": f"2026-11-0{day}", "quantite": 2, "faits": {"minutes": 45}} for day in (2, 3, 5)]
    minutes = {**ORDINAL, "sur": "enfant-semaine", "compte": "somme", "de": "durée"}
    assert seen(minutes, *lines) == ["90.00", "180.00", "270.00"]  # each number, times the quantity of its line
    assert seen({**ORDINAL, "sur": "enfant-semaine", "compte": "quantités"}, *lines) == ["4.00", "8.00", "12.00"]


ABSENT = [("2026-11-02", True), ("2026-11-03", True), ("2026-11-05", False), ("2026-11-06", True), ("2026-11-09", True),
          ("2026-11-10", True)]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "numbers"),
    [({}, "1 2 0 1 2 3"), ({"compte": "groupes distincts", "de": "enfant-jour"}, "1 2 0 1 2 3")],
)
def test_days_of_absence_in_a_row_start_again_when_the_child_comes(what, numbers):
    counter = {**ORDINAL, **what, "sur": "enfant-annee", "parmi": "présence : absent", "consecutifs": True}
    lines = [{"jour": day, "faits": {"presence": "absent" if absent else "present"}} for day, absent in ABSENT]
    assert seen(counter, *lines) == [f"{number}.00" for number in numbers.split()]


def test_a_day_of_absence_is_one_whatever_was_booked_that_day():
    counter = {**ORDINAL, "compte": "groupes distincts", "de": "enfant-jour", "sur": "enfant-annee",
               "parmi": "présence : absent", "consecutifs": True}  # fmt: skip
    lines = [{"jour": day, "faits": {"presence": "absent", "unite": unit}} for day in ("2026-11-02", "2026-11-03")
             for unit in ("repas", "soir")]  # fmt: skip
    assert seen(counter, *lines) == ["1.00", "1.00", "2.00", "2.00"]


@pytest.mark.parametrize(
    ("counter", "message"),
    [
        ({"compte": "groupes distincts"}, "dit de quoi"),
        ({"compte": "somme"}, "de quel critère"),
        ({"compte": "somme", "de": "bonne humeur"}, "n'est pas un critère"),
        ({"compte": "jours d'ouverture", "de": "mercredis"}, "« de » mercredi"),
        ({"compte": "jours fériés", "parmi": "unité : soir"}, "ne regarde pas les réservations"),
        ({"consecutifs": True}, "choisissez un ordre"),
        ({"compte": "les présences"}, "écrivez lignes, quantités"),
        ({"compte": "groupes distincts", "de": "journée"}, "le niveau « journée » n'existe pas"),
    ],
)
def test_a_counter_that_does_not_hold_together_says_what_to_write(counter, message):
    with pytest.raises(Unreadable, match=message):
        remarks(named({"nom": "compte", "sur": "enfant-mois", **counter}))
