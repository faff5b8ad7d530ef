"""What somebody who has only read the page types in a cell, a deadline, an example: understood, or answered clearly."""

import re
from datetime import date, time
from decimal import Decimal

import pytest

from rules.conditions import fact_called
from rules.cutoffs import Cutoff, DaysBefore, Edge, Effect, Hour, HoursBefore, WeekdayBefore
from rules.example_texts import ExampleError, read_lines
from rules.explain import words
from rules.facts import Choice, Fact, FactError, Kind
from rules.operations import Operation
from rules.outcomes import Amount, Refuse
from rules.reading import read
from rules.review import review
from rules.tables import ANY, UNKNOWN, Between, Cell, DecisionTable, HitPolicy, Is, Row, between, none_of, one_of
from rules.typed import WordingError
from rules.wording import DEADLINES, FITTING
from rules.wording import read as read_outcome
from tests.rules.told import reglement, step, total

HOUR = Fact("heure", Kind.TIME, "heure d'arrivée")
PRESENCE = Fact("presence", Kind.CHOICE, "présence", choices=(Choice("present", "présent"), Choice("absent", "absent")))
VARIANT = Fact("variante", Kind.CHOICE, "variante")
RESIDENT = Fact("resident", Kind.BOOLEAN, "habite la commune")
WEEKDAY = Fact("jour_semaine", Kind.CHOICE, "jour de la semaine")


@pytest.mark.parametrize("column", [PRESENCE, VARIANT, RESIDENT])
def test_known_is_said_of_a_choice_as_of_a_number(column):
    assert read(column, "connu") == none_of(None)
    assert read(column, "sauf connu") == UNKNOWN
    assert read(column, words(column, none_of(None))) == none_of(None)


def test_none_of_a_closed_list_is_the_unknown():
    assert read(PRESENCE, "aucune") == UNKNOWN
    assert read(VARIANT, "aucune") == one_of("aucune")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("à 12 h", Cell((Is(time(12)),))),
        ("midi", Cell((Is(time(12)),))),
        ("avant midi", Cell((Between(None, time(12)),))),
        ("avant 12 h 30", Cell((Between(None, time(12, 30)),))),
        ("de 12 h à 13 h 30", Cell((Between(time(12), time(13, 30), high_closed=True),))),
    ],
)
def test_hours_are_written_as_people_say_them(text, cell):
    assert read(HOUR, text) == cell


@pytest.mark.parametrize("text", ["lundi ou bien mardi", "Lundi Ou Bien Mardi"])
def test_or_else_in_a_cell_is_answered_with_what_to_write(text):
    with pytest.raises(FactError, match=r"séparez les valeurs comme « lundi, mardi ».*faites deux lignes"):
        read(WEEKDAY, text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("la veille à 12 h", DaysBefore(1, hour=Hour(time(12)))),
        ("la veille, avant midi", DaysBefore(1, hour=Hour(time(12)))),
        ("veille, jusqu'à midi", DaysBefore(1, hour=Hour(time(12), included=True))),
        ("veille avant 12 h 30", DaysBefore(1, hour=Hour(time(12, 30)))),
        ("veille, jusqu'à minuit", DaysBefore(1)),
        ("jeudi de la semaine précédente, minuit", WeekdayBefore(3)),
        ("48 heures avant", HoursBefore(48)),
        ("1 h 30 avant le début de la séance", HoursBefore(1, 30)),
    ],
)
def test_the_hour_of_a_deadline_is_written_as_people_say_it(text, when):
    assert read_outcome(f"refusé : {text}", DEADLINES) == Cutoff((Edge(Effect.REFUSED, when),))


@pytest.mark.parametrize("text", ["29/05/2026 à 12 h", "29/05/2026 midi", "29/05/2026 12:00", "29/05/2026, à 12 h 00"])
def test_the_moment_of_an_example_is_written_as_people_say_it(text):
    assert read_lines(f"moment = {text}", ()) == [{"moment": "2026-05-29T12:00:00"}]


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(ExampleError, match="n'est pas compris"):
        read_lines("moment = demain", ())


def test_a_named_word_may_be_said_with_its_spaces():
    rate = Fact("tarif-horaire", Kind.NUMBER, "choix du tarif")
    assert fact_called("Tarif horaire", (rate,)) is rate
    assert read_lines("tarif horaire = 3", (rate,)) == [{"faits": {"tarif-horaire": "3"}}]


def test_the_unknown_of_a_permission_is_not_advised_the_highest_price():
    action = Fact("action", Kind.CHOICE, "action", choices=(Choice("reserver", "réserver"),))
    table = DecisionTable((action,), (Row((one_of("reserver"),), Refuse("Trop tard.")),))
    said = review(table)[0].suggestion
    assert "tarif" not in said
    assert "« — »" in said


def test_the_unknown_of_a_price_is():
    quotient = Fact("quotient", Kind.NUMBER, "quotient", minimum=Decimal(0))
    table = DecisionTable((quotient,), (Row((between(Decimal(0)),), Amount(Decimal(3))),))
    assert "tarif le plus élevé" in review(table)[0].suggestion


@pytest.mark.parametrize(
    ("column", "low"),
    [
        (Fact("minutes", Kind.NUMBER, "durée", nullable=False), Decimal(30)),
        (Fact("jour", Kind.DATE, "jour", nullable=False), date(2026, 9, 1)),
    ],
)
def test_a_proposed_bound_is_one_a_person_would_write(column, low):
    table = DecisionTable((column,), (Row((between(low),), Amount(Decimal(3))),), HitPolicy.UNIQUE)
    (finding,) = review(table)
    assert [repair.cell for repair in finding.repairs] == [between()]
    assert "9007199254740991" not in finding.message + finding.suggestion
    assert read(column, words(column, finding.repairs[0].cell)) == between()


def test_anything_is_still_anything():
    assert read(PRESENCE, "—") == ANY


def test_a_word_of_an_open_list_is_what_it_names_whatever_its_capitals():
    assert read(VARIANT, "Régulier") == one_of("regulier")
    with pytest.raises(FactError, match="« tranche-a-ou-b » ; plusieurs choix se séparent par une virgule"):
        read(VARIANT, "Tranche A ou B")


@pytest.mark.parametrize(
    ("text", "operation", "remedy"),
    [
        ("10 %", Operation.ADD, "« 10 % du prix », ou choisissez « multiplier »"),
        ("-10 %", Operation.SET, "« -10 % du prix »"),
        ("refusé : Trop tard.", Operation.SET, "une étape « autoriser ou refuser »"),
        ("3,60 €", Operation.MULTIPLY, "-10 %, ou choisissez « fixer »"),
    ],
)
def test_what_another_operation_would_understand_says_which(text, operation, remedy):
    with pytest.raises(WordingError, match=re.escape(remedy)):
        read_outcome(text, FITTING[operation])


def test_an_operation_is_known_whatever_its_capitals():
    text = reglement(step("tranche", [["moins de 500", "A"], ["500 et plus, inconnu", "B"]], ["quotient familial"],
                          operation="Nommer", ecrit="tranche du foyer"),
                     step("prix", [["A", "2 €"], ["B", "3 €"]], ["tranche du foyer"], operation="Fixer"))  # fmt: skip
    assert total(text, {"jour": "2026-11-02", "faits": {"quotient familial": 300}}) == 2
