"""Publishing: refused with a case in words, for each thing that would leave a family without an answer, or with two."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rules import boundaries, gate
from rules.editions import store_examples
from rules.facts import Fact, Kind
from rules.models import Edition, Rulebook
from rules.models.editions import LiveEdition
from rules.operations import Operation
from rules.outcomes import Allow, Amount, Factor, Named, Percent, Rate, Refuse, Rounding
from rules.steps import LINE, UNIT, Step
from rules.steps import Rulebook as Rules
from rules.tables import ANY, DecisionTable, HitPolicy, Row, between, matching_rows, none_of, one_of
from tests.factories.rules import QUOTIENT, edition, grid, rulebook, two_brackets
from tests.rules import random_tables

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
UNIT_FACT = Fact("unite", Kind.CHOICE, "unité", nullable=False)
RESIDENT = Fact("resident", Kind.BOOLEAN, "habite la commune")
EXAMPLE = {"cas": "Sarah", "lignes": [{"faits": {"quotient_familial": "512"}}], "attendu": {"total": "3.60"}}


def messages(found, blocking=True):
    return [finding.message for finding in gate.check(found) if finding.blocking is blocking]


def price(*rows, columns=(QUOTIENT,), operation=Operation.SET, level=UNIT, policy=HitPolicy.UNIQUE, **options):
    built = tuple(Row(cells, outcome) for *cells_, outcome in rows for cells in [tuple(cells_)])
    return Step(options.pop("name", "prix"), level, operation, DecisionTable(columns, built, policy), **options)


def euros(text):
    return Amount(Decimal(text))


def test_a_right_edition_is_published():
    draft = edition(two_brackets())
    store_examples(draft, [EXAMPLE])
    assert gate.check(draft) == ()
    live = gate.publish(draft, at=AT)
    assert (live.status, live.published_at) == (Edition.Status.LIVE, AT)
    assert live.rulebook.edition_on(live.valid_from) == live
    with pytest.raises(LiveEdition):
        gate.publish(live, at=AT)


def test_a_hole_is_refused_with_a_quotient_that_has_no_price():
    """B03."""
    draft = edition(
        grid((between(None, Decimal(450)), "1.20"), (between(Decimal(451)), "3.60"), (one_of(None), "5.40"))
    )
    with pytest.raises(gate.NotPublishable, match=r"450 €.*aucune ligne ne répond"):
        gate.publish(draft, at=AT)
    assert Edition.objects.get(pk=draft.pk).status == Edition.Status.DRAFT


def test_a_forgotten_unknown_quotient_is_refused():
    """B03."""
    draft = edition(grid((between(None, Decimal(450)), "1.20"), (between(Decimal(450)), "3.60")))
    assert ["est inconnu, aucune ligne ne répond" in message for message in messages(draft)] == [True]


def test_an_overlap_is_refused_beside_its_row():
    """B03."""
    closed = between(None, Decimal(450), high_closed=True)
    draft = edition(grid((closed, "1.20"), (between(Decimal(450)), "3.60"), (one_of(None), "5.40")))
    found = gate.check(draft)[0]
    assert "les lignes 1" in found.message
    assert (found.step, found.row, found.anchor, found.place) == (0, 0, "s0r0", "Étape 1, ligne 1")


def test_a_row_never_reached_is_refused():
    """B03."""
    step = price((ANY, euros("3.60")), (between(Decimal(900)), euros("5.40")), policy=HitPolicy.FIRST)
    assert ["ne sert jamais" in message for message in messages(edition(Rules((step,))))] == [True]


def test_an_example_that_disagrees_is_refused_by_name():
    """B19."""
    draft = edition(two_brackets())
    store_examples(draft, [{**EXAMPLE, "attendu": {"total": "3.50"}}])
    assert messages(draft) == [
        "L'exemple « Sarah » n'est pas d'accord. Le règlement répond : 3,60\u00a0€ ; l'exemple attend : 3,50\u00a0€."
    ]


def test_an_edition_without_example_may_be_published_and_is_told_to_prove_itself():
    assert ["Aucun exemple" in message for message in messages(edition(two_brackets()), blocking=False)] == [True]


EFFORT = ((between(), Rate(Decimal("0.0042"), "quotient_familial")), (one_of(None), euros("5")))


def test_a_rate_of_an_unknown_measure_is_told_until_a_row_or_a_refusal_provides_for_it():
    """A34."""
    bare = price((Rate(Decimal("0.0042"), "quotient_familial"),), columns=())
    assert ["« quotient familial », qui peut être inconnu" in said for said in messages(edition(Rules((bare,))))] == [
        True
    ]
    assert messages(edition(Rules((price(*EFFORT),)))) == []
    refusing = price((one_of(None), Refuse("Déposez un justificatif.")), (between(), Allow()), name="justificatif",
                     operation=Operation.REFUSE)  # fmt: skip
    assert messages(edition(Rules((bare, refusing)))) == []


@pytest.mark.parametrize("rounding", [None, Rounding(places=3)])
def test_a_price_that_ends_without_cents_is_refused(rounding):
    """B17."""
    step = price(*EFFORT, rounding=rounding)
    assert ["choisissez son arrondi" in message for message in messages(edition(Rules((step,))))] == [True]


def test_an_earlier_step_may_keep_its_decimals():
    rate = price(*EFFORT, rounding=None)
    discount = price((Percent(Decimal(-10)),), columns=(), operation=Operation.MULTIPLY, name="remise")
    assert messages(edition(Rules((rate, discount)))) == []


def test_an_edition_of_nothing_is_refused():
    assert ["aucune étape" in message for message in messages(edition(Rules(())))] == [True]
    assert ["aucune ligne" in message for message in messages(edition(Rules((price(),))))] == [True]


def test_an_unknown_criterion_is_refused_by_name():
    step = price((one_of("rouge"), euros("1")), columns=(Fact("couleur", Kind.CHOICE),))
    assert ["couleur" in message for message in messages(edition(Rules((step,))))] == [True]


def test_two_editions_never_start_the_same_day():
    live = edition(two_brackets(), live=True)
    assert ["commence déjà le 01/09/2025" in one for one in messages(edition(two_brackets(), of=live.rulebook))] == [
        True
    ]


def test_a_case_one_step_leaves_to_another_is_only_a_remark():
    canteen = price((one_of("repas"), euros("3.60")), columns=(UNIT_FACT,), name="repas")
    garderie = price((one_of("matin", "soir"), euros("2.50")), columns=(UNIT_FACT,), name="garderie")
    draft = edition(Rules((canteen, garderie)))
    assert messages(draft) == []
    assert any("L'étape n'y change alors rien" in message for message in messages(draft, blocking=False))


def test_a_discount_without_a_row_for_everybody_is_only_a_remark():
    discount = price((one_of(True), Percent(Decimal(-10))), columns=(RESIDENT,), operation=Operation.MULTIPLY,
                     level=LINE, name="remise")  # fmt: skip
    draft = edition(Rules((*two_brackets().steps, discount)))
    assert messages(draft) == []
    assert len([message for message in messages(draft, blocking=False) if "sans effet" in message]) == 2


def test_an_open_list_holds_what_the_reglement_names():
    step = price((one_of("matin"), euros("2.50")), (one_of("soir"), euros("2.75")), columns=(UNIT_FACT,))
    assert messages(edition(Rules((step,)))) == []


def test_a_bracket_named_and_never_priced_is_refused():
    name = price((between(None, Decimal(450)), Named("basse")), (between(Decimal(450)), Named("haute")),
                 (one_of(None), Named("sans")), operation=Operation.NAME, name="tranche", writes="tranche")  # fmt: skip
    bracket = Fact("tranche", Kind.CHOICE, "tranche")
    cost = price((one_of("basse"), euros("1.20")), (none_of("basse", "sans"), euros("3.60")), columns=(bracket,),
                 name="prix du repas")  # fmt: skip
    assert ["tranche : sans" in message for message in messages(edition(Rules((name, cost))))] == [True]


def test_a_named_price_is_used_by_later_steps():
    full = price((euros("4.00"),), columns=(), operation=Operation.NAME, name="prix plein", writes="prix-plein")
    half, whole = Factor(Decimal("0.5"), "prix-plein"), Factor(Decimal(1), "prix-plein")
    half = price((one_of(True), half), (none_of(True), whole), columns=(RESIDENT,), name="prix du repas")
    draft = edition(Rules((full, half)))
    store_examples(draft, [{"cas": "habitant", "lignes": [{"faits": {"resident": True}}], "attendu": {"total": "2"}}])
    assert gate.check(draft) == ()


def test_an_access_reglement_answers_every_case():
    step = price((one_of(True), Allow()), (one_of(False), Refuse("Réservé aux habitants.")), columns=(RESIDENT,),
                 operation=Operation.REFUSE, level=LINE)  # fmt: skip
    draft = edition(Rules((step,)), of=rulebook(kind=Rulebook.Kind.ACCESS))
    assert ["est inconnu" in message for message in messages(draft)] == [True]


def test_the_engine_is_compared_with_the_reference_at_every_bound(monkeypatch):
    draft = edition(two_brackets())
    assert messages(draft) == []
    monkeypatch.setattr(boundaries, "matching_rows", lambda table, vector: ())
    assert ["Prévenez votre prestataire" in message for message in messages(draft)] == [True]


def test_random_tables_agree_at_their_bounds():
    asked = 0
    for table, _facts in random_tables.tables(seed=20180606, count=40):
        assert boundaries.disagreement(table) is None
        asked += len(boundaries.vectors(table))
    assert asked > 1000


def test_the_bounds_of_a_cell_are_asked_on_both_sides():
    table = two_brackets().steps[0].table
    values = {vector[0] for vector in boundaries.vectors(table)}
    assert {Decimal(449), Decimal(450), Decimal(451), None} <= values
    assert {rows for vector in boundaries.vectors(table) for rows in [matching_rows(table, vector)]} == {
        (0,),
        (1,),
        (2,),
    }
