"""An agent of the counter serves a family: finds it, books with it, takes its money, hands it a receipt."""

import pytest

from tests.journeys.conftest import box, e_mails_to, open_planning, plain, press, text

pytestmark = pytest.mark.browser


@pytest.fixture
def alice(visitor):
    """Alice, with the file of the family Bernard open."""
    page = visitor("alice.accueil")
    page.goto("/guichet/")
    page.get_by_label("Nom, référence, prénom d'un enfant ou téléphone").fill("Louise Bernard")
    press(page, "Chercher")
    assert page.locator("main tbody tr").count() == 1
    press(page, "Ouvrir", within=page.locator("main tbody"))
    return page


def test_an_agent_books_for_a_family_and_takes_cash(alice, folder):
    """K01, K02: the same planning as the family's, cash in the till, a receipt with its number."""
    assert "Vous agissez pour le foyer Bernard (F0002)" in plain(alice.locator("body").inner_text())
    open_planning(alice, "Louise", "2026/12")
    press(alice, "Modifier", role="link", exact=True)
    box(alice, "Repas", "lundi 7 décembre").check()
    box(alice, "Repas", "mardi 8 décembre").check()
    press(alice, "Valider et terminer")
    assert "A payer 7,20 €" in text(alice)
    alice.get_by_label("carnet").fill("12-34")
    press(alice, "Encaisser 7,20")
    the_receipt(alice, folder)
    the_family_is_booked(alice)


def the_receipt(page, folder) -> None:
    said = text(page)
    assert "Votre paiement est enregistré" in said
    assert "Moyen de paiement Espèces" in said
    assert "12-34" in said
    assert "Montant 7,20 €" in said
    number = page.locator("dd").first.inner_text()
    page.wait_for_timeout(3000)  # the queue sends in a process of its own
    assert any(number in mail for mail in e_mails_to(folder, "sophie.bernard@exemple.fr"))


def the_family_is_booked(page) -> None:
    open_planning(page, "Louise", "2026/12")
    said = text(page)
    assert "lundi 7 décembre : réservé" in said
    assert "mardi 8 décembre : réservé" in said
    assert "Récapitulatif (0)" in said
    assert "restant dû de 0,00 €" in said


def test_the_file_once_closed_is_no_longer_shown(alice):
    """K01: « Quitter ce dossier » leaves the agent with no family's pages."""
    press(alice, "Quitter ce dossier")
    assert "Vous agissez pour le foyer" not in alice.locator("body").inner_text()
    assert alice.goto("/planning/").status == 404
