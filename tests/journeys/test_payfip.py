"""The tutorial's journey on PayFiP's stand-in: one debt for many lines; refused, given up, back, pressed twice. B06."""

import pytest

from tests.journeys.conftest import box, defects, open_planning, overflows, plain, press, text, unit

pytestmark = pytest.mark.browser
PAYFIP = "PayFiP (démonstration)"
MONTH = "2027/01"


def edit(page, child: str) -> None:
    open_planning(page, child, MONTH)
    press(page, "Modifier", role="link", exact=True)


def tick(page, *days: str, in_all: int) -> None:
    """Choose meals of the child shown, which makes so many lines in the basket."""
    for day in days:
        box(page, "Repas", day).check()
    page.locator("#panier", has_text=str(in_all)).wait_for()


def to_payfip(page) -> None:
    """From the recap to the creditor's page."""
    page.get_by_label(PAYFIP).check()
    press(page, "Payer")
    page.get_by_role("heading", name="Choix du mode de paiement").wait_for()


def state_of(page, child: str, day: str) -> str:
    """What the planning says of that meal."""
    open_planning(page, child, MONTH)
    words = plain(unit(page, "Repas").inner_text())
    return next(state for state in ("réservé", "dans votre panier", "libre") if f"{day} : {state}" in words)


def test_the_whole_journey_pays_one_debt_for_many_lines(visitor):
    """Row B06, statements 41 to 45."""
    page = visitor("claire.martin")
    edit(page, "Chloé")
    tick(page, "lundi 11 janvier", "mardi 12 janvier", in_all=2)
    press(page, "Sarah", exact=True)
    tick(page, "lundi 11 janvier", in_all=3)
    press(page, "Valider et terminer")
    asked = plain(page.locator("main").inner_text()).split("A payer ")[1].split(" €")[0]
    to_payfip(page)
    said = text(page)
    assert "démonstration" in page.locator("header").inner_text().lower()
    assert "Référence de la dette : 20261231x207x" in said
    assert f"Montant : {asked}€" in said
    assert "SGC de Rives CANTINE-GARDERIE" in said
    assert "Sarah" not in said
    press(page, "Payer par carte bancaire")
    said = text(page)
    assert all(word in said for word in ("Villeneuve-les-Tilleuls", "CANTINE-GARDERIE", "claire.martin@exemple.fr"))
    assert page.get_by_label("Cryptogramme visuel").is_visible()
    press(page, "VALIDER")
    assert "Votre paiement est enregistré" in text(page)
    assert PAYFIP in text(page)
    assert [state_of(page, "Chloé", f"{day} janvier") for day in ("lundi 11", "mardi 12")] == ["réservé"] * 2
    assert state_of(page, "Sarah", "lundi 11 janvier") == "réservé"
    assert "Récapitulatif (0)" in text(page)


def test_refused_then_abandoned_the_basket_is_kept_then_paid_by_pressing_twice(visitor):
    """Statement 44; back button, double click."""
    page = visitor("david.roux")
    edit(page, "Alice")
    tick(page, "vendredi 15 janvier", in_all=1)
    press(page, "Valider et terminer")
    to_payfip(page)
    press(page, "Payer par carte bancaire")
    press(page, "Simuler un refus de la banque")
    assert "La banque a refusé le paiement" in text(page)
    to_payfip(page)
    bank = page.url
    press(page, "Annuler")
    assert "Vous avez quitté le paiement" in text(page)
    assert state_of(page, "Alice", "vendredi 15 janvier") == "dans votre panier"
    page.goto("/recapitulatif/")
    to_payfip(page)
    assert page.url != bank
    reference = text(page).split("Référence de la dette : ")[1].split()[0]
    page.go_back()
    assert "Validation des modifications" in text(page)
    page.go_forward()
    press(page, "Payer par carte bancaire")
    page.get_by_role("button", name="VALIDER").dblclick()
    page.get_by_text("Votre paiement est enregistré").wait_for()
    page.goto("/facturation/historique/")
    assert text(page).count(reference) == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages_are_accessible(visitor, width):
    page = visitor("celine.simon", width=width)
    edit(page, "Nathan")
    tick(page, "mardi 19 janvier" if width == 320 else "jeudi 21 janvier", in_all=1)
    press(page, "Valider et terminer")
    to_payfip(page)
    assert (defects(page), overflows(page)) == ([], False)
    page.get_by_label("Adresse électronique").fill("celine")
    press(page, "Payer par carte bancaire")
    assert "n’est pas complète" in page.get_by_role("alert").inner_text()
    assert (defects(page), overflows(page)) == ([], False)
    page.get_by_label("Adresse électronique").fill("celine.simon@exemple.fr")
    press(page, "Payer par carte bancaire")
    assert (defects(page), overflows(page)) == ([], False)
    press(page, "VALIDER")
    assert "Votre paiement est enregistré" in text(page)
