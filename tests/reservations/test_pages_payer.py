"""« Payer », « Confirmer », « Tout supprimer »: what the recap's buttons do."""

from datetime import date
from decimal import Decimal

import pytest

from payments.ledger import balance
from payments.models import LedgerEntry, Order, Payment
from reservations.booking.holding import hold
from tests.factories import payments
from tests.reservations.conftest import AT
from tests.reservations.pages import on, statuses, text
from tests.reservations.test_pages_recap import PAY, RECAP, Status, answer, asked, at_the_bank, book, raise_the_price


@pytest.mark.parametrize(("decision", "said"), [
    ("refuse", "La banque a refusé le paiement"),
    ("abandon", "Vous avez quitté le paiement"),
])  # fmt: skip
def test_a_no_from_the_bank_keeps_the_basket(claire, town, decision, said):
    """Statement 44: nothing booked, the parent is back on the recap and may pay again."""
    book(town, on(town.meals, 8))
    response = answer(claire, at_the_bank(claire.post(PAY, asked(claire))), decision)
    assert response.redirect_chain[-1][0].endswith(RECAP)
    assert said in text(response)
    assert statuses(town.family) == [Status.HELD]
    answer(claire, at_the_bank(claire.post(PAY, asked(claire))), "pay")
    assert statuses(town.family) == [Status.CONFIRMED]


def test_a_payment_that_covers_the_balance_settles_it_at_once(claire, town):
    """Statement 45, P21."""
    payments.adjustment(town.family, town.canteen.revenue_office, payments.clerk(), "12.40")
    book(town, on(town.meals, 8))
    answer(claire, at_the_bank(claire.post(PAY, asked(claire))), "pay")
    assert Payment.objects.get().amount == Decimal("16.00")
    assert "restant dû de 0,00 €" in text(claire.get("/planning/"))


def test_deferred_lines_alone_are_confirmed_without_a_bank(claire, town):
    """Statement 38: the button reads « Confirmer » and no payment page opens."""
    book(town, on(town.care, 8, "soir"))
    page = text(claire.get(RECAP))
    assert "Tout supprimer Retour Confirmer" in page
    response = claire.post(PAY, asked(claire), follow=True)
    assert "Vos changements sont enregistrés" in text(response)
    assert response.redirect_chain[-1][0] == "/planning/"
    assert statuses(town.family) == [Status.CONFIRMED]
    assert not Payment.objects.exists()


def test_a_cancellation_in_time_becomes_a_credit_without_a_bank(claire, town):
    """Statement 31, P37: the meal's price comes back as a credit."""
    book(town, on(town.meals, 8))
    answer(claire, at_the_bank(claire.post(PAY, asked(claire))), "pay")
    hold(household=town.family, child=town.sarah, wanted=[], unwanted=[on(town.meals, 8).pk], at=AT)
    page = text(claire.get(RECAP))
    assert "Sarah - Cantine Les Lutins Gourmands - Repas annulation annulation" in page
    assert "−3,60 €" in page
    assert "Il restera en avoir sur votre compte : 3,60 €" in page
    claire.post(PAY, asked(claire))
    assert statuses(town.family) == [Status.CANCELLED]
    assert balance(town.family, on=date(2026, 6, 1)) == Decimal("-3.60")


def test_a_sum_too_small_for_a_bank_is_left_due(claire, town):
    """A payer below the régie's minimum: confirmed, left due, the parent told."""
    office = town.canteen.revenue_office
    office.minimum_online = Decimal("5.00")
    office.save()
    book(town, on(town.meals, 8))
    assert "trop petite pour un paiement en ligne" in text(claire.get(RECAP))
    response = claire.post(PAY, asked(claire), follow=True)
    assert "3,60 € restent à régler" in text(response)
    assert "restant dû de 3,60 €" in text(response)
    assert statuses(town.family) == [Status.CONFIRMED]


# What changed meanwhile ---------------------------------------------------------------------------


def test_a_price_that_changed_is_shown_and_nothing_is_taken(claire, town):
    """Statement 39: the new price must be accepted."""
    book(town, on(town.meals, 8))
    seen = asked(claire)
    raise_the_price(town, "4.20")
    page = text(claire.post(PAY, seen))
    assert "Rien n'a été débité ni enregistré." in page
    assert "08/06/2026, Sarah - Cantine Les Lutins Gourmands - Repas : le prix passe de 3,60 € à 4,20 €." in page
    assert not Order.objects.exists()
    at_the_bank(claire.post(PAY, asked(claire)))
    assert Order.objects.get().amount_due == Decimal("4.20")


def test_a_place_lost_by_time_is_told(claire, town, now):
    """Statements 39 and 40: paying after the delay takes nothing."""
    book(town, on(town.meals, 8))
    seen = asked(claire)
    now(minutes=31)
    page = text(claire.post(PAY, seen))
    assert "08/06/2026, Sarah - Cantine Les Lutins Gourmands - Repas : n'est plus dans votre récapitulatif." in page
    assert "Votre récapitulatif est vide" in page
    assert not Order.objects.exists()


