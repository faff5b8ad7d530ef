"""The parent's own journey: from the news to the receipt, then what a refused or abandoned payment leaves."""

import re

import pytest

from tests.journeys.conftest import box, e_mails_to, log_in, open_planning, plain, press, text, unit

pytestmark = pytest.mark.browser


def test_a_parent_reads_the_news_books_for_two_children_and_pays(visitor, folder):
    """Statements 1, 2, 4, 12, 17, 21 to 28, 32 to 36, 38, 41 to 45; P11, P17, P23, B01."""
    page = visitor()
    reads_the_news(page)
    page.goto("/")
    log_in(page, "claire.martin")
    ticks_for_two_children(page)
    reads_the_recap(page)
    press(page, "Payer")
    pays(page, "VALIDER")
    finds_all_settled(page, folder)


def reads_the_news(page) -> None:
    said = text(page)
    assert said.index("Un tutoriel pour réserver") < said.index("Les mercredis au centre") < said.index("Bienvenue")
    page.locator("main a[href*=reserver-et-payer]").first.click()
    page.locator("h1", has_text="Réserver et payer").wait_for()
    assert page.locator("main img").count() == 6


def ticks_for_two_children(page) -> None:
    page.goto("/planning/")
    assert "Chloé : Novembre 2026" in text(page)
    assert page.get_by_role("checkbox").count() == 0, "nothing changes while reading"
    open_planning(page, "Chloé", "2026/12")
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", "lundi 14 décembre").check()
    box(page, "Soir", "lundi 14 décembre").check()
    page.locator("#panier", has_text="2").wait_for()
    press(page, "Sarah", exact=True)
    assert "Sarah : Décembre 2026" in text(page)
    box(page, "Repas", "lundi 14 décembre").check()
    box(page, "Repas", "mardi 15 décembre").check()
    page.locator("#panier", has_text="4").wait_for()
    press(page, "Valider et terminer")


def reads_the_recap(page) -> None:
    said = text(page)
    assert "Validation des modifications" in said
    row = page.locator("main tr", has_text="14/12/2026").filter(has_text="Sarah - Cantine Les Lutins Gourmands - Repas")
    assert "à l'unité" in row.inner_text()
    assert plain(row.inner_text()).endswith("3,60 €")
    assert "Paiement différé · facture de décembre 2026" in said
    assert "A payer 10,80 €" in said
    page.locator("main summary").first.click()
    assert "tranche 3 → 3,60 €" in text(page)


def pays(page, answer: str) -> None:
    """At the demonstration bank: « VALIDER », a refusal, or « Annuler »."""
    assert "démonstration" in page.locator("body").inner_text()
    assert re.search(r"Référence de la dette : 20261231x207x\d{4}", text(page))
    press(page, "Payer par carte bancaire")
    press(page, answer)


def finds_all_settled(page, folder) -> None:
    assert "Votre paiement est enregistré" in text(page)
    number = page.locator("main dd").first.inner_text()
    open_planning(page, "Sarah", "2026/12")
    said = text(page)
    assert "lundi 14 décembre : réservé" in said
    assert "Récapitulatif (0)" in said
    assert "restant dû de 0,00 €" in said
    assert "Coût de la période : 7,20 €" in said
    page.wait_for_timeout(3000)  # the queue sends in a process of its own
    assert any(number in mail and "10,80 €" in plain(mail) for mail in e_mails_to(folder, "claire.martin@exemple.fr"))


@pytest.mark.parametrize(
    ("answer", "day"), [("Simuler un refus de la banque", "jeudi 17 décembre"), ("Annuler", "vendredi 18 décembre")]
)
def test_a_payment_refused_or_given_up_keeps_the_basket_and_books_nothing(visitor, answer, day):
    """Statements 37 and 44."""
    page = visitor("laura.michel")
    open_planning(page, "Rose", "2026/12")
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", day).check()
    press(page, "Valider et terminer")
    press(page, "Payer")
    pays(page, answer)
    open_planning(page, "Rose", "2026/12")
    said = plain(unit(page, "Repas").inner_text())
    assert f"{day} : dans votre panier" in said
    assert f"{day} : réservé" not in said
    page.goto("/recapitulatif/")
    empties(page)
    open_planning(page, "Rose", "2026/12")
    assert "Récapitulatif (0)" in text(page)


def empties(page) -> None:
    page.locator("[data-opens=supprimer]").click()
    press(page, "Tout supprimer", within=page.get_by_role("dialog"))
