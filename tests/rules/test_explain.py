"""Cells in the clerk's French, read and said; and why a row does not answer."""

from datetime import date, time
from decimal import Decimal
from random import Random

import pytest

from rules.engine import decide
from rules.explain import WhyNot, read, why_not, words
from rules.facts import Choice, Fact, FactError, Kind
from rules.tables import (
    ANY,
    UNKNOWN,
    Between,
    Cell,
    DecisionTable,
    HitPolicy,
    Is,
    Row,
    between,
    none_of,
    one_of,
)
from tests.rules import oracle
from tests.rules.random_tables import COLUMNS, random_cell, tables

QUOTIENT = Fact("quotient", Kind.NUMBER, "Quotient familial", unit="€", grain=Decimal("0.01"))
AGE = Fact("age", Kind.NUMBER, "Âge", unit="ans")
LEVEL = Fact(
    "niveau",
    Kind.CHOICE,
    "Niveau",
    choices=(Choice("maternelle", "Maternelle"), Choice("elementaire", "Élémentaire"), Choice("cp", "CP")),
)
OPEN = Fact("activite", Kind.CHOICE, "Activité")
RESIDENT = Fact("resident", Kind.BOOLEAN, "Habite la commune")
BIRTH = Fact("naissance", Kind.DATE, "Date de naissance")
HOUR = Fact("heure", Kind.TIME, "Heure d'arrivée")


def ends(low, high, ends="[["):
    return between(low, high, low_closed=ends[0] == "[", high_closed=ends[1] == "]")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (QUOTIENT, ANY, "—"),
        (QUOTIENT, UNKNOWN, "inconnu"),
        (QUOTIENT, ends(450, 900), "de 450 à moins de 900"),
        (QUOTIENT, ends(450, 900, "[]"), "de 450 à 900"),
        (QUOTIENT, ends(450, 900, "]]"), "plus de 450 et jusqu'à 900"),
        (QUOTIENT, ends(450, 900, "]["), "plus de 450 et moins de 900"),
        (QUOTIENT, ends(None, 450), "moins de 450"),
        (QUOTIENT, ends(None, Decimal("449.50"), "[]"), "jusqu'à 449,5"),
        (QUOTIENT, ends(900, None), "900 et plus"),
        (QUOTIENT, ends(900, None, "]["), "plus de 900"),
        (QUOTIENT, ends(None, None), "connu"),
        (QUOTIENT, one_of(Decimal("1.5"), 2, None), "1,5 ; 2 ; inconnu"),
        (QUOTIENT, Cell((Is(None), Between(900, None))), "inconnu ; 900 et plus"),
        (AGE, Cell((Between(-3, -1),), negated=True), "sauf de -3 à moins de -1"),
        (LEVEL, one_of("maternelle", "elementaire"), "Maternelle, Élémentaire"),
        (LEVEL, none_of("cp", None), "sauf CP, inconnu"),
        (OPEN, one_of("cantine", "centre-loisirs"), "cantine, centre-loisirs"),
        (RESIDENT, one_of(True), "oui"),
        (RESIDENT, one_of(False, None), "non, inconnu"),
        (BIRTH, ends(date(2020, 1, 1), date(2020, 12, 31), "[]"), "du 01/01/2020 au 31/12/2020"),
        (BIRTH, ends(None, date(2020, 1, 1)), "avant le 01/01/2020"),
        (BIRTH, ends(date(2020, 1, 1), None), "à partir du 01/01/2020"),
        (HOUR, ends(time(7, 30), time(8, 30)), "à partir de 07:30 et avant 08:30"),
        (HOUR, ends(time(7, 30), None, "]["), "après 07:30"),
    ],
)
def test_a_cell_is_said_in_french_and_read_back(column, cell, said):
    assert words(column, cell) == said
    assert read(column, said) == cell


