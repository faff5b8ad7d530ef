"""The whole journey by the server alone: log-in, planning, many days, recap, bank, receipt, cancellation."""

import re

import pytest

from tests.journeys.conftest import log_in, open_planning, press, text, unit

pytestmark = pytest.mark.browser


@pytest.fixture
def plain_visitor(browser, site):
    """A browser that runs no script."""
    opened = []

    def enter(username: str, *, width: int = 1280):
        context = browser.new_context(
            base_url=site, java_script_enabled=False, locale="fr-FR", viewport={"width": width, "height": 900}
        )
        opened.append(context)
        page = context.new_page()
        page.goto("/")
        log_in(page, username)
        return page

    yield enter
    for context in opened:
        context.close()


def day(page, name: str, words: str):
    return unit(page, name).get_by_role("checkbox", name=f"{words} :")


def test_a_parent_books_pays_and_cancels_without_javascript(plain_visitor):
    """Statements 12 to 45, P12: views, ticks, recap, bank, receipt, then a cancellation that gives a credit."""
    page = plain_visitor("david.roux")
    open_planning(page, "Alice", "2027/01")
    press(page, "Semaine", role="link")
    press(page, "Mensuel", role="link")
    press(page, "Modifier", role="link", exact=True)
    day(page, "Repas", "mardi 19 janvier").check()
    press(page, "Quinzaine")
    assert day(page, "Repas", "jeudi 7 janvier").count() == 1
    press(page, "Mensuel")
    assert day(page, "Repas", "mardi 19 janvier").is_checked()
    press(page, "Valider et terminer")
    assert "19/01/2027 Alice - Cantine Les Lutins Gourmands - Repas" in text(page)
    press(page, "Payer")
    press(page, "Payer par carte bancaire")
    press(page, "VALIDER")
    assert "Votre paiement est enregistré" in text(page)
    open_planning(page, "Alice", "2027/01")
    press(page, "Modifier", role="link", exact=True)
    day(page, "Repas", "mardi 19 janvier").uncheck()
    press(page, "Valider et terminer")
    assert "annulation" in text(page)
    press(page, "Confirmer")
    assert "Vos changements sont enregistrés" in text(page)


def test_many_days_are_booked_without_javascript(plain_visitor):
    """Statement 30: previewed by the server, added, then « Tout supprimer »."""
    page = plain_visitor("david.roux")
    open_planning(page, "Alice", "2027/01")
    press(page, "Modifier", role="link", exact=True)
    press(page, "Modification avancée")
    page.get_by_label("Réserver ces jours").check()
    page.get_by_label("jeudi", exact=True).check()
    press(page, "Voir ce que cela change")
    assert "Ce qui va changer" in text(page)
    assert "janvier 2027 je 07 je 14" in text(page)
    press(page, "au récapitulatif")
    assert "jours ajoutés" in text(page)
    press(page, "Tout supprimer", first=True)
    assert "Récapitulatif (0)" in text(page)
    open_planning(page, "Alice", "2027/01")
    press(page, "Modifier", role="link", exact=True)
    press(page, "Appliquer notre semaine type")
    assert "jours à réserver" in text(page)


def test_hours_are_chosen_and_changed_without_javascript(plain_visitor):
    """Hours of a garderie: two lists, one line of the recap from the old to the new."""
    page = plain_visitor("marion.lefebvre")
    open_planning(page, "Hugo", "2027/01")
    press(page, "Modifier", role="link", exact=True)
    unit(page, "Soirée").get_by_role("combobox", name="Départ", exact=True).select_option("18:00")
    day(page, "Soirée", "lundi 18 janvier").check()
    press(page, "Valider et terminer")
    assert "de 16 h 30 à 18 h" in text(page)
    press(page, "Confirmer")  # the family has a credit
    open_planning(page, "Hugo", "2027/01")
    press(page, "Modifier", role="link", exact=True)
    unit(page, "Soirée").get_by_text("Changer les heures").click()
    unit(page, "Soirée").get_by_role("combobox", name=re.compile("Départ ?, lundi 18 janvier")).select_option("19:00")
    press(page, "Valider et terminer")
    assert "de 16 h 30 à 19 h au lieu de : de 16 h 30 à 18 h" in text(page)
    press(page, "Tout supprimer", first=True)
    assert "Récapitulatif (0)" in text(page)
