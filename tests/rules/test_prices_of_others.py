"""« 50 % du prix de (activité : cantine ; unité : repas) »: the price of something else, on the same facts."""

import pytest

from reservations.rulebooks import files
from rules.steps import RulebookError
from rules.travel import Unreadable
from tests.rules.told import priced, reglement, remarks, step, total

GRID = step(
    "prix",
    [
        ["repas", "moins de 500", "2,00 €"],
        ["repas", "500 et plus", "4,00 €"],
        ["repas", "inconnu", "5,00 €"],
        ["mercredi", "—", "6,00 €"],
        ["mercredi-repas", "—", "prix de (unité : repas)"],
        ["panier", "—", "50 % du prix de (unité : repas), au moins 1,20 €"],
    ],
    ["unité", "quotient familial"],
)
AGENTS = step("agents", [["agent", "-10 %"], ["sauf agent", "sans effet"]], ["régime"], operation="multiplier")


@pytest.mark.parametrize(
    ("unit", "quotient", "regime", "euros"),
    [
        ("mercredi-repas", 450, None, "2.00"),
        ("mercredi-repas", 512, None, "4.00"),
        ("mercredi-repas", None, None, "5.00"),
        ("panier", 450, None, "1.20"),
        ("panier", 512, None, "2.00"),
        ("mercredi-repas", 512, "agent", "3.24"),  # the reduction of the meal, then of the line itself
    ],
)
def test_a_meal_elsewhere_costs_what_the_canteen_says_on_the_same_facts(unit, quotient, regime, euros):
    found = priced(
        reglement(GRID, AGENTS),
        {"jour": "2026-11-02", "faits": {"unite": unit, "quotient_familial": quotient, "regime": regime}},
    )
    assert found["total"] == euros


def test_the_reason_says_which_price_was_read():
    found = priced(reglement(GRID), {"jour": "2026-11-02", "faits": {"unite": "panier", "quotient_familial": 512}})
    reason = found["lignes"][0]["raisons"][0]
    assert any(said.endswith(": 4 €") and "repas" in said for said in reason["criteres"])
    assert reason["decision"] == "50 % du prix de repas, au moins 1,20\u00a0€"


def test_it_may_be_added_to_a_price_or_named_for_the_steps_below():
    meal = step("repas", [["journee-avec-repas", "prix de (unité : repas)"], ["—", "sans effet"]], ["unité"],
                operation="ajouter", ecrit="repas", regle="F")  # fmt: skip
    grid = step("prix", [["repas", "4,00 €"], ["sauf repas", "10,00 €"]], ["unité"])
    assert total(reglement(grid, meal), {"jour": "2026-11-02", "faits": {"unite": "journee-avec-repas"}}) == 14
    named = step("repas plein", [["repas", "inconnu"], ["sauf repas", "prix de (unité : repas)"]], ["unité"],
                 operation="nommer", ecrit="repas plein")  # fmt: skip
    half = step("demi-repas", [["connu", "50 % de repas plein"], ["inconnu", "sans effet"]], ["repas plein"],
                operation="ajouter", ecrit="demi")  # fmt: skip
    assert total(reglement(grid, named, half), {"jour": "2026-11-02", "faits": {"unite": "x"}}) == 12


def test_a_price_that_nobody_set_elsewhere_is_refused_and_says_of_what():
    grid = step("prix", [["panier", "50 % du prix de (unité : repas)"]], ["unité"])
    found = priced(reglement(grid), {"jour": "2026-11-02", "faits": {"unite": "panier"}})
    assert "le « prix de repas », qu'aucun tarif ne prévoit" in found["lignes"][0]["refus"]


CIRCLE = step(
    "prix",
    [["repas", "50 % du prix de (unité : panier)"], ["panier", "50 % du prix de (unité : repas)"]],
    ["unité"],
)


def test_prices_computed_with_each_other_are_not_published():
    said = remarks(reglement(CIRCLE), blocking=True)
    assert any("se calcule avec lui-même" in one for one in said), said
    with pytest.raises(RulebookError, match="se calcule avec lui-même"):
        priced(reglement(CIRCLE), {"jour": "2026-11-02", "faits": {"unite": "repas"}})


def test_a_price_that_only_looks_like_a_circle_is_published():
    grid = step(
        "prix",
        [
            ["repas", "standard", "4,00 €"],
            ["repas", "vegetarien", "prix de (variante : standard)"],
            ["mercredi", "—", "prix de (unité : repas)"],
            ["repas", "inconnu", "prix de (variante : standard)"],
        ],
        ["unité", "variante"],
    )
    text = reglement(grid)
    assert not [one for one in remarks(text) if "lui-même" in one]
    assert total(text, {"jour": "2026-11-02", "faits": {"unite": "mercredi", "variante": "vegetarien"}}) == 4


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(Unreadable, match=r"« repas » n'est pas un critère connu ici.*« quotient familial »"):
        files.review(reglement(step("prix", [["50 % de repas"]])))
    with pytest.raises(Unreadable, match="« activité » n'est pas un critère connu ici"):
        files.review(reglement(step("prix", [["0,5 × activité"]])))
