"""A published grid pasted as it stands (step 4: « asks once what lies between and shows exact bounds »)."""

import pytest

from rules.facts import Fact, Kind
from rules.workshop.pasting import question, tidied

QUOTIENT = Fact("quotient", Kind.NUMBER, "quotient familial", unit="€")


@pytest.mark.parametrize(
    ("published", "cell"),
    [
        ("De 0 à 622", "de 0 à 622"),
        ("623 – 1000", "de 623 à 1000"),
        ("0-622 €", "de 0 à 622"),
        ("QF de 0 € à 622 €", "de 0 à 622"),
        ("QF < 450", "moins de 450"),
        ("supérieur à 1200", "plus de 1200"),
        ("1 001 et +", "1001 et plus"),
        ("inconnu", "inconnu"),
        ("selon dossier", "selon dossier"),
    ],
)
def test_a_published_bracket_is_read(published, cell):
    assert tidied(QUOTIENT, published) == cell


def test_what_lies_between_two_whole_brackets_is_asked_with_exact_bounds():
    asked = question(QUOTIENT, ["de 0 à 622", "de 623 à 1000", "1001 et plus", "inconnu"])
    assert asked.sentence == "La grille passe de 622 à 623. Que vaut 622,5 ?"
    assert [way.texts for way in asked.ways] == [
        ("de 0 à 622", "de 623 à 1000", "1001 et plus", "inconnu"),
        ("de 0 à moins de 623", "de 623 à moins de 1001", "1001 et plus", "inconnu"),
        ("de 0 à 622", "plus de 622 et jusqu'à 1000", "plus de 1000", "inconnu"),
    ]
    assert [way.grain for way in asked.ways] == ["1", "0.01", "0.01"]


@pytest.mark.parametrize(
    "texts", [["moins de 450", "de 450 à moins de 900"], ["de 0 à 622", "700 et plus"], ["cher", "de 1 à 2"], []]
)
def test_nothing_is_asked_where_nothing_is_open(texts):
    assert question(QUOTIENT, texts) is None
