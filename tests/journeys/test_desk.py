"""The desk and the régie in a real browser: the last tickets, a cheque, a deadline overridden, a till, a slip."""

import pytest

from tests.journeys.conftest import box, open_planning, press, text

pytestmark = pytest.mark.browser


def serve(visitor, username: str, family: str, **more):
    """An agent with the file of a family open."""
    page = visitor(username, **more)
    page.goto(f"/guichet/?q={family}")
    press(page, "Ouvrir", within=page.locator("main"))
    return page


def book(page, child: str, *days: str) -> None:
    """Tick meals of December and go to the recap."""
    open_planning(page, child, "2026/12")
    press(page, "Modifier", role="link", exact=True)
    for day in days:
        box(page, "Repas", day).check()
    press(page, "Valider et terminer")


def test_a_family_s_last_tickets_are_used_up_at_the_counter(visitor):
    """B14, K03, statements 47 and 48: the founding tutorial's last line. Three tickets, four meals, then none left."""
    page = serve(visitor, "alice.accueil", "F0011")
    press(page, "Tickets papier", role="link")
    assert "Ticket cantine 3 tickets" in text(page)
    book(page, "Gabriel", "jeudi 10 décembre", "vendredi 11 décembre", "lundi 14 décembre", "mardi 15 décembre")
    boxes = page.locator("fieldset", has_text="Tickets papier").get_by_role("checkbox")
    assert boxes.count() == 4
    for place in range(3):
        boxes.nth(place).check()
    assert page.get_by_label("Montant pris en espèces").input_value() == "3,60"
    press(page, "Encaisser 14,40")
    said = text(page)
    assert "Moyen de paiement Tickets papier Tickets remis 3" in said
    assert "Moyen de paiement Espèces" in said
    assert said.count("1 Ticket cantine") == 3
    assert "il en reste 0 à votre famille" in said
    assert "Total réglé 14,40 €" in said
    wound_down(page)


def wound_down(page) -> None:
    """The stock is at zero, each use is written, and the next recap offers no ticket."""
    page.goto("/guichet/tickets/")
    said = text(page)
    assert "Ticket cantine 0 ticket" in said
    assert said.count("utilisé :") == 3
    book(page, "Gabriel", "jeudi 17 décembre")
    assert page.locator("fieldset", has_text="Espèces").count() == 1
    assert page.locator("fieldset", has_text="Tickets papier").count() == 0


def test_a_cheque_is_written_down_and_a_mistake_loses_nothing(visitor):
    """K02: refused while incomplete, then taken with a CESU; the till is counted, the slip issued (K05)."""
    page = serve(visitor, "alice.accueil", "F0012")
    book(page, "Agathe", *(f"{day} décembre" for day in ("jeudi 3", "vendredi 4", "lundi 7", "mardi 8")))
    page.get_by_label("Montant du chèque").fill("9,40")
    page.get_by_label("Numéro du chèque").fill("1234567")
    first = page.locator(".desk__title").first
    first.get_by_label("Émetteur").fill("Domiserve")
    first.get_by_label("Numéro").fill("77-1")
    first.get_by_label("Valeur faciale").fill("5")
    press(page, "Encaisser 14,40")
    assert "Un chèque s’enregistre avec son montant" in text(page)
    assert page.get_by_label("Numéro du chèque").input_value() == "1234567"
    assert first.get_by_label("Émetteur").input_value() == "Domiserve"
    page.get_by_label("Banque").fill("Banque du Nord")
    page.locator("#id_cheque_drawer").fill("P. Morel")
    press(page, "Encaisser 14,40")
    said = text(page)
    for written in ("Chèque Numéro du chèque 1234567", "Banque du Nord", "P. Morel", "CESU", "Domiserve", "77-1"):
        assert written in said
    the_till_is_closed(page)
    the_cheque_is_handed_over(visitor("remi.regie"))


def the_till_is_closed(page) -> None:
    """K05: counted, explained where it differs, closed."""
    page.goto("/caisse/")
    press(page, "Régie cantine et garderie", role="link", first=True)
    expected = page.locator("form.form.card p strong")
    for place, amount in enumerate(page.locator("form.form.card p").all_inner_texts()):
        page.locator("input[name$=_counted]").nth(place).fill(amount.rpartition("attendu")[2].replace("€", "").strip())
    assert expected.count() >= 3
    press(page, "Arrêter la caisse", exact=True)
    assert "La caisse est arrêtée : elle ne change plus." in text(page)


def the_cheque_is_handed_over(page) -> None:
    """K05: a numbered slip lists it."""
    page.goto("/regie/bordereaux/")
    press(page, "Préparer le bordereau Chèque, Régie cantine et garderie", role="link")
    assert "1234567" in text(page)
    press(page, "Émettre le bordereau")
    said = text(page)
    assert "Bordereau de remise CG2026-B000001" in said
    assert "1234567" in said
    assert "il ne change plus" in said


def test_the_regie_overrides_a_deadline_and_says_why(visitor):
    """K04: the day was closed, the reason is on its line."""
    page = serve(visitor, "remi.regie", "F0011")
    open_planning(page, "Gabriel", "2026/11")
    press(page, "Modifier", role="link", exact=True)
    press(page, "Déroger à une date limite", role="link")
    page.get_by_role("checkbox", name="Réserver :").first.check()
    press(page, "Accorder la dérogation")
    assert "obligatoire" in text(page)
    assert page.get_by_role("checkbox", name="Réserver :").first.is_checked()
    page.get_by_label("Motif de la dérogation").fill("Nouvel emploi")
    press(page, "Accorder la dérogation")
    said = text(page)
    assert "Dérogation accordée par Rémi Garnier" in said
    assert "Nouvel emploi" in said
