"""The table of a step as a spreadsheet, key by key in real Chromium (step 4 of the plan: « Éditeur »)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from rules.drafting import draft_from
from rules.vocabulary import vocabulary
from tests.factories.rules import edition, two_brackets
from tests.rules.clerk import Clerk

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def draft():
    return edition(two_brackets())


@pytest.fixture
def clerk(browser, desk, draft):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield Clerk(context.new_page(), desk).opens(draft)
    context.close()


def stored(found):
    """The rows the database holds, as a clerk reads them."""
    step = draft_from(found, vocabulary()).grid.steps[0]
    return [[row.label, *row.cells, row.outcome.replace("\xa0", " ")] for row in step.rows]


def saves(clerk):
    clerk.page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    clerk.page.get_by_text("Le brouillon est enregistré.").wait_for()


def test_a_grid_is_typed_with_tab_and_enter_and_saved(clerk, draft):
    """B03: Enter comes back under the cell where the row began, and adds a row at the end."""
    before = len(clerk.texts())
    clerk.cell(1, "quotient familial").click()
    clerk.types("moins de 450", "<Tab>", "1,2", "<Enter>", "de 450 à moins de 900", "<Tab>", "3,60", "<Enter>")
    clerk.page.keyboard.press("Control+End")
    clerk.types("<Enter>", "<Enter>", "<ArrowLeft>", "inconnu", "<Tab>", "4,5", "<Enter>")
    assert len(clerk.texts()) >= before + 1
    saves(clerk)
    rows = [row[-2:] for row in stored(draft)]
    assert rows[:2] == [["moins de 450", "1,20 €"], ["de 450 à moins de 900", "3,60 €"]]
    assert ["inconnu", "4,50 €"] in rows
    assert clerk.faults == []


def test_a_block_of_a_spreadsheet_is_pasted_undone_and_done_again(clerk):
    """As text with tabs, then as the HTML table LibreOffice and Excel copy; rows are added below the last."""
    before = clerk.texts()
    clerk.cell(1, "quotient familial").click()
    clerk.pastes("moins de 300\t1\nde 300 à moins de 600\t2,05\n600 et plus\t3,10\ninconnu\t3,10\n")
    assert [row[-2:] for row in clerk.texts()][1] == ["de 300 à moins de 600", "2,05"]
    clerk.types("<Control+z>")
    assert clerk.texts() == before
    clerk.types("<Control+y>")
    assert [row[-1] for row in clerk.texts()][:4] == ["1", "2,05", "3,10", "3,10"]
    clerk.cell(1, "Résultat").click()
    clerk.pastes("7 8", "<table><tr><td>7,00 €</td></tr><tr><td>\n 8,00\n €</td></tr></table>")
    assert [row[-1] for row in clerk.texts()][:2] == ["7,00 €", "8,00 €"]


def test_rows_and_columns_are_added_moved_and_removed_by_keys_and_buttons(clerk, draft):
    part = clerk.page.locator("[data-sheet='0']")
    clerk.cell(1, "quotient familial").click()
    first, second = (row[-2:] for row in clerk.texts()[:2])
    clerk.types("<Alt+ArrowDown>")
    assert [row[-2:] for row in clerk.texts()[:2]] == [second, first]
    part.get_by_label("Nouvelle colonne").select_option(label="habite la commune")
    part.get_by_role("button", name="Ajouter la colonne").click()
    clerk.cell(1, "habite la commune").click()
    clerk.types("oui", "<Enter>", "<Alt+ArrowLeft>")
    titles = [title.strip() for title in clerk.sheet().get_by_role("columnheader").all_inner_texts()]
    assert titles == ["N°", "Libellé", "habite la commune", "quotient familial", "Résultat"]
    clerk.types("<Control+Enter>", "non", "<Enter>")
    saves(clerk)
    assert [row[1:3] for row in stored(draft)][:3] == [["oui", second[0]], ["—", first[0]], ["non", "—"]]
    clerk.cell(3, "quotient familial").click()
    part.get_by_role("button", name="Retirer la ligne").click()
    part.get_by_role("button", name="Retirer la colonne").click()
    assert "quotient familial" not in clerk.sheet().get_by_role("columnheader").all_inner_texts()
    part.get_by_role("button", name="Annuler").click()
    clerk.cell(1, "quotient familial").wait_for()


def test_f2_edits_escape_gives_up_delete_empties_and_copy_takes_what_is_chosen(clerk):
    clerk.cell(1, "Résultat").click()
    before = clerk.texts()
    clerk.types("<F2>", "999", "<Escape>")
    assert clerk.texts() == before
    clerk.types("<Shift+ArrowDown>")
    copied = clerk.page.evaluate("preau.asText(preau.workshop.sheets[0].block())")
    assert copied.split("\n") == [row[-1] for row in before[:2]]
    clerk.types("<Delete>")
    assert [row[-1] for row in clerk.texts()[:2]] == ["", ""]
    clerk.types("<Escape>")
    assert clerk.page.evaluate("document.activeElement.closest('.sheet')") is None, "the keyboard leaves the table"


def told(clerk):
    """What the board says once the last change is saved."""
    clerk.page.wait_for_timeout(700)
    clerk.page.locator("[data-saved]", has_text="Brouillon enregistré").wait_for()
    return clerk.page.locator("[data-live-state]")


def test_what_is_wrong_is_marked_in_its_cell_and_mended_in_one_press(clerk, draft):
    """A23: a hole is said with a case, the missing row is added, its result asked for; the examples follow."""
    clerk.cell(1, "quotient familial").click()
    clerk.types("moins de 400", "<Enter>")
    board = told(clerk)
    assert "aucune ligne ne répond" in board.inner_text()
    board.get_by_role("button", name="Ajouter la ligne manquante").first.click()
    assert clerk.texts()[1][1:] == ["de 400 à moins de 450", ""]
    clerk.types("1,50", "<Enter>")
    assert "aucune ligne ne répond" not in told(clerk).inner_text()
    assert [row[-2:] for row in stored(draft)][1] == ["de 400 à moins de 450", "1,50 €"]
    clerk.cell(2, "Résultat").click()
    clerk.types("cher", "<Enter>")
    told(clerk)
    assert "À corriger" in clerk.cell(2, "Résultat").inner_text()
    assert clerk.faults == []


def test_a_second_clerk_sees_both_before_anything_is_lost(browser, clerk, draft, desk):
    """Two clerks on one edition: the first to pause is saved, the other is asked, and both are kept."""
    told(clerk)
    context = browser.new_context()
    other = Clerk(context.new_page(), desk).opens(draft)
    told(other)
    other.cell(1, "Résultat").click()
    other.types("7", "<Enter>")
    told(other)
    context.close()
    clerk.cell(2, "Résultat").click()
    clerk.types("8", "<Enter>")
    clerk.page.get_by_role("button", name="Voir les deux et choisir").click()
    clerk.page.get_by_role("button", name="Garder les deux ensemble").click()
    clerk.page.get_by_text("Brouillon enregistré").first.wait_for()
    assert [row[-1] for row in stored(draft)][:2] == ["7,00 €", "8,00 €"]


def test_a_published_grid_is_pasted_and_what_lies_between_is_asked_once(clerk, draft):
    """A23, B03: 622,50 is decided by the clerk, and the cells say the exact bounds."""
    clerk.cell(1, "quotient familial").click()
    clerk.pastes("De 0 à 622\t1,20 €\n623 – 1000\t2,40 €\n1 001 et plus\t3,60 €\ninconnu\t3,60 €")
    question = clerk.page.get_by_role("dialog", name="La grille passe de 622 à 623. Que vaut 622,5 ?")
    question.get_by_role("button", name="La tranche du dessous va jusqu'à moins de 623.").click()
    written = ["de 0 à moins de 623", "de 623 à moins de 1001", "1001 et plus", "inconnu"]
    assert [row[-2] for row in clerk.texts()][:4] == written
    clerk.types("<Control+z>")
    assert clerk.texts()[0][-2] != written[0], "the paste and its answer are undone together"
    assert clerk.faults == []


def test_the_bench_answers_beside_the_tables(clerk):
    clerk.page.get_by_label("Réservations, une par ligne").last.fill("quotient familial = 300")
    clerk.page.get_by_role("button", name="Essayer", exact=True).click()
    clerk.page.get_by_text("En tout :").wait_for()
    assert "il faudrait" in clerk.page.locator("[data-trial]").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_a_sheet_and_a_phone_scrolls_down_only(clerk, width):
    clerk.page.set_viewport_size({"width": width, "height": 800})
    clerk.cell(1, "quotient familial").click()
    clerk.types("<Enter>")
    clerk.page.wait_for_timeout(300)  # Tabulator fits its columns to the new width
    found = Axe().run(clerk.page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert not clerk.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
