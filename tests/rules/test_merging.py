"""Two drafts written over the same one: every change of either is in what is merged, or asked."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from rules.grids import Grid, RowTexts, StepTexts
from rules.posted import Draft
from rules.workshop.merging import Merger


def draft(*rows):
    return Draft(Grid([StepTexts(name="prix", columns=[("quotient", "1")], rows=[row(*one) for one in rows])]))


def row(cell, price):
    return RowTexts("", [cell], price)


def rows_of(found):
    return [(one.cells[0], one.outcome) for one in found.grid.steps[0].rows]


BASE = (("a", "1"), ("b", "2"), ("c", "3"))


def test_a_row_added_by_one_and_a_cell_changed_by_the_other_are_both_kept():
    mine, theirs = draft(*BASE, ("d", "4")), draft(("a", "9"), *BASE[1:])
    merger = Merger()
    assert rows_of(merger.drafts(draft(*BASE), mine, theirs)) == [("a", "9"), *BASE[1:], ("d", "4")]
    assert merger.conflicts == []


def test_two_cells_of_neighbour_rows_are_no_conflict():
    mine, theirs = draft(("a", "9"), *BASE[1:]), draft(BASE[0], ("b", "8"), BASE[2])
    merger = Merger()
    assert rows_of(merger.drafts(draft(*BASE), mine, theirs)) == [("a", "9"), ("b", "8"), BASE[2]]
    assert merger.conflicts == []


def test_a_row_removed_by_one_and_changed_by_the_other_is_asked():
    mine, theirs = draft(BASE[0], BASE[2]), draft(BASE[0], ("b", "8"), BASE[2])
    merger = Merger()
    merged = merger.drafts(draft(*BASE), mine, theirs)
    assert [(one.mine, one.theirs) for one in merger.conflicts] == [("", "b · 8")]
    assert rows_of(merged) == [BASE[0], BASE[2]]
    assert rows_of(Merger(frozenset({0})).drafts(draft(*BASE), mine, theirs)) == rows_of(theirs)


def test_steps_and_settings_of_both_are_kept():
    base, mine, theirs = draft(*BASE), draft(*BASE), draft(*BASE)
    mine.grid.steps.append(StepTexts(name="plafond"))
    theirs.grid.steps[0].rounding = "2 au supérieur"
    merged = Merger().drafts(base, mine, theirs)
    assert [step.name for step in merged.grid.steps] == ["prix", "plafond"]
    assert merged.grid.steps[0].rounding == "2 au supérieur"


ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=6)


@given(ROWS, ROWS, ROWS)
def test_a_draft_nobody_else_changed_is_itself_whatever_it_is(base, mine, theirs):
    """And the one asked for is given where all that conflicts is taken from one side."""
    was, here, there = draft(*base), draft(*mine), draft(*theirs)
    assert Merger().drafts(was, here, deepcopy(was)) == here
    assert Merger().drafts(was, deepcopy(was), there) == there
    assert Merger().drafts(was, here, deepcopy(here)) == here
