"""What a table answers: hit policies, facts, bounds, the name of its content."""

import subprocess
import sys
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from rules.engine import OverlapError, Verdict, decide, decide_many
from rules.facts import LARGEST, Choice, Fact, FactError, Kind
from rules.tables import (
    ANY,
    UNKNOWN,
    Cell,
    DecisionTable,
    HitPolicy,
    Is,
    Row,
    TableError,
    between,
    none_of,
    one_of,
)

QUOTIENT = Fact("quotient", Kind.NUMBER, "Quotient familial", unit="€")
LEVEL = Fact("niveau", Kind.CHOICE, "Niveau")
RESIDENT = Fact("resident", Kind.BOOLEAN, "Habite la commune")
NUMBER = Fact("nombre", Kind.NUMBER)


def table_of(*rows, columns=(QUOTIENT,), policy=HitPolicy.UNIQUE, priorities=(), name=""):
    """A table whose rows are given as their cells, then their output."""
    return DecisionTable(columns, tuple(Row(row[:-1], row[-1]) for row in rows), policy, priorities, name)


GRID = table_of(
    (between(None, 450), "1.20"),
    (between(450, 900), "3.60"),
    (between(900, None), "5.40"),
    (UNKNOWN, "5.40"),
    name="Prix du repas",
)


@pytest.mark.parametrize(
    ("quotient", "row", "euros"),
    [
        (0, 0, "1.20"),
        (449, 0, "1.20"),
        (450, 1, "3.60"),  # premier de la tranche 2
        (899, 1, "3.60"),
        (900, 2, "5.40"),
        (None, 3, "5.40"),  # sans justificatif : tarif maximum
    ],
)
def test_a_quotient_falls_in_one_bracket(quotient, row, euros):
    assert decide(GRID, {"quotient": quotient}) == Verdict(
        GRID.digest, (row,), (row,), (euros,), (("quotient", quotient),), HitPolicy.UNIQUE
    )


def test_no_row_at_all_is_an_answer():
    verdict = decide(table_of((between(450, 900), "3.60")), {"quotient": 900})
    assert (verdict.matched, verdict.fired, verdict.outputs) == ((), (), ())


def test_a_table_without_rows_or_without_columns_still_answers():
    assert decide(table_of(), {"quotient": 1}).matched == ()
    assert decide(DecisionTable((), (Row((), "oui"),)), {}).outputs == ("oui",)


# Hit policies ------------------------------------------------------------------------------------


def of_policy(policy, *outputs, priorities=()):
    """Two rows that match 500, one that does not, then another that does, with these outputs."""
    return table_of(
        (between(0, 900), outputs[0]),
        (ANY, outputs[1]),
        (between(900, None), outputs[2]),
        (one_of(500), outputs[3]),
        policy=policy,
        priorities=priorities,
        name="Essai",
    )


@pytest.mark.parametrize(
    ("policy", "fired", "aggregate"),
    [
        (HitPolicy.FIRST, (0,), None),
        (HitPolicy.PRIORITY, (3,), None),
        (HitPolicy.RULE_ORDER, (0, 1, 3), None),
        (HitPolicy.OUTPUT_ORDER, (3, 1, 0), None),
        (HitPolicy.COLLECT, (0, 1, 3), None),
        (HitPolicy.SUM, (0, 1, 3), Decimal("9.50")),
        (HitPolicy.LEAST, (0, 1, 3), Decimal("1.50")),
        (HitPolicy.GREATEST, (0, 1, 3), Decimal(5)),
        (HitPolicy.COUNT, (0, 1, 3), 3),
    ],
)
def test_a_hit_policy_chooses_among_the_rows_that_match(policy, fired, aggregate):
    outputs = (Decimal("1.50"), Decimal(3), Decimal(100), Decimal(5))
    verdict = decide(of_policy(policy, *outputs, priorities=(Decimal(5), Decimal(3))), {"quotient": 500})
    assert verdict.matched == (0, 1, 3)
    assert verdict.fired == fired
    assert verdict.outputs == tuple(outputs[row] for row in fired)
    assert verdict.aggregate == aggregate


