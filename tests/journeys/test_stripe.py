"""A parent pays by the stand-in for Stripe: the notice confirms even when the page is closed; refused; given up."""

import pytest

from tests.journeys.conftest import box, defects, open_planning, overflows, plain, press, text, unit

pytestmark = pytest.mark.browser
STRIPE = "Carte bancaire (Stripe, démonstration)"


def to_the_bank(page, child: str, day: str) -> None:
    """Book one meal and choose Stripe on the recap."""
    open_planning(page, child, "2026/12")
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", day).check()
    press(page, "Valider et terminer")
    page.get_by_label(STRIPE).check()
    press(page, "Payer")
    page.get_by_role("heading", name="Paiement par carte (démonstration)").wait_for()


def said_of(page, child: str, day: str) -> str:
    """What the planning says of that meal."""
    open_planning(page, child, "2026/12")
    words = plain(unit(page, "Repas").inner_text())
    return next(state for state in ("réservé", "dans votre panier", "libre") if f"{day} : {state}" in words)


def test_the_notice_confirms_though_the_parent_closes_the_page(visitor):
    """Statement 46."""
    page = visitor("david.roux")
    to_the_bank(page, "Alice", "jeudi 17 décembre")
    assert "20261231x207x" in text(page)
    # « Payer » is sent, and nobody follows where it leads: the page is closed.
    sent = page.context.request.post(page.url, form={"decision": "pay"}, max_redirects=0)
    assert "/paiement/retour/" in sent.headers["location"]
    page.goto("about:blank")
    page.wait_for_timeout(1500)  # the notice travels between two other processes
    assert said_of(page, "Alice", "jeudi 17 décembre") == "réservé"
    assert "Récapitulatif (0)" in text(page)
    page.goto("/facturation/historique/")
    assert "20261231x207x" in text(page)


def test_a_parent_who_comes_back_finds_the_receipt(visitor):
    """Statements 44, 46."""
    page = visitor("david.roux")
    to_the_bank(page, "Alice", "vendredi 18 décembre")
    press(page, "Payer")
    assert "Votre paiement est enregistré" in text(page)
    assert STRIPE in text(page)


def test_a_refused_card_may_be_replaced_or_the_payment_given_up(visitor):
    """Statement 44: the basket is kept, nothing is booked, and the bank's page is closed for good."""
    page = visitor("david.roux")
    to_the_bank(page, "Alice", "jeudi 10 décembre")
    bank = page.url
    press(page, "Simuler un refus de la banque")
    assert "La banque refuse cette carte" in page.get_by_role("alert").inner_text()
    press(page, "Annuler")
    assert "Validation des modifications" in text(page)
    assert "rien n’a été débité" in text(page)
    assert said_of(page, "Alice", "jeudi 10 décembre") == "dans votre panier"
    page.goto(bank)
    assert "Cette page est fermée." in text(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_card_page_is_accessible(visitor, width):
    page = visitor("david.roux", width=width)
    to_the_bank(page, "Alice", "lundi 14 décembre" if width == 320 else "mardi 15 décembre")
    assert defects(page) == []
    assert not overflows(page)
    press(page, "Simuler un refus de la banque")
    assert defects(page) == []
    press(page, "Payer")
    assert "Votre paiement est enregistré" in text(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_a_regie_are_accessible_and_try_the_settings(visitor, width):
    """A27: the régisseur reads what is set up, and tries it."""
    page = visitor("remi.regie", width=width)
    page.goto("/gestion/revenueoffice/")
    page.goto(page.get_by_role("link", name="Régie cantine et garderie").first.get_attribute("href"))
    page.goto("/gestion/regie/1/moyens/")
    assert defects(page, "main") == []
    press(page, "Tester les réglages", first=True)
    page.get_by_role("heading", name="Tout est en ordre").wait_for()
    assert defects(page, "main") == []
    assert not overflows(page)
