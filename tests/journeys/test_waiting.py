"""A full day: two families wait, the town words its message and adds a place, the first is promoted and pays."""

import pytest

from tests.journeys.conftest import defects, e_mails_to, open_planning, overflows, plain, press, text, unit

pytestmark = pytest.mark.browser
DAY = "2027-01-14"  # a Thursday


def test_a_freed_place_goes_to_the_first_who_waits_and_is_paid(visitor, folder):
    """P38, P39: joined in turn, promoted by a place added, told in the town's words, paid at the bank."""
    places(visitor("thomas.tarifs"), 0)
    first, second = visitor("david.roux"), visitor("marion.lefebvre", width=390)
    joins(first, "Alice")
    assert "Position 1 sur la liste." in text(first)
    joins(second, "Hugo")
    assert "Position 2 sur la liste." in text(second)
    words_the_message(visitor("camille.communication"))
    places(visitor("thomas.tarifs"), 1)
    first.goto("/liste-d-attente/")
    assert "Place gardée pour vous" in text(first)
    second.reload()
    assert "Position 1 sur la liste." in text(second)
    pays(first)
    first.wait_for_timeout(3000)  # the queue sends in a process of its own
    mails = [plain(mail) for mail in e_mails_to(folder, "david.roux@exemple.fr")]
    assert any("Bonne nouvelle pour Alice" in mail and "jeudi 14 janvier 2027" in mail for mail in mails)
    leaves(second)


def places(page, number: int) -> None:
    """The clerk sets the places of the canteen's older group that Thursday."""
    page.goto(f"/gestion/session/?starts_on_from={DAY}&starts_on_to={DAY}")
    row = page.locator("tr", has_text="Repas").filter(has_text="Élémentaire")
    press(page, "14 janvier 2027", role="link", first=True, within=row)
    page.get_by_label("Places").fill(str(number))
    press(page, "Enregistrer", first=True)
    page.locator(".messages .success").wait_for()
    page.context.close()


def joins(page, child: str) -> None:
    open_planning(page, child, "2027/01")
    assert "jeudi 14 janvier : complet" in plain(unit(page, "Repas").inner_text())
    press(page, "Rejoindre la liste d'attente du jeudi 14 janvier", role="link")
    assert "Vous ne payez rien pour attendre" in text(page)
    assert defects(page) == []
    assert not overflows(page)
    press(page, "Rejoindre la liste d'attente")
    assert f"{child} est sur la liste d'attente." in text(page)


def words_the_message(page) -> None:
    """An unknown word is refused; the next message follows the published text."""
    page.goto("/gestion/messages/textes/place-proposee/")
    page.get_by_label("Objet").fill("Bonne nouvelle pour {prenom}")
    press(page, "Publier", exact=True)
    assert "« {prenom} » n'existe pas dans ce message" in plain(page.locator("main").inner_text())
    page.get_by_label("Objet").fill("Bonne nouvelle pour {enfant}, {jour}")
    press(page, "Voir l'aperçu")
    assert "Bonne nouvelle pour Sarah, mercredi 10 juin 2026" in plain(page.locator("main").inner_text())
    press(page, "Publier", exact=True)
    assert "les prochains messages l'utilisent" in plain(page.locator("body").inner_text())
    page.context.close()


def pays(page) -> None:
    press(page, "Ouvrir mon récapitulatif", role="link")
    assert "14/01/2027" in text(page)
    press(page, "Payer")
    press(page, "Payer par carte bancaire")
    press(page, "VALIDER")
    assert "Votre paiement est enregistré" in text(page)
    open_planning(page, "Alice", "2027/01")
    assert "jeudi 14 janvier : réservé" in plain(unit(page, "Repas").inner_text())
    page.goto("/liste-d-attente/")
    assert "place prise" in text(page)


def leaves(page) -> None:
    press(page, "Quitter la liste")
    assert "Hugo n'attend plus de place ce jour-là." in text(page)


def test_a_parent_finds_out_what_a_month_costs(visitor):
    """P43: another quotient, another price, each with its reason; nothing is kept."""
    page = visitor("claire.martin", width=390)
    press(page, "Combien paierai-je ?", role="link")
    page.get_by_label("Cantine Les Lutins Gourmands, Repas").check()
    page.get_by_label("Mois").select_option(label="Janvier 2027")
    page.get_by_label("Quotient familial").fill("300")
    press(page, "Calculer")
    low = plain(page.locator("#resultat").inner_text())
    page.locator("main summary").first.click()
    assert "quotient familial : 300" in text(page)
    page.get_by_label("Quotient familial").fill("1500")
    press(page, "Calculer")
    assert plain(page.locator("#resultat").inner_text()) != low
    assert low.startswith("Janvier 2027 :")
    open_planning(page, "Sarah", "2027/01")
    assert "Récapitulatif (0)" in text(page)


def test_a_family_chooses_its_messages(visitor):
    """P46: the reminders are declined in two presses."""
    page = visitor("celine.simon", width=390)
    page.goto("/dossier/")
    press(page, "Choisir les messages que je reçois", role="link")
    page.get_by_label("Rappel avant une date limite").uncheck()
    press(page, "Enregistrer")
    assert "Vos choix sont enregistrés." in text(page)
    assert not page.get_by_label("Rappel avant une date limite").is_checked()