@pytest.mark.parametrize(
    ("column", "typed", "cell"),
    [
        (QUOTIENT, "", ANY),
        (QUOTIENT, " - ", ANY),
        (QUOTIENT, "< 450", ends(None, 450)),
        (QUOTIENT, "<450", ends(None, 450)),
        (QUOTIENT, "<= 450", ends(None, 450, "[]")),
        (QUOTIENT, "≤ 449,99", ends(None, Decimal("449.99"), "[]")),
        (QUOTIENT, "> 900", ends(900, None, "][")),
        (QUOTIENT, ">=900", ends(900, None)),
        (QUOTIENT, "≥ 900 €", ends(900, None)),
        (QUOTIENT, ">= 450 et < 900", ends(450, 900)),
        (QUOTIENT, "> 450 et <= 900", ends(450, 900, "]]")),
        (QUOTIENT, "[450;900[", ends(450, 900)),
        (QUOTIENT, "[ 450,01 ; 900 ]", ends(Decimal("450.01"), 900, "[]")),
        (QUOTIENT, "]450;900]", ends(450, 900, "]]")),
        (QUOTIENT, "[450;[", ends(450, None)),
        (QUOTIENT, "450 à 900", ends(450, 900, "[]")),
        (QUOTIENT, "De 450 € à 900 €", ends(450, 900, "[]")),
        (QUOTIENT, "entre 450 et 900", ends(450, 900, "[]")),
        (QUOTIENT, "450 à moins de 900", ends(450, 900)),
        (QUOTIENT, "à partir de 450 et jusqu'à 900", ends(450, 900, "[]")),
        (QUOTIENT, "Jusqu’à 450", ends(None, 450, "[]")),
        (QUOTIENT, "450 et moins", ends(None, 450, "[]")),
        (QUOTIENT, "450 ou plus", ends(450, None)),
        (QUOTIENT, "1 200 et plus", ends(1200, None)),
        (QUOTIENT, "1\u202f200,50\u00a0€", one_of(Decimal("1200.50"))),
        (QUOTIENT, "3.5", one_of(Decimal("3.5"))),
        (QUOTIENT, "3,5, 4", one_of(Decimal("3.5"), 4)),
        (QUOTIENT, "Inconnu", UNKNOWN),
        (QUOTIENT, "[0;450[ ; inconnu", Cell((Between(0, 450), Is(None)))),
        (AGE, "3 ans", one_of(3)),
        (AGE, "3; 4;5", one_of(3, 4, 5)),
        (AGE, "3, 4 ans", one_of(3, 4)),
        (AGE, "tout sauf 3", none_of(3)),
        (AGE, "≠ 3", none_of(3)),
        (LEVEL, "ELEMENTAIRE", one_of("elementaire")),
        (LEVEL, "élémentaire; cp", one_of("elementaire", "cp")),
        (LEVEL, "Sauf maternelle", none_of("maternelle")),
        (RESIDENT, "Oui", one_of(True)),
        (RESIDENT, "inconnue", UNKNOWN),
        (BIRTH, "1/9/2020", one_of(date(2020, 9, 1))),
        (BIRTH, "2020-09-01", one_of(date(2020, 9, 1))),
        (BIRTH, "jusqu'au 31/08/2020", ends(None, date(2020, 8, 31), "[]")),
        (HOUR, "7h30 à 8h", ends(time(7, 30), time(8), "[]")),
        (HOUR, "avant 7 h 30", ends(None, time(7, 30))),
    ],
)
def test_what_a_clerk_types_is_understood(column, typed, cell):
    assert read(column, typed) == cell


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        (QUOTIENT, "beaucoup", "« beaucoup » n'est pas un nombre pour « Quotient familial »"),
        (QUOTIENT, "450 ;", "il manque une valeur"),
        (QUOTIENT, "sauf", "n'est pas un nombre"),
        (QUOTIENT, "[900;450]", "l'intervalle est vide"),
        (QUOTIENT, "]450;450[", "l'intervalle est vide"),
        (QUOTIENT, "moins de", "n'est pas un nombre"),
        (QUOTIENT, "1,234", "avance de 0,01 en 0,01"),
        (QUOTIENT, "1,2,3", "n'est pas un nombre"),
        (QUOTIENT, "9" * 20, "hors des limites"),
        (AGE, "2,5", "avance de 1 en 1"),
        (LEVEL, "CE1", "Choisissez parmi : Maternelle, Élémentaire, CP"),
        (OPEN, "La cantine", "Écrivez-le en minuscules"),
        (RESIDENT, "peut-être", "attend oui ou non"),
        (BIRTH, "31/02/2020", "n'est pas une date"),
        (BIRTH, "septembre", "01/09/2026"),
        (HOUR, "25 h", "n'est pas une heure"),
        (HOUR, "tôt", "7 h 30"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(column, typed, reason):
    with pytest.raises(FactError, match=reason):
        read(column, typed)


def canonical(cell):
    """The same cell, an absent bound being neither open nor closed."""
    return Cell(
        tuple(
            test
            if isinstance(test, Is)
            else Between(
                test.low,
                test.high,
                test.low is None or test.low_closed,
                test.high is not None and test.high_closed,
            )
            for test in cell.tests
        ),
        cell.negated,
    )


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_cell_said_is_read_back_as_it_was(column):
    random = Random(column.name)
    for _ in range(400):
        cell = canonical(random_cell(random, column, any_share=0.05))
        try:
            DecisionTable((column,), (Row((cell,), None),))
        except ValueError:  # an interval between two grains is no cell
            continue
        assert read(column, words(column, cell)) == cell, words(column, cell)


AWKWARD = Fact(
    "formule",
    Kind.CHOICE,
    "Formule",
    choices=(
        Choice("matin-midi", "Matin, midi"),
        Choice("inconnu", "Inconnu"),
        Choice("rien", "Rien"),
        Choice("sauf-mercredi", "Sauf mercredi"),
        Choice("tiret", "—"),
        Choice("guillemets", "« Découverte »"),
        Choice("double-1", "Stage"),
        Choice("double-2", "stage"),
        Choice("croise", "matin-midi"),
        Choice("muet", ""),
        Choice("espaces", "Deux\u00a0 jours"),
        Choice("apostrophe", "L’été"),
    ),
)


@pytest.mark.parametrize("slug", [choice.slug for choice in AWKWARD.choices])
def test_a_label_that_reads_as_something_else_is_quoted_or_left_for_its_slug(slug):
    for cell in (one_of(slug), none_of(slug), one_of("inconnu", slug, None), Cell((), negated=True)):
        assert read(AWKWARD, words(AWKWARD, cell)) == cell, words(AWKWARD, cell)


# Why a row does not answer -----------------------------------------------------------------------

GRID = DecisionTable(
    (LEVEL, QUOTIENT),
    (
        Row((one_of("maternelle"), ends(None, 450)), "1.20"),
        Row((ANY, ends(450, 900)), "3.60"),
        Row((one_of("cp"), UNKNOWN), "5.40"),
    ),
)


def test_each_row_that_does_not_answer_names_the_first_cell_that_refused():
    facts = {"niveau": "maternelle", "quotient": 512}
    assert decide(GRID, facts).matched == (1,)
    assert why_not(GRID, facts) == (
        WhyNot(0, QUOTIENT, ends(None, 450), 512),
        WhyNot(2, LEVEL, one_of("cp"), "maternelle"),
    )


def test_a_refusal_says_what_the_row_wanted_and_what_it_saw():
    """B09: why can't I book, in words."""
    refusal, _ = why_not(GRID, {"niveau": "maternelle", "quotient": 512})
    assert refusal.words == "Quotient familial : il faudrait « moins de 450 », c'est 512 €."
    *_, last = why_not(GRID, {"niveau": "cp", "quotient": 512})
    assert last.words == "Quotient familial : il faudrait « inconnu », c'est 512 €."


def test_a_missing_fact_is_named():
    with pytest.raises(FactError, match="« quotient » n'est pas renseigné"):
        why_not(GRID, {"niveau": "maternelle"})


def test_every_row_either_answers_or_says_why_not():
    for table, facts in tables(seed=4, count=100):
        collecting = DecisionTable(table.columns, table.rows, HitPolicy.COLLECT)
        for one in facts:
            refused = why_not(collecting, one)
            assert sorted([*decide(collecting, one).matched, *(refusal.row for refusal in refused)]) == list(
                range(len(table.rows))
            )
            assert not any(oracle.accepts(refusal.cell, refusal.value) for refusal in refused)
