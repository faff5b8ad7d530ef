"""The row that a hole asks for: once added, there is no hole there, and no other row answers with it."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explain import words
from rules.facts import Choice, Fact, Kind
from rules.review import Code, review
from rules.tables import ANY, Cell, DecisionTable, Is, Row, between, one_of

QUOTIENT = Fact("quotient", Kind.NUMBER, "quotient", grain=Decimal(1))
PLACE = Fact("habite", Kind.BOOLEAN, "habite")
LEVEL = Fact("niveau", Kind.CHOICE, "niveau", choices=(Choice("cp", "CP"), Choice("ce1", "CE1")), nullable=False)
UNIT = Fact("unite", Kind.CHOICE, "unité", nullable=False)
COLUMNS = (QUOTIENT, PLACE, LEVEL, UNIT)
CELLS = (
    st.sampled_from([ANY, between(None, Decimal(450)), between(Decimal(450), Decimal(900)), Cell((Is(None),))]),
    st.sampled_from([ANY, one_of(True), one_of(False), Cell((Is(None),))]),
    st.sampled_from([ANY, one_of("cp"), one_of("ce1")]),
    st.sampled_from([ANY, one_of("matin"), one_of("soir")]),
)
ROWS = st.lists(st.tuples(*CELLS), min_size=1, max_size=4)


def table(rows, columns=COLUMNS):
    return DecisionTable(columns, tuple(Row(tuple(cells), "1") for cells in rows))


def asked(rows, *columns):
    """The rows the review asks for, in words."""
    holes = [one.missing for one in review(table(rows, columns)) if one.missing]
    return [[words(column, cell) for column, cell in zip(columns, cells, strict=True)] for cells in holes]


def test_the_rows_two_brackets_leave_out_are_said_in_words():
    rows = [(between(None, Decimal(450)), ANY), (between(Decimal(500), None), ANY)]
    assert asked(rows, QUOTIENT, LEVEL) == [["de 450 à moins de 500", "—"], ["inconnu", "—"]]


def test_another_choice_of_an_open_list_is_all_but_those_named():
    assert asked([(one_of("matin"),), (one_of("soir"),)], UNIT) == [["sauf matin, soir"]]


@settings(max_examples=40)
@given(ROWS)
def test_adding_the_missing_rows_one_after_the_other_ends_with_no_hole(rows):
    """And takes no case from a row already there: no overlap that was not there before."""
    rows = list(rows)
    clashes = {one.rows for one in review(table(rows)) if one.code is Code.OVERLAP}
    for _time in range(60):
        holes = [one for one in review(table(rows)) if one.missing]
        if not holes:
            break
        rows.append(holes[0].missing)
    found = review(table(rows))
    assert [one for one in found if one.missing] == []
    assert {one.rows for one in found if one.code is Code.OVERLAP} <= clashes
