"""A règlement as texts: what is stored is shown, what is shown is stored again, mistakes stay in their place."""

import pytest

from rules.files import rulebook_from_json, rulebook_to_json
from rules.grids import Misread, grid_of, read_grid
from rules.notation import NotationError
from tests.rules.test_files import WORDS
from tests.rules.test_worked_cases import FRANS, JAULDES, OUDON_BY_WEEK, SAINT_BENOIT
from tests.rules.test_worked_months import STRASBOURG, VILLAGE


@pytest.mark.parametrize("rulebook", [SAINT_BENOIT, JAULDES, OUDON_BY_WEEK, FRANS, STRASBOURG, VILLAGE])
def test_a_published_reglement_shown_and_saved_unchanged_is_the_same(rulebook):
    data, misread = read_grid(grid_of(rulebook_to_json(rulebook), WORDS), WORDS)
    assert misread == ()
    assert rulebook_from_json(data, WORDS) == rulebook


def test_what_is_typed_wrong_is_kept_where_it_was_typed():
    grid = grid_of(rulebook_to_json(JAULDES), WORDS)
    step = grid.steps[0]
    step.rows[1].cells[0] = "entre chien et loup"
    step.rows[2].outcome = "cher"
    step.covers = "couleur : bleu"
    data, misread = read_grid(grid, WORDS)
    assert [(one.part, one.row, one.column) for one in misread] == [
        ("couvre", None, None),
        ("cellule", 1, 0),
        ("resultat", 2, None),
    ]
    again = grid_of(data, WORDS)
    assert again == grid, "saved and shown again, nothing typed is lost"
    with pytest.raises(NotationError):
        rulebook_from_json(data, WORDS)


def test_a_column_the_town_no_longer_has_is_named():
    grid = grid_of(rulebook_to_json(STRASBOURG), WORDS)
    grid.steps[0].columns[0] = ("signe-astrologique", "1")
    _, misread = read_grid(grid, WORDS)
    assert (
        Misread("Le critère « signe-astrologique » n'existe pas dans cette commune.", 0, "colonne", None, 0) in misread
    )
