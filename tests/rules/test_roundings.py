"""Every rounding a délibération may choose: its place, its side, its multiples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grids import read_rounding as stored_of
from rules.grids import write_rounding as grid_text
from rules.notation import rounding_from_json, rounding_to_json
from rules.outcomes import Rounding, RoundingMode
from rules.travel.texts import read_rounding, write_rounding
from tests.rules.told import reglement, remarks, step, total


@pytest.mark.parametrize(
    ("said", "amount", "rounded"),
    [
        ("au centime le plus proche", "1.125", "1.13"),
        ("au centime le plus proche, la moitié au pair", "1.125", "1.12"),
        ("au centime le plus proche, la moitié à l'inférieur", "1.125", "1.12"),
        ("au centime supérieur", "1.121", "1.13"),
        ("au centime inférieur", "1.129", "1.12"),
        ("au dixième le plus proche", "1.15", "1.20"),
        ("au dixième d'euro inférieur", "1.19", "1.10"),
        ("à l'euro supérieur", "1.01", "2.00"),
        ("aux 5 centimes les plus proches", "1.13", "1.15"),
        ("aux 5 centimes les plus proches", "1.12", "1.10"),
        ("Aux 5 centimes supérieurs", "1.101", "1.15"),
        ("aux 10 centimes inférieurs", "1.19", "1.10"),
        ("au demi-euro supérieur", "1.12", "1.50"),
        ("aux 50 centimes les plus proches", "1.25", "1.50"),
        ("aux 5 euros inférieurs", "14.99", "10.00"),
        ("aucun", "1.12", "1.12"),
    ],
)
def test_a_price_is_rounded_as_the_deliberation_says(said, amount, rounded):
    text = reglement(step("prix", [[f"{amount.replace('.', ',')} €"]], arrondi=said))
    assert total(text, {"jour": "2026-11-02"}) == Decimal(rounded)


roundings = st.none() | st.builds(
    Rounding, st.sampled_from(RoundingMode), st.integers(0, 4), st.sampled_from([1, 2, 5, 10, 25, 50])
)


@given(roundings)
def test_a_rounding_travels_and_comes_back(rounding):
    stored = rounding_to_json(rounding)
    assert rounding_from_json(stored) == rounding
    assert stored_of(grid_text(stored)) == stored
    assert stored_of(read_rounding(write_rounding(stored))) == stored


@given(roundings.filter(bool), st.decimals(-1000, 1000, places=4))
def test_what_is_rounded_stays_so_and_lies_within_one_place(rounding, amount):
    found = rounding(amount)
    assert rounding(found) == found
    assert abs(found - amount) <= Decimal(rounding.by).scaleb(-rounding.places)


def test_a_rounding_nobody_knows_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="aux 5 centimes supérieurs"):
        read_rounding("à peu près")


def test_a_last_step_of_four_decimals_is_not_published():
    text = reglement(step("prix", [["1,1234 €"]], arrondi="au dix-millième le plus proche"))
    assert any("choisissez son arrondi" in said for said in remarks(text, blocking=True))
