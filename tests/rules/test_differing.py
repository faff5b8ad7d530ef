"""A group step reads its first line: where another line may say otherwise, the review says so with an example (W5)."""

from pathlib import Path

import pytest

from reservations.rulebooks import files
from tests.rules.told import reglement, remarks, step, total

PRICE = step("prix", [["1,00 €"]])
MODELS = sorted((Path(__file__).parents[2] / "docs" / "modeles").glob("*.json"))


def warned(*steps, counters=(), criteria=()):
    text = reglement(PRICE, *steps, counters=counters, criteria=criteria)
    return [one for one in remarks(text, blocking=False) if "première" in one]


def group(rows, columns, level="enfant-jour", **others):
    return step("groupe", rows, columns, niveau=level, **others)


BY_UNIT = [["matin", "3,00 €"], ["sauf matin", "sans effet"]]


def test_the_unit_of_the_first_booking_must_not_decide_alone_for_the_day():
    (said,) = warned(group(BY_UNIT, ["unité"]))
    assert "« unité » peut changer" in said
    assert "pour « matin » la ligne 1 répond, pour « une autre valeur » la ligne 2" in said
    lines = [{"jour": "2026-11-02", "faits": {"unite": unit}} for unit in ("matin", "soir")]
    text = reglement(PRICE, group(BY_UNIT, ["unité"]))
    assert total(text, *lines) != total(text, *reversed(lines))  # what the warning is about


@pytest.mark.parametrize(
    ("columns", "rows", "level"),
    [
        (["quotient familial"], [["moins de 500", "3 €"], ["500 et plus, inconnu", "4 €"]], "foyer-mois"),
        (["âge"], [["moins de 6", "3 €"], ["6 et plus", "4 €"]], "enfant-mois"),
        (["jour de la semaine"], [["mercredi", "3 €"], ["sauf mercredi", "4 €"]], "foyer-jour"),
        (["unité"], [["matin", "3 €"], ["sauf matin", "3 €"]], "enfant-jour"),
    ],
)
def test_what_the_whole_group_shares_is_no_matter(columns, rows, level):
    rows = [[row[0].replace(", inconnu", ""), *row[1:]] for row in rows]
    assert warned(group(rows, columns, level)) == []


@pytest.mark.parametrize(
    ("columns", "rows", "level"),
    [
        (["âge"], [["moins de 6", "3 €"], ["6 et plus", "4 €"]], "foyer-jour"),
        (["jour de la semaine"], [["mercredi", "3 €"], ["sauf mercredi", "4 €"]], "enfant-semaine"),
        (["réservation"], [["tardive", "3 €"], ["sauf tardive", "4 €"]], "enfant-jour"),
    ],
)
def test_what_a_child_or_a_day_has_of_its_own_is(columns, rows, level):
    assert len(warned(group(rows, columns, level))) == 1


def test_a_condition_that_leaves_one_value_answers_the_remark():
    assert warned(group(BY_UNIT, ["unité"], couvre="unité : matin")) == []
    assert len(warned(group(BY_UNIT, ["unité"], couvre="unité : matin, soir"))) == 1


@pytest.mark.parametrize(
    ("counter", "told"),
    [
        ({"sur": "enfant-semaine"}, 0),
        ({"sur": "enfant-mois"}, 1),  # a week may lie in two months
        ({"sur": "enfant-annee"}, 0),
        ({"sur": "enfant-jour"}, 1),
        ({"sur": "foyer-semaine"}, 0),
        ({"sur": "enfant-annee", "ordre": "jour"}, 1),
        ({"sur": "enfant-annee", "compte": "jours fériés"}, 0),
    ],
)
def test_a_counter_is_that_of_the_group_or_of_one_that_holds_it(counter, told):
    step_ = group([["moins de 3", "3 €"], ["3 et plus", "4 €"]], ["compte"], "enfant-semaine")
    assert len(warned(step_, counters=[{"nom": "compte", **counter}])) == told


def test_what_a_step_has_named_differs_with_what_it_read():
    named = step("tarif", [["matin", "plein"], ["sauf matin", "reduit"]], ["unité"], operation="nommer", ecrit="tarif")
    rows = [["plein", "3 €"], ["reduit", "2 €"]]
    assert len(warned(named, group(rows, ["tarif"]))) == 1
    whose = step("tarif", [["oui", "plein"], ["non, inconnu", "reduit"]], ["habite la commune"], operation="nommer",
                 ecrit="tarif")  # fmt: skip
    assert warned(whose, group(rows, ["tarif"])) == []


def test_minutes_are_summed_by_a_counter_rather_than_read_of_the_first():
    (said,) = warned(group([["0,50 € par demi-heure commencée"]], []))
    assert "« durée »" in said
    counter = {"nom": "minutes du jour", "sur": "enfant-jour", "compte": "somme", "de": "durée"}
    assert warned(group([["0,50 € par tranche commencée de 30 (minutes du jour)"]], []), counters=[counter]) == []


def test_a_criterion_of_the_file_is_the_household_s_or_the_child_s():
    rows = [["oui", "3 €"], ["non, inconnu", "4 €"]]
    for target, told in (("foyer", 0), ("enfant", 1)):
        criterion = {"nom": "agent", "type": "oui-non", "porte-sur": target}
        assert len(warned(group(rows, ["agent"], "foyer-jour"), criteria=[criterion])) == told


def test_the_models_say_nothing_of_the_kind():
    for model in MODELS:
        assert [one for one in files.review(model.read_text())["remarques"] if "première" in one["message"]] == [], (
            model
        )
