"""What a clerk writes is used, or refused with what to write: never left aside without a word."""

import re
from decimal import Decimal

import pytest

from rules.deadline_texts import read_cutoff
from rules.example_texts import ExampleError, read_expected, write_expected
from rules.facts import Fact, FactError, Kind
from rules.outcomes import euros_words
from rules.reading import read
from rules.tables import ANY, UNKNOWN
from rules.travel.complaints import Unreadable
from rules.typed import WordingError
from rules.wording import FITTING, Operation
from rules.wording import read as read_outcome
from tests.rules.told import reglement, remarks, step

QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€")
TITLES = {"quotient_familial": "quotient familial", "coefficient": "coefficient"}
DAYS = {"nom": "jours", "sur": "enfant-semaine", "compte": "groupes distincts", "de": "enfant-jour"}


def test_a_debtor_is_refused_where_nobody_pays_a_share():
    cap = step("plafond", [["30 €"]], niveau="foyer-mois", operation="plafonner", debiteur="CCAS")
    with pytest.raises(Unreadable, match="« debiteur » ne va qu'avec « faire prendre en charge », pas avec « plafon"):
        remarks(reglement(step("prix", [["3 €"]]), cap))


def test_an_example_does_not_give_what_is_counted():
    text = reglement(step("prix", [["3 €"]]), counters=[DAYS], examples=[(["jours = 4"], "3,00 €")])
    assert any("« jours » est un compteur : il se calcule" in said for said in remarks(text, blocking=True))


@pytest.mark.parametrize(
    "text",
    [
        "3,00 €, dont 1,50 € par CCAS, dont 1,00 € par CE",
        "3,00 €, dont 1,50 € par CCAS et 1,00 € par CE",
        "3,00 €, dont 1,50 € par CCAS, 1,00 € par CE",
    ],
)
def test_each_third_party_of_an_example_is_read(text):
    found = read_expected(text)
    assert found == {"total": "3.00", "parts": {"CCAS": "1.50", "CE": "1.00"}}
    assert read_expected(write_expected(found)) == found


def test_a_third_party_said_twice_is_refused():
    with pytest.raises(ExampleError, match="n'est pas un résultat"):
        read_expected("3,00 €, dont 1,50 € par CCAS, dont 1,00 € par ccas")


@pytest.mark.parametrize("midnight", [", jusqu'à minuit", ", minuit", " à minuit", ", avant minuit"])
def test_midnight_is_the_end_of_the_day_before_another_threshold(midnight):
    after = " ; refusé : le 20 du mois précédent"
    assert read_cutoff(f"tardif : le 15 du mois précédent{midnight}{after}") == read_cutoff(
        f"tardif : le 15 du mois précédent{after}"
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("701-900", "de 701 à 900"),
        ("701 – 1 900 €", "de 701 à 1900"),
        ("supérieur à 900", "plus de 900"),
        ("supérieur ou égal à 900", "900 et plus"),
        ("inférieur à 400", "moins de 400"),
        ("inférieur ou égal à 400", "jusqu'à 400"),
        ("jusqu'à 400 inclus", "jusqu'à 400"),
        ("de 401 à 650 inclus", "de 401 à 650"),
        ("plus de 400 et jusqu'à 650 compris", "plus de 400 et jusqu'à 650"),
    ],
)
def test_an_interval_is_read_as_tariffs_print_it(text, same):
    assert read(QUOTIENT, text) == read(QUOTIENT, same)


def test_everybody_and_nothing_given_are_said_in_words():
    assert read(QUOTIENT, "tous") == ANY
    assert read(QUOTIENT, "non renseigné") == UNKNOWN


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("moins de 400 inclus", "se contredit"),
        ("plus de 400 inclus", "se contredit"),
        ("sans justificatif", "Écrivez « inconnu »"),
        ("QF inconnu", "Écrivez « inconnu »"),
    ],
)
def test_what_is_not_a_number_says_the_nearest_form(text, remedy):
    with pytest.raises(FactError, match=remedy):
        read(QUOTIENT, text)


def test_a_rate_of_two_criteria_says_to_multiply_in_a_step():
    with pytest.raises(WordingError, match=re.escape("un seul critère. Écrivez ici « 0,4 % × quotient familial »")):
        read_outcome("0,4 % × quotient familial × coefficient", FITTING[Operation.SET], TITLES)


@pytest.mark.parametrize("bound", ["plafonné à 2 €", "limité à 2 €", "au plus 2 €"])
def test_a_cap_is_said_in_the_words_of_a_deliberation(bound):
    said = read_outcome(f"50 % du prix, {bound}", FITTING[Operation.SHARE], TITLES)
    assert said == read_outcome("50 % du prix, au plus 2,00 €", FITTING[Operation.SHARE], TITLES)


@pytest.mark.parametrize(
    ("euros", "words"), [("2.840", "2,84"), ("4.9000", "4,90"), ("0.0036", "0,0036"), ("30", "30,00")]
)
def test_an_amount_has_two_decimals_or_as_many_as_mean_something(euros, words):
    assert euros_words(Decimal(euros)) == f"{words}\u00a0€"