def test_a_unique_table_with_two_answers_names_both_rows():
    with pytest.raises(OverlapError, match="lignes 1, 2 et 4 de la table « Essai » répondent toutes : une seule"):
        decide(of_policy(HitPolicy.UNIQUE, "a", "a", "a", "a"), {"quotient": 500})


def test_rows_that_agree_are_one_answer_under_any_and_an_overlap_otherwise():
    assert decide(of_policy(HitPolicy.ANY, "a", "a", "b", "a"), {"quotient": 500}).fired == (0,)
    with pytest.raises(OverlapError, match="1, 2 et 4"):
        decide(of_policy(HitPolicy.ANY, "a", "a", "b", "c"), {"quotient": 500})


def test_nothing_adds_up_to_nothing_and_counts_zero():
    nothing = {"quotient": 1}
    for policy, aggregate in ((HitPolicy.SUM, None), (HitPolicy.LEAST, None), (HitPolicy.COUNT, 0)):
        assert decide(table_of((UNKNOWN, 1), policy=policy), nothing).aggregate == aggregate


def test_a_sum_of_words_is_refused():
    with pytest.raises(TypeError, match="aggregates numbers"):
        assert decide(table_of((ANY, "gratuit"), policy=HitPolicy.SUM), {"quotient": 1}).aggregate


# Facts -------------------------------------------------------------------------------------------


def test_a_missing_fact_is_an_error_that_names_it():
    with pytest.raises(FactError, match="« quotient » n'est pas renseigné"):
        decide(GRID, {"resident": True})


def test_facts_no_column_asks_about_are_left_alone():
    assert decide(GRID, {"resident": object(), "quotient": 500}).asked == (("quotient", 500),)


@pytest.mark.parametrize("value", [1.5, "500", True, [500], Decimal("500.5"), Decimal("NaN"), Decimal("sNaN"), 2**53])
def test_a_number_is_an_exact_number_or_is_refused(value):
    decide(GRID, {"quotient": 1})  # once decided on 1, True is refused all the same
    with pytest.raises(FactError):
        decide(GRID, {"quotient": value})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DATE, datetime(2026, 9, 1, 12)),
        (Kind.DATE, "2026-09-01"),
        (Kind.TIME, time(9, 0, 30)),
        (Kind.TIME, 540),
        (Kind.BOOLEAN, 1),
        (Kind.CHOICE, "été"),
        (Kind.CHOICE, "CP"),
        (Kind.CHOICE, 'cp"'),
    ],
)
def test_a_value_of_another_type_is_refused(kind, value):
    with pytest.raises(FactError):
        decide(table_of((ANY, "x"), columns=(Fact("x", kind),)), {"x": value})


@pytest.mark.parametrize(
    ("kind", "inside", "outside", "cell"),
    [
        (Kind.DATE, date(2026, 9, 1), date(2026, 8, 31), between(date(2026, 9, 1), None)),
        (Kind.TIME, time(8, 59), time(9), between(None, time(9))),
        (Kind.BOOLEAN, False, True, one_of(False)),
        (Kind.CHOICE, "cp", "ce1", one_of("cp", None)),
        (Kind.CHOICE, None, "cp", none_of("cp", "ce1")),
        (Kind.NUMBER, Decimal("7.0"), 8, one_of(7)),
    ],
)
def test_each_kind_of_fact_is_compared_for_what_it_is(kind, inside, outside, cell):
    table = table_of((cell, "x"), columns=(Fact("x", kind),))
    assert decide(table, {"x": inside}).matched == (0,)
    assert decide(table, {"x": outside}).matched == ()


def test_an_unknown_value_meets_no_interval_and_no_value():
    cells = [between(None, 450), between(-LARGEST, None), Cell(between().tests), one_of(0), none_of(0), ANY, UNKNOWN]
    table = table_of(*((cell, index) for index, cell in enumerate(cells)), policy=HitPolicy.COLLECT)
    assert decide(table, {"quotient": None}).matched == (4, 5, 6)
    assert decide(table, {"quotient": 1}).matched == (0, 1, 2, 4, 5)


