"""What a third party takes of a price: of each unit, of a line, of a group; never more than there is."""

import pytest

from rules.example_texts import ExampleError, read_expected, write_expected
from tests.rules.told import parts, priced, reglement, remarks, step, total, works

MEAL = step("repas", [["4,00 €"]])
BREAD = step("pain", [["1,00 €"]], operation="ajouter", ecrit="pain")


def share(result, **others):
    return step("part du CCAS", [[result]], operation="faire prendre en charge", debiteur="CCAS", **others)


@pytest.mark.parametrize(
    ("level", "taken"),
    [("unite", "4.50"), ("ligne", "1.50")],
)
def test_a_share_of_the_unit_is_taken_of_each_unit_and_one_of_the_line_once(level, taken):
    text = reglement(MEAL, share("1,50 €", niveau=level))
    assert total(text, {"jour": "2026-11-02", "quantite": 3}) == 12
    assert parts(text, {"jour": "2026-11-02", "quantite": 3}) == [("CCAS", taken)]


@pytest.mark.parametrize(
    ("result", "taken"),
    [
        ("50 % du prix", "2.50"),
        ("50 % du prix, au plus 2 €", "2.00"),
        ("10 % du prix, au moins 1,20 €", "1.20"),
        ("9 €", "5.00"),
    ],
)
def test_a_share_is_a_part_of_the_price_within_bounds_and_never_more_than_it(result, taken):
    text = reglement(MEAL, BREAD, share(result, niveau="ligne"))
    assert parts(text, {"jour": "2026-11-02"}) == [("CCAS", taken)]


def test_a_share_may_be_of_one_component_alone():
    assert parts(reglement(MEAL, BREAD, share("50 % du prix", sur=["repas"])), {"jour": "2026-11-02"}) == []
    named = {**MEAL, "ecrit": "repas"}
    assert parts(reglement(named, BREAD, share("50 % du prix", sur=["repas"])), {"jour": "2026-11-02"}) == [
        ("CCAS", "2.00")
    ]


def test_two_debtors_share_what_there_is():
    other = {**share("3 €"), "nom": "part de l'employeur", "debiteur": "employeur"}
    assert parts(reglement(MEAL, share("3 €"), other), {"jour": "2026-11-02"}) == [
        ("CCAS", "3.00"), ("employeur", "1.00"),
    ]  # fmt: skip


def test_a_reduction_after_the_share_leaves_no_more_to_take_than_the_price():
    free = step("gratuit", [["-100 %"]], operation="multiplier", niveau="ligne")
    assert parts(reglement(MEAL, share("3 €"), free), {"jour": "2026-11-02"}) == []


def test_a_share_of_a_group_is_taken_of_its_total():
    text = reglement(MEAL, share("50 % du prix, au plus 5 €", niveau="enfant-mois"))
    lines = [{"jour": f"2026-11-0{day}"} for day in (2, 3, 5)]
    assert total(text, *lines) == 12
    assert parts(text, *lines) == [("CCAS", "5.00")]
    assert [one["montant"] for one in priced(text, *lines)["ajustements"]] == ["0.00"]


def test_nothing_is_taken_of_what_is_cancelled_in_time():
    text = reglement(MEAL, share("3 €"))
    assert parts(text, {"jour": "2026-11-02", "faits": {"annulation": "a-temps"}}) == []
    assert parts(text, {"jour": "2026-11-02", "faits": {"annulation": "tardive"}}) == [("CCAS", "3.00")]


def test_an_example_checks_a_share():
    text = reglement(MEAL, share("3 €"), examples=[
        (["quantité = 2"], "8,00 €, dont 6,00 € par CCAS"), (["quantité = 2"], "8 €, dont 3 € par ccas"), ([""], "4 €"),
    ])  # fmt: skip
    assert works(text.replace('""', '"cas ordinaire"')) == [True, False, True]
    assert "dont 6,00\u00a0€ par CCAS" in " ".join(remarks(text.replace('""', '"cas ordinaire"')))


@pytest.mark.parametrize(
    "said", ["3,60 €, dont 1,20 € par CCAS", "3,60 €, dont 1,20 € par CCAS et 1,00 € par employeur"]
)
def test_the_parts_an_example_expects_are_written_and_read_back(said):
    assert read_expected(write_expected(read_expected(said))) == read_expected(said)


def test_a_part_that_is_none_is_answered_with_what_to_write():
    with pytest.raises(ExampleError, match="dont 1,20 € par CCAS"):
        read_expected("3,60 €, dont un peu")
