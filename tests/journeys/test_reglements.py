"""A tariff clerk changes one row of each règlement in the editor, and a parent's page changes: no code in between."""

import pytest

from tests.journeys.conftest import open_planning, plain, press, text, unit

pytestmark = pytest.mark.browser


def new_version(page, slug: str, day: str) -> None:
    """A copy of the version in force, applied from that day, open in the editor."""
    page.goto(f"/gestion/reglements/{slug}/")
    press(page, "Copier à une nouvelle date", role="link", first=True)
    page.get_by_label("Applicable à partir du").fill(day)
    press(page, "Copier", exact=True)
    assert page.url.endswith("/modifier/")
    press(page, "Écrire dans un formulaire simple", role="link")


def expect(page, number: int, result: str) -> None:
    """What that example must give from now on."""
    page.get_by_role("group", name=f"Exemple {number}").get_by_label("Résultat attendu").fill(result)


def publish(page) -> None:
    press(page, "Publier", first=True)
    assert "La version est publiée" in page.locator("body").inner_text()


@pytest.fixture
def thomas(visitor):
    return visitor("thomas.tarifs")


def test_a_new_price_is_on_the_parents_page_from_its_day_on(thomas, visitor):
    """B03, A22, B01: 3,60 € until the last Sunday, 3,90 € from the Monday; the reason names the version."""
    parent = visitor("claire.martin")
    new_version(thomas, "prix-cantine", "2027-01-01")
    thomas.get_by_label("étape 1, ligne 3, résultat").fill("3,90 €")
    press(thomas, "Publier", first=True)
    assert "La version n'est pas publiée" in thomas.locator("body").inner_text()
    expect(thomas, 1, "3,90 €")
    expect(thomas, 3, "3,60 €")
    publish(thomas)
    open_planning(parent, "Sarah", "2026/12")
    assert "3,60 €" in plain(unit(parent, "Repas").inner_text())
    open_planning(parent, "Sarah", "2027/01")
    assert "3,90 €" in plain(unit(parent, "Repas").inner_text())


def test_a_row_of_access_closes_a_service_to_those_it_refuses(thomas, visitor):
    """A02, B09: families from elsewhere are refused from that day on, with the sentence the clerk wrote."""
    parent = visitor("celine.simon")
    open_planning(parent, "Nathan", "2027/01")
    assert "Réservé aux habitants" not in text(parent)
    new_version(thomas, "acces", "2027-01-11")
    thomas.get_by_label("étape 1, ligne 2, résultat").fill("refusé : Réservé aux habitants dès janvier.")
    expect(thomas, 2, "refusé")
    publish(thomas)
    open_planning(parent, "Nathan", "2027/01")
    said = text(parent)
    assert "vendredi 8 janvier : libre" in said
    assert "lundi 11 janvier : non autorisé. Réservé aux habitants dès janvier." in said


def test_a_row_of_deadlines_closes_days_sooner(thomas, visitor):
    """A05, B09: the morning of 4 December is open on 24 November, and no longer is with nine working days of notice."""
    parent = visitor("claire.martin")
    open_planning(parent, "Chloé", "2026/12")
    assert "vendredi 4 décembre : libre" in plain(unit(parent, "Matin").inner_text())
    new_version(thomas, "dates-limites-garderie", "2026-11-30")
    thomas.get_by_label("étape 1, ligne 1, résultat").fill("refusé : 9 jours ouvrés avant, avant 12 h")
    publish(thomas)
    open_planning(parent, "Chloé", "2026/12")
    said = plain(unit(parent, "Matin").inner_text())
    assert "vendredi 4 décembre : libre" not in said
    assert "lundi 14 décembre : libre" in said
    assert "lundi 23 novembre" in said, "it says since when"
