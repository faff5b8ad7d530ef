"""The planning changes in place: no page loaded again, the focus stays, what is shown is said, going back is right."""

import pytest

from tests.journeys.conftest import arriving, box, open_planning, plain, press

pytestmark = pytest.mark.browser


@pytest.fixture
def loads(visitor):
    """A parent on a planning, and the pages her browser has loaded since."""
    page = visitor("laura.michel")
    open_planning(page, "Rose", "2027/01")
    found = []
    page.on("request", lambda asked: found.append(asked.url) if asked.is_navigation_request() else None)
    page.found = found
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_months_and_views_change_in_place(loads):
    """P12, P13, statements 13 and 14: the arrow keeps the focus, the title is announced."""
    page = loads
    with arriving(page):
        page.locator("#avant").click()
    assert plain(page.locator("#titre").inner_text()).startswith("Rose : Décembre 2026")
    assert plain(page.locator("#annonce").inner_text()).startswith("Rose : Décembre 2026 - Coût de la période")
    assert focused(page) == "avant"
    press(page, "Semaine", role="link")
    assert "vue=semaine" in page.url
    assert page.title().startswith("Planning – Rose, du ")
    assert page.found == []


def test_editing_keeps_the_ticks_in_place_and_going_back_shows_a_whole_page(loads):
    """Statements 21 and 27: « Modifier », the next month, then the browser's own back button."""
    page = loads
    press(page, "Modifier", role="link", exact=True)
    assert focused(page) == "titre"
    box(page, "Repas", "jeudi 21 janvier").check()
    page.locator("#panier", has_text="1").wait_for()
    with arriving(page):
        page.locator("#avant").click()
    assert "1 jour ajouté" in plain(page.locator("#messages").inner_text())
    assert page.found == []
    page.go_back()
    page.locator("#titre", has_text="Janvier 2027").wait_for()
    assert page.locator(".top-bar").count() == 1
    assert box(page, "Repas", "jeudi 21 janvier").is_checked()
    box(page, "Repas", "jeudi 21 janvier").uncheck()
    press(page, "Valider", exact=True)
    assert "1 jour retiré" in plain(page.locator("#messages").inner_text())


def test_a_cut_connection_is_told_and_loses_no_tick(loads):
    """P47."""
    page = loads
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", "vendredi 22 janvier").check()
    page.context.set_offline(True)
    page.locator("#valider").click()
    page.locator("#coupure").wait_for()
    assert "La connexion est coupée." in page.locator("#coupure").inner_text()
    assert box(page, "Repas", "vendredi 22 janvier").is_checked()
    page.context.set_offline(False)
    page.faults.clear()  # the browser itself complains of the cut