def test_the_recap_opened_after_the_delay_tells_it(claire, town, now):
    """Statement 40."""
    book(town, on(town.meals, 8))
    now(minutes=31)
    assert "Le délai pour payer est passé : 1 place a été rendue." in text(claire.get(RECAP))


def test_a_place_whose_payment_is_under_way_is_not_said_to_be_lost(claire, town, now):
    """Statement 40: the bank has not answered yet."""
    book(town, on(town.meals, 8))
    at_the_bank(claire.post(PAY, asked(claire)))
    now(hours=1)
    assert "Le délai pour payer est passé" not in text(claire.get(RECAP))


def test_a_day_whose_cut_off_passed_meanwhile_is_refused_with_its_reason(claire, town, now):
    """Statement 39: Wednesday's cut-off is Monday 10:00; held at 9:50, paid at 10:05."""
    now(hours=1, minutes=50)
    hold(household=town.family, child=town.sarah, wanted=[on(town.meals, 3).pk], at=AT.replace(hour=7, minute=50))
    seen = asked(claire)
    now(hours=2, minutes=5)
    page = text(claire.post(PAY, seen))
    assert "Votre récapitulatif ne peut pas être validé tel quel." in page
    assert "03/06/2026 Sarah - Repas : La date limite était le lundi 1er juin à 10 h." in page
    assert "Retour Payer" not in page
    assert not Order.objects.exists()


def test_a_day_added_in_another_tab_is_shown_before_it_is_paid(claire, town):
    """Two tabs."""
    book(town, on(town.meals, 8))
    seen = asked(claire)
    book(town, on(town.meals, 9))
    page = text(claire.post(PAY, seen))
    assert "09/06/2026, Sarah - Cantine Les Lutins Gourmands - Repas : ajouté, 3,60 €." in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("shown", ["", "forgé", "eyJ9:x:y"])
def test_forged_words_about_what_was_shown_are_not_repeated(claire, town, shown):
    book(town, on(town.meals, 8))
    page = text(claire.post(PAY, {"digest": "0" * 64, "shown": shown, "means": "demo"}))
    assert "Rien n'a été débité" in page
    assert "n'est plus dans" not in page


def test_a_forged_price_is_never_read(claire, town):
    """B04: what a form says of money is ignored."""
    book(town, on(town.meals, 8))
    at_the_bank(claire.post(PAY, asked(claire, amount="0.01", cost="0.01", total="0.01")))
    assert Payment.objects.get().amount == Decimal("3.60")


@pytest.mark.parametrize("means", ["", "cash", "cheque", "or"])
def test_a_parent_cannot_choose_a_means_of_the_counter(claire, town, means):
    book(town, on(town.meals, 8))
    response = claire.post(PAY, asked(claire, means=means), follow=True)
    assert "Ce moyen de paiement n’est pas accepté ici. Choisissez-en un autre." in text(response)
    assert statuses(town.family) == [Status.HELD]
    assert not LedgerEntry.objects.exists()


def test_an_unreadable_payment_form_says_so(claire, town):
    book(town, on(town.meals, 8))
    assert "Le formulaire reçu est illisible" in text(claire.post(PAY, {}, follow=True))


def test_payer_twice_pays_once(claire, town):
    """A double click: the second order replaces the first, whose page is left."""
    book(town, on(town.meals, 8))
    seen = asked(claire)
    claire.post(PAY, seen)
    visit = at_the_bank(claire.post(PAY, seen))
    answer(claire, visit, "pay")
    assert Order.objects.filter(status=Order.PAID).count() == 1
    assert balance(town.family, on=date(2026, 6, 1)) == 0
    assert statuses(town.family) == [Status.CONFIRMED]


def test_payer_again_after_the_payment_takes_nothing(claire, town):
    """The recap left open in another tab."""
    book(town, on(town.meals, 8))
    seen = asked(claire)
    answer(claire, at_the_bank(claire.post(PAY, seen)), "pay")
    page = text(claire.post(PAY, seen))
    assert "Si vous veniez de payer, votre paiement est enregistré" in page
    assert Order.objects.count() == 1


def test_two_regies_are_paid_one_after_the_other(claire, town):
    """Two régies, two orders; « Payer » says which."""
    other = payments.revenue_office(name="Régie enfance")
    town.garderie.revenue_office, town.garderie.payment_mode = other, "immediat"
    town.garderie.save()
    book(town, on(town.meals, 8), on(town.care, 8, "soir"))
    page = text(claire.get(RECAP))
    assert "elles se règlent l'une après l'autre" in page
    assert "Payer (Régie cantine et garderie, 3,60 €)" in page
    answer(claire, at_the_bank(claire.post(PAY, asked(claire))), "pay")
    assert statuses(town.family) == [Status.CONFIRMED, Status.HELD]
    answer(claire, at_the_bank(claire.post(PAY, asked(claire))), "pay")
    assert statuses(town.family) == [Status.CONFIRMED, Status.CONFIRMED]
