"""A règlement travels in one readable file: read back the same, its mistakes named with line and remedy (B23)."""

import json
from datetime import date

import pytest

from reservations.facts import HOUSE
from rules.files import rulebook_from_json, rulebook_to_json
from rules.travel import Places, Unreadable, read, write
from tests.rules.test_worked_cases import FRANS, JAULDES, OUDON_BY_DAY, OUDON_BY_WEEK, SAINT_BENOIT
from tests.rules.test_worked_months import STRASBOURG, VILLAGE
from tests.rules.travelled import CANTEEN, without


@pytest.mark.parametrize("rules", [SAINT_BENOIT, JAULDES, OUDON_BY_DAY, OUDON_BY_WEEK, FRANS, STRASBOURG, VILLAGE])
def test_a_reglement_written_to_a_file_is_read_back_the_same(rules):
    """B23."""
    stored = rulebook_to_json(rules)
    rules = rulebook_from_json(json.loads(json.dumps(stored)), HOUSE)
    stored = json.loads(json.dumps(rulebook_to_json(rules)))
    text = write(name="N", kind="prix", title="t", valid_from=date(2026, 9, 1), stored=stored, examples=[], words=HOUSE)
    file = read(text, HOUSE)
    assert file.stored == stored
    assert write(name="N", kind="prix", title="t", valid_from=file.valid_from, stored=file.stored, examples=[],
                 words=HOUSE) == text  # fmt: skip


def test_a_file_says_everything_an_edition_is():
    file = read(json.dumps(CANTEEN), HOUSE)
    assert (file.name, file.kind, file.title, file.valid_from) == ("Cantine", "prix", "2026", date(2026, 9, 1))
    assert (file.council_decision, file.decided_on) == ("2026-41", date(2026, 6, 25))
    assert [fact.name for fact in file.criteria] == ["critere.agent-communal"]
    assert [step.name for step in file.rules.steps] == ["prix du repas", "agents", "retard"]
    assert file.examples[0]["attendu"] == {"total": "3.60"}


def test_keys_may_be_written_with_accents_and_capitals():
    plain = read(json.dumps(CANTEEN), HOUSE)
    accented = json.dumps(CANTEEN).replace('"etapes"', '"Étapes"').replace('"operation"', '"Opération"')
    assert accented != json.dumps(CANTEEN)
    assert read(accented, HOUSE).rules == plain.rules


def test_the_shape_of_the_database_is_read_too():
    plain = read(json.dumps(CANTEEN), HOUSE)
    stored = {**without(CANTEEN, "etapes", "compteurs", "exemples"), **plain.stored}
    assert read(json.dumps(stored), HOUSE).rules == plain.rules


# Mistakes ----------------------------------------------------------------------------------------

TEXT = json.dumps(CANTEEN, ensure_ascii=False, indent=1)


def problems(text):
    with pytest.raises(Unreadable) as refused:
        read(text, HOUSE)
    return refused.value.problems


@pytest.mark.parametrize(
    ("before", "after", "said", "remedy"),
    [
        ('"moins de 450"', '"moins que 450"', "moins que 450", ""),
        ('"1,20 €"', '"beaucoup"', "beaucoup", "Écrivez par exemple : 3,60 €"),
        ('"quotient familial"', '"coefficient"', "coefficient", "Critères connus"),
        ('"unite"', '"famille"', "le niveau « famille »", "enfant-jour"),
        ('"fixer"', '"déduire"', "déduire", "ajouter"),
        ('"au centime le plus proche"', '"au centime"', "au centime", "au dixième supérieur"),
        ('"2026-09-01"', '"1er septembre"', "1er septembre", "2026-09-01"),
        ('"prix"', '"tarif"', "tarif", "acces, dates-limites, prix"),
        ('"enfant-annee"', '"classe-annee"', "classe-annee", "enfant-annee"),
        ('"oui-non"', '"booleen"', "booleen", ""),
        ('"3,60 €"\n  }', '"trois"\n  }', "trois", "3,60 €"),
        ('"regle": "F"', '"règles": "F"', "regles", "« regle »"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_remedy(before, after, said, remedy):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    line = 1 + text[: text.index(after.split(":")[0].strip('"'))].count("\n")
    [problem, *_others] = problems(text)
    assert problem.line == line, problem
    assert said in problem.message
    assert remedy in problem.message
    assert str(problem).startswith(f"ligne {line}")


def test_every_mistake_is_said_at_once_in_the_order_of_the_file():
    text = TEXT.replace('"1,20 €"', '"beaucoup"').replace('"-10 %"', '"un peu"').replace('"2 €"', '"trop"')
    found = problems(text)
    assert [problem.message.split(" ")[1] for problem in found] == ["beaucoup", "un", "trop"]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_row_too_short_and_a_missing_part_are_said():
    assert "1 cellule(s) pour 2 colonne(s)" in problems(TEXT.replace('"3 et plus",\n', ""))[0].message
    assert "il manque « version »" in problems(json.dumps(without(CANTEEN, "version")))[0].message
    assert "objet JSON" in problems("[]")[0].message


def test_a_file_that_is_not_json_names_its_line():
    [problem] = problems(TEXT.replace('"etapes": [', '"etapes": ', 1))
    assert problem.line > 10
    assert "virgule" in problem.message


def test_a_wider_step_before_a_narrower_one_is_refused():
    steps = [CANTEEN["etapes"][1], CANTEEN["etapes"][0]]
    assert "placez-la avant" in problems(json.dumps({**CANTEEN, "etapes": steps}))[0].message


def test_each_value_of_a_file_has_its_line():
    places = Places('{\n "a": [\n  1,\n  {"b": "x, y: {"}\n ],\n "c": null\n}')
    assert [places.line(place) for place in [(), ("a",), ("a", 0), ("a", 1, "b"), ("c",)]] == [1, 2, 3, 4, 6]
    assert places.line(("a", 1, "absent")) == 4
