"""The planning by keyboard, by touch and without JavaScript, and its pages that no other journey walks."""

import re

import pytest

from tests.journeys.conftest import arriving, box, defects, log_in, open_planning, overflows, plain, press, text, unit

pytestmark = pytest.mark.browser


def edit(page, child: str, month="2027/01") -> None:
    open_planning(page, child, month)
    press(page, "Modifier", role="link", exact=True)


def press_key(page, key: str) -> None:
    with arriving(page):
        page.keyboard.press(key)


def empty_the_basket(page) -> None:
    page.goto("/recapitulatif/")
    page.locator("[data-opens=supprimer]").click()
    press(page, "Tout supprimer", within=page.get_by_role("dialog"))


def focused(page) -> str:
    """The name of what the keyboard is on."""
    return plain(page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent"))


def tab_to(page, name: str) -> None:
    """Press Tab until the keyboard is on what has that name; each stop on the way must be seen."""
    for _press in range(200):
        page.keyboard.press("Tab")
        box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
        assert box["width"] > 0, focused(page)
        if re.search(name, focused(page)):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_parent_books_and_pays_without_a_mouse(visitor):
    """Keyboard only: planning, a day, the recap, why this price, the bank, the receipt."""
    page = visitor("laura.michel")
    open_planning(page, "Rose", "2027/01")
    tab_to(page, "^Modifier$")
    press_key(page, "Enter")
    tab_to(page, "lundi 11 janvier : libre")
    page.keyboard.press("Space")
    page.locator("#panier", has_text="1").wait_for()
    tab_to(page, "^Valider et terminer$")
    press_key(page, "Enter")
    tab_to(page, "Pourquoi ce prix")
    page.keyboard.press("Enter")
    assert page.locator("main details[open]").count() == 1
    tab_to(page, "^Payer$")
    press_key(page, "Enter")
    assert "démonstration" in page.locator("body").inner_text()
    tab_to(page, "^Payer par carte bancaire$")
    press_key(page, "Enter")
    tab_to(page, "^VALIDER$")
    press_key(page, "Enter")
    assert "Votre paiement est enregistré" in text(page)


def test_enter_in_a_box_keeps_the_ticks_and_never_leaves(visitor):
    """The first button of the form is « Valider », not a child's tab."""
    page = visitor("laura.michel")
    edit(page, "Rose")
    here = page.url
    box(page, "Repas", "mardi 12 janvier").check()
    press_key(page, "Enter")
    assert page.url == here
    assert "1 jour ajouté" in text(page)
    empty_the_basket(page)


def test_tout_le_mois_ticks_the_row_and_tells_what_it_leaves(visitor):
    """Statement 24: at once, in words; counter and cost follow (statement 22)."""
    page = visitor("aurelie.moreau")
    first = page.goto("/planning/") and page.get_by_role("navigation", name="Enfants").get_by_role("link").first
    edit(page, plain(first.inner_text()))
    row = unit(page, "Repas")
    row.get_by_label("Tout le mois").check()
    ticked = row.locator("input[name=place]:checked").count()
    assert ticked > 5
    assert row.locator(".unit__said").inner_text().startswith(f"{ticked} jours cochés.")
    page.locator("#panier", has_text=str(ticked)).wait_for()
    assert plain(page.locator("#cout").inner_text()) != "0,00 €"
    row.locator("input[name=place]").first.uncheck()
    assert row.get_by_label("Tout le mois").evaluate("box => box.indeterminate")
    press(page, "Valider", exact=True)
    assert f"{ticked - 1} jours ajoutés" in text(page)
    empty_the_basket(page)


def test_quitter_asks_before_it_forgets(visitor):
    """Statement 29, and « Quitter » is the only way to drop."""
    page = visitor("laura.michel")
    edit(page, "Rose")
    box(page, "Repas", "jeudi 14 janvier").check()
    press(page, "Quitter", exact=True)
    assert "Quitter sans valider ?" in text(page)
    assert box(page, "Repas", "jeudi 14 janvier").is_checked()
    press(page, "Quitter sans valider", role="link")
    assert "Récapitulatif (0)" in text(page)
    assert page.get_by_role("checkbox").count() == 0


def test_another_link_does_not_drop_ticks_in_silence(visitor):
    """Statement 27: the browser asks before a page of ticks is left by another way."""
    page = visitor("laura.michel")
    edit(page, "Rose")
    here = page.url
    box(page, "Repas", "vendredi 15 janvier").click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Accueil").first.click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url == here


@pytest.mark.parametrize("width", [320, 1280])
def test_a_closed_day_touched_says_why(visitor, width):
    """B09: in words, for who touches the day; and in the list under the row."""
    page = visitor("laura.michel", width=width)
    open_planning(page, "Rose", "2027/01")
    row = unit(page, "Repas")
    row.locator(".day--weekend").first.click()
    assert plain(row.locator(".unit__said").inner_text()) == "samedi 2 janvier : fermé. Vacances de Noël."
    row.get_by_text("Pourquoi certains jours ne peuvent pas changer").click()
    assert "Sa 02, Di 03 Fermé : Vacances de Noël." in plain(row.locator(".unit__reasons").inner_text())


def test_the_planning_works_without_javascript(browser, site):
    """Ticks, the whole month, « Valider et terminer » and « Tout supprimer », by the server alone."""
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto("/")
    log_in(page, "laura.michel")
    edit(page, "Rose")
    unit(page, "Matin").get_by_label("Tout le mois").check()
    box(page, "Repas", "lundi 18 janvier").check()
    press(page, "Valider", exact=True)
    said = text(page)
    assert re.search(r"Garderie, Matin : \d+ jours cochés\.", said)
    assert box(page, "Repas", "lundi 18 janvier").is_checked()
    press(page, "Valider et terminer")
    assert "Paiement différé · facture de janvier 2027" in text(page)
    press(page, "Tout supprimer", first=True)
    assert "Récapitulatif (0)" in text(page)
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_other_views_of_the_planning_are_accessible(visitor, width):
    """Statements 14, 19 and 29: a week, a fortnight, one activity for all, the question before leaving."""
    page = visitor("sophie.bernard", width=width)
    page.goto("/planning/")
    month = re.sub(r"\d{4}/\d{1,2}/.*", "2027/01/", page.get_by_role("link", name="Modifier").get_attribute("href"))
    for place in (
        f"{month}?vue=semaine&jour=12",
        f"{month}?vue=quinzaine&jour=12",
        f"{month}modifier/?vue=semaine&jour=12",
    ):
        assert page.goto(place).status == 200
        assert defects(page) == [], place
        assert not overflows(page), place
    page.locator("input[name=place]").first.click()
    press(page, "Quitter", exact=True)
    assert defects(page) == []
    press(page, "Quitter sans valider", role="link")
    press(page, "Activités", role="link", exact=True)
    for summary in page.locator("main summary").all():
        summary.click()
    assert defects(page) == []
    assert not overflows(page)
