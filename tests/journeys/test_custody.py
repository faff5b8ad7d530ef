"""A child of two households: each parent reads who pays which date, neither reads the other's price."""

import re

import pytest

from tests.journeys.conftest import box, defects, open_planning, overflows, press, text

pytestmark = pytest.mark.browser


def days_told(page) -> dict[bool, set[int]]:
    """The days of December that the planning says are one's own (True) and the other household's (False)."""
    told = {True: set(), False: set()}
    for words in page.locator(".plan__custody li").all_inner_texts():
        numbers = [int(number) for number in re.findall(r"(\d+)(?:er)?\b", words.split(":")[0])]
        told["chez vous" in words] |= set(range(numbers[0], numbers[-1] + 1))
    return told


@pytest.mark.parametrize("width", [320, 1280])
def test_a_month_is_split_to_the_day_between_two_parents(visitor, width):
    """P44, B11: what one pays the other does not, and both read the whole month."""
    mother, father = visitor("aurelie.moreau", width=width), visitor("karim.leroy", width=width)
    for page in (mother, father):
        open_planning(page, "Inès", "2026/12")
        assert defects(page) == []
        assert not overflows(page)
    hers, his = days_told(mother), days_told(father)
    assert hers[True] == his[False]
    assert hers[False] == his[True]
    assert hers[True] | hers[False] == set(range(1, 32))


def test_the_other_household_sees_the_day_taken_and_no_price(visitor):
    """P44: the mother books a day of hers; the father reads that it is taken, and pays nothing."""
    mother, father = visitor("aurelie.moreau"), visitor("karim.leroy")
    open_planning(mother, "Inès", "2026/12")
    press(mother, "Modifier", role="link", exact=True)
    box(mother, "Repas", "jeudi 10 décembre").check()
    press(mother, "Valider", exact=True)
    open_planning(father, "Inès", "2026/12")
    told = text(father)
    assert "jeudi 10 décembre : réservé par l'autre foyer" in told
    assert "Coût de la période : 0,00 €" in told
    assert "Récapitulatif (0)" in told
    mother.goto("/recapitulatif/")
    mother.locator("[data-opens=supprimer]").click()
    press(mother, "Tout supprimer", within=mother.get_by_role("dialog"))


@pytest.mark.parametrize("width", [320, 1280])
def test_both_read_the_custody_calendar_from_their_dossier(visitor, width):
    """B11: odd and even weeks, each from its own side."""
    for who, rule in (
        ("aurelie.moreau", "Semaines paires chez vous, semaines impaires chez l'autre foyer"),
        ("karim.leroy", "Semaines impaires chez vous, semaines paires chez l'autre foyer"),
    ):
        page = visitor(who, width=width)
        page.goto("/dossier/")
        press(page, "Calendrier de garde", role="link")
        assert rule in text(page)
        press(page, "Mois suivant", role="link")
        assert "décembre 2026" in text(page).lower()
        assert defects(page) == []
        assert not overflows(page)
