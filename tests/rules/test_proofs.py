"""Worked examples: typed, stored, worked, and compared with what they expect."""

from dataclasses import replace
from datetime import date, time

import pytest

from rules.counters import What
from rules.cutoffs import Counting, Cutoff, DaysBefore, Edge, Effect, Hour
from rules.example_texts import ExampleError, read_expected, read_lines, write_expected, write_lines
from rules.facts import Fact, Kind
from rules.operations import Operation
from rules.outcomes import Allow, Refuse
from rules.proofs import ACCESS, CUTOFF, Imagined, prove, usual_day
from rules.steps import LINE, Rulebook, Step
from rules.tables import ANY, HitPolicy, one_of
from rules.vocabulary import Vocabulary
from tests.rules.test_files import LEVELS, WORDS
from tests.rules.test_worked_cases import JAULDES, SAINT_BENOIT
from tests.rules.test_worked_months import STRASBOURG
from tests.rules.worlds import spans, table

MONDAY = date(2025, 9, 1)
TOWN = Vocabulary(
    (*WORDS.facts, Fact("jour", Kind.DATE, "jour")),
    LEVELS,
    lambda day, who: Imagined({"reservation": "a-temps", "jour": day}, spans(day, *who)),
)
RESIDENT = TOWN.fact("resident")
RESIDENTS_ONLY = Rulebook(
    (
        Step(
            "qui vient",
            LINE,
            Operation.REFUSE,
            table(
                [RESIDENT],
                {(one_of(True),): Allow(), (ANY,): Refuse("Réservé aux habitants.")},
                HitPolicy.FIRST,
            ),
        ),
    )
)
TWO_DAYS = Cutoff(
    (
        Edge(Effect.LATE, DaysBefore(2, Counting.WORKING, Hour(time(10)))),
        Edge(Effect.REFUSED, DaysBefore(0, hour=Hour(time(9)))),
    )
)
DEADLINE = Rulebook((Step("délai", LINE, Operation.SET, table([], {(): TWO_DAYS}), rounding=None),))

BY_QUANTITY = replace(SAINT_BENOIT, counters=tuple(replace(one, what=What.QUANTITIES) for one in SAINT_BENOIT.counters))


def proof(rulebook, lines, expected, kind="prix"):
    found = prove(rulebook, kind, read_lines(lines, TOWN.facts), read_expected(expected), TOWN, MONDAY)
    assert not found.problem
    return found


@pytest.mark.parametrize(
    ("rulebook", "lines", "euros"),
    [
        (SAINT_BENOIT, "unité = matin", "2,50 €"),
        (SAINT_BENOIT, "unité = matin\nunité = soir", "3,95 €"),
        (SAINT_BENOIT, "unité = matin\nunité = soir ; jour = 02/09/2025", "5,25 €"),
        (SAINT_BENOIT, "unité = matin ; qui = Sarah\nunité = soir ; qui = Chloé", "5,25 €"),
        (SAINT_BENOIT, "unité = matin ; quantité = 2", "5.00"),  # one booking, whatever its quantity
        (BY_QUANTITY, "unité = matin ; quantité = 2", "3.95"),
        (JAULDES, "qui = Sarah\nqui = Chloé", "4,65 €"),
        (JAULDES, "qui = Martin/Sarah\nqui = Durand/Louise", "5,60 €"),
        (STRASBOURG, "quotient familial = 410", "1,50 €"),
    ],
)
def test_an_example_that_agrees_says_so(rulebook, lines, euros):
    """B19."""
    assert proof(rulebook, lines, euros).agrees


def test_an_example_that_disagrees_says_both_amounts():
    """B19."""
    found = proof(STRASBOURG, "quotient familial = 411", "1,50 €")
    assert not found.agrees
    assert found.words == "Le règlement répond : 2,15\u00a0€ ; l'exemple attend : 1,50\u00a0€."


def test_a_case_nothing_prices_is_said_without_price():
    assert proof(SAINT_BENOIT, "unité = nuit", "sans prix").agrees


@pytest.mark.parametrize(("resident", "verdict"), [("oui", "autorisé"), ("non", "refusé"), ("inconnu", "refusée")])
def test_an_access_example_expects_a_permission(resident, verdict):
    assert proof(RESIDENTS_ONLY, f"resident = {resident}", verdict,
                 ACCESS).agrees  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        ("28/05/2026 09:59", "à temps"),
        ("28/05/2026 à 10:00", "tardif"),
        ("01/06/2026 08:59", "tardif"),
        ("01/06/2026 09:00", "refusé"),
    ],
)
def test_a_deadline_example_says_when_one_asks(moment, verdict):
    assert proof(DEADLINE, f"jour = 01/06/2026 ; moment = {moment}", verdict, CUTOFF).agrees


def test_a_public_holiday_of_the_example_moves_its_deadline():
    lines = "jour = 26/05/2026 ; moment = 22/05/2026 09:00 ; fériés = 25/05/2026"
    assert proof(DEADLINE, lines, "tardif", CUTOFF).agrees
    assert proof(DEADLINE, lines.replace(" ; fériés = 25/05/2026", ""), "à temps", CUTOFF).agrees


def test_a_deadline_example_without_moment_asks_for_it():
    found = prove(DEADLINE, CUTOFF, [{}], {"autorise": False}, TOWN, MONDAY)
    assert "moment = 29/05/2026 09:59" in found.words


@pytest.mark.parametrize(
    "text",
    [
        "unité = matin",
        "jour = 02/09/2025 ; qui = Sarah ; quantité = 2 ; unité = soir ; quotient familial = 512",
        "qui = Martin/Louise ; quotient familial = inconnu ; resident = oui",
        "moment = 28/05/2026 09:59 ; début = 12:00 ; fériés = 25/05/2026, 14/07/2026",
        "cas ordinaire",
        "unité = matin\nunité = soir",
    ],
)
def test_the_lines_of_an_example_written_are_read_the_same(text):
    lines = read_lines(text, TOWN.facts)
    assert read_lines(write_lines(lines, TOWN.facts), TOWN.facts) == lines
    assert write_lines(lines, TOWN.facts) == text


@pytest.mark.parametrize("text", ["3,60\u00a0€", "refusé", "autorisé", "à temps", "tardif", "sans prix"])
def test_what_an_example_expects_written_is_read_the_same(text):
    assert write_expected(read_expected(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "aucune ligne"),
        ("matin", "n'est pas compris"),
        ("couleur = bleu", "n'est pas un critère"),
        ("quotient familial = moins de 450", "une seule valeur"),
        ("quotient familial = beaucoup", "n'est pas un nombre"),
        ("jour = demain", "n'est pas compris"),
        ("quantité = 0", "n'est pas compris"),
    ],
)
def test_an_example_nobody_understands_says_why(text, message):
    with pytest.raises(ExampleError, match=message):
        read_lines(text, TOWN.facts)


def test_an_unknown_result_says_what_to_write():
    with pytest.raises(ExampleError, match="un montant"):
        read_expected("peut-être")


def test_examples_without_day_stand_on_the_first_monday():
    assert usual_day(date(2026, 9, 1)) == date(2026, 9, 7)
    assert usual_day(date(2025, 9, 1)) == MONDAY