def test_numbers_are_told_apart_as_far_as_two_to_the_fifty_third():
    edges = [-LARGEST, -LARGEST + 1, LARGEST - 1, LARGEST]
    table = table_of(
        *((one_of(edge), edge) for edge in edges), (between(LARGEST, None), "last"), policy=HitPolicy.FIRST
    )
    for edge in edges:
        assert decide(table, {"quotient": edge}).outputs == (edge,)
    with pytest.raises(FactError, match="hors des limites"):
        decide(table, {"quotient": LARGEST + 1})


def test_choices_are_ascii_slugs_of_any_length_and_never_mistaken():
    slugs = [
        "a",
        "a-b",
        "a_b",
        "a.b",
        "canary",
        "true",
        "0",
        "x" * 200,
        "x" * 199 + "y",
        *(f"s{i}" for i in range(300)),
    ]
    table = table_of(*((one_of(slug), slug) for slug in slugs), columns=(LEVEL,), policy=HitPolicy.COLLECT)
    verdicts = decide_many(table, [{"niveau": slug} for slug in slugs])
    assert [verdict.outputs for verdict in verdicts] == [(slug,) for slug in slugs]
    assert decide(table, {"niveau": "unheard-of"}).matched == ()


def test_a_closed_list_refuses_what_it_does_not_hold():
    column = Fact("niveau", Kind.CHOICE, choices=(Choice("cp", "CP"),))
    with pytest.raises(FactError, match="n'est pas un choix"):
        decide(table_of((ANY, "x"), columns=(column,)), {"niveau": "ce1"})


def test_columns_may_bear_the_names_the_engine_uses():
    columns = tuple(Fact(name, Kind.NUMBER) for name in ("id", "sid", "k", "c0", "m"))
    table = table_of((*(one_of(number) for number in range(5)), "found"), columns=columns)
    assert decide(table, {"id": 0, "sid": 1, "k": 2, "c0": 3, "m": 4}).outputs == ("found",)
    assert decide(table, {"id": 0, "sid": 1, "k": 2, "c0": 0, "m": 4}).outputs == ()


def test_a_grain_of_a_cent_keeps_cents_apart():
    column = Fact("quotient", Kind.NUMBER, grain=Decimal("0.01"))
    table = table_of((between(None, 450), "bas"), (between(450, None), "haut"), columns=(column,))
    assert decide(table, {"quotient": Decimal("449.99")}).outputs == ("bas",)
    assert decide(table, {"quotient": Decimal("450.00")}).outputs == ("haut",)


def test_a_bound_between_two_grains_is_kept_where_it_stands():
    table = table_of((between(Decimal("449.5"), Decimal("900.5")), "x"))
    assert [decide(table, {"quotient": value}).matched for value in (449, 450, 900, 901)] == [(), (0,), (0,), ()]


# The table itself --------------------------------------------------------------------------------


def test_a_table_is_named_by_its_content_alone():
    def other(**changes):
        return table_of((ANY, "a"), **{"columns": (NUMBER,)} | changes).digest

    assert other() == other(name="Autre nom")
    assert len({other(), other(policy=HitPolicy.FIRST), other(columns=(QUOTIENT,)), other(priorities=("a",))}) == 4
    assert table_of((UNKNOWN, "a"), columns=(NUMBER,)).digest != other()


def test_another_process_gives_a_table_the_same_name():
    script = "from tests.rules.test_engine import GRID; print(GRID.digest)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == GRID.digest


def test_the_outputs_are_those_of_the_table_asked():
    """Two tables alike but for their name share what the engine answered, not their words."""
    first, second = (table_of((ANY, "a"), (ANY, "b"), name=name) for name in ("Une", "Deux"))
    for table in (first, second):
        with pytest.raises(OverlapError, match=f"« {table.name} »"):
            decide(table, {"quotient": 1})


def test_a_row_that_multiplies_too_many_lists_is_refused_in_words():
    columns = tuple(Fact(f"liste-{index}", Kind.NUMBER) for index in range(4))
    cells = [Cell(tuple(Is(2 * value) for value in range(10)))] * 4
    with pytest.raises(TableError, match="répartissez-la sur plusieurs lignes"):
        decide(table_of((*cells, "x"), columns=columns), {column.name: 0 for column in columns})
