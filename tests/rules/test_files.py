"""A règlement as a file, and back."""

import json
from decimal import Decimal

import pytest

from rules.facts import Choice, Fact, Kind
from rules.files import rulebook_from_json, rulebook_to_json
from rules.notation import NotationError
from rules.operations import Operation
from rules.outcomes import Factor, Named, PerStarted, Rate
from rules.steps import UNIT, Level, Rulebook, Step, apply
from rules.tables import Cell, Is, between, none_of, one_of
from rules.vocabulary import Vocabulary
from tests.rules import worlds
from tests.rules.test_worked_cases import FRANS, JAULDES, OUDON_BY_WEEK, SAINT_BENOIT
from tests.rules.test_worked_months import STRASBOURG, VILLAGE
from tests.rules.worlds import FINE_QUOTIENT, QUOTIENT, line, table

LEVELS = tuple(found for found in vars(worlds).values() if isinstance(found, Level) and found.is_group)
WORDS = Vocabulary(
    (
        QUOTIENT,
        worlds.UNIT_FACT,
        worlds.BOOKING,
        Fact("naissance", Kind.DATE),
        Fact("resident", Kind.BOOLEAN),
        Fact("niveau", Kind.CHOICE, choices=(Choice("cp", "CP"), Choice("ce1", "CE1"))),
        Fact("minutes", Kind.NUMBER),
    ),
    LEVELS,
)


@pytest.mark.parametrize("rulebook", [SAINT_BENOIT, JAULDES, OUDON_BY_WEEK, FRANS, STRASBOURG, VILLAGE])
def test_a_reglement_written_to_a_file_and_read_back_is_the_same(rulebook):
    """B23."""
    stored = json.loads(json.dumps(rulebook_to_json(rulebook)))
    assert rulebook_from_json(stored, WORDS) == rulebook


def test_cells_of_every_kind_come_back():
    step = Step(
        "prix",
        UNIT,
        Operation.SET,
        table(
            [FINE_QUOTIENT, WORDS.fact("niveau"), WORDS.fact("resident")],
            {
                (between(None, Decimal("450.5"), high_closed=True), one_of("cp", None), one_of(True)): Rate(
                    Decimal("0.0036"), "quotient_familial", at_least=Decimal("2.60")
                ),
                (Cell((Is(None),)), none_of("cp"), one_of(False)): PerStarted(Decimal("1.2"), Decimal(30), "minutes"),
            },
        ),
    )
    rulebook = Rulebook((step,))
    assert rulebook_from_json(json.loads(json.dumps(rulebook_to_json(rulebook))), WORDS) == rulebook


def test_a_named_value_is_a_column_of_the_steps_after_it():
    named = Step("tranche", UNIT, Operation.NAME, table([QUOTIENT], {(between(0),): Named("basse")}), writes="tranche")
    bracket = Fact("tranche", Kind.CHOICE, "tranche")
    price = Step("prix", UNIT, Operation.SET, table([bracket], {(one_of("basse"),): Factor(Decimal(2), "minutes")}))
    rulebook = Rulebook((named, price))
    again = rulebook_from_json(rulebook_to_json(rulebook), WORDS)
    assert again == rulebook
    assert apply(again, [line(quotient_familial=Decimal(1), minutes=Decimal("1.50"))]).total == Decimal("3.00")


def test_an_error_names_the_step_the_row_and_the_remedy():
    stored = rulebook_to_json(SAINT_BENOIT)
    stored["etapes"][0]["lignes"][1]["resultat"] = {"type": "cadeau"}
    with pytest.raises(NotationError, match="étape 1 : ligne 2 : « cadeau » n'est pas un résultat connu"):
        rulebook_from_json(stored, WORDS)


def test_an_unknown_criterion_is_named():
    stored = rulebook_to_json(STRASBOURG)
    stored["etapes"][0]["colonnes"][0]["fait"] = "signe-astrologique"
    with pytest.raises(NotationError, match="signe-astrologique"):
        rulebook_from_json(stored, WORDS)
