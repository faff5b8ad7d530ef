"""The recap: what it shows, what « Payer » takes, what the demonstration bank answers."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from payments.ledger import balance
from payments.models import DemoBankPayment, LedgerEntry, Order, Payment
from reservations.booking import hold
from reservations.models import Reservation
from rules.editions import make_live, store
from rules.files import rulebook_to_json
from rules.models import Edition
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories import payments
from tests.factories.reservations import one_row
from tests.reservations.conftest import AT
from tests.reservations.pages import on, statuses, text

Status = Reservation.Status
RECAP, PAY, CLEAR = "/recapitulatif/", "/recapitulatif/payer/", "/recapitulatif/tout-supprimer/"


def book(town, *found, who=None):
    hold(household=town.family, child=who or town.sarah, wanted=[one.pk for one in found], at=AT)


def four_meals(town):
    book(town, *(on(town.meals, day) for day in (8, 9, 10, 11)))


def asked(client, **more) -> dict:
    """What the form of the recap sends, as it was shown."""
    context = client.get(RECAP).context
    means = context["next"].means[0].name if context["next"].takes_money else ""
    return {"digest": context["quote"].digest, "shown": context["shown"], "means": means, **more}


def at_the_bank(response) -> DemoBankPayment:
    """The visit of the demonstration bank a « Payer » leads to."""
    assert response.status_code == 302, text(response)
    assert "/banque-demo/" in response.url
    return DemoBankPayment.objects.get(token=response.url.rstrip("/").rsplit("/", 1)[-1])


def answer(client, visit, decision):
    """What the parent does on the bank's second page, back on the portal."""
    return client.post(reverse("payments:demo_bank_card", args=[visit.token]), {"decision": decision}, follow=True)


def raise_the_price(town, amount):
    """A new edition from 8 June, published while the recap is open."""
    edition = Edition.objects.create(
        rulebook=town.canteen.price_rulebook, title="hausse de juin", valid_from=date(2026, 6, 8)
    )
    store(edition, rulebook_to_json(one_row(Amount(Decimal(amount)), Operation.SET)))
    make_live(edition, at=AT)


def test_the_recap_says_what_is_for_good_and_what_erases(claire, town):
    """Statement 32."""
    four_meals(town)
    page = text(claire.get(RECAP))
    assert "Validation des modifications" in page
    assert "veuillez cliquer sur le bouton « Payer »" in page
    assert "Si vous cliquez sur « Tout supprimer », vos modifications seront effacées." in page


def test_four_meals_are_four_lines_and_14_40(claire, town):
    """Statements 33, 34 and 35, P23."""
    four_meals(town)
    page = text(claire.get(RECAP))
    assert "Récapitulatif de votre saisie" in page
    assert "Paiement immédiat Date Elément Tarification Coût" in page
    for day in ("08", "09", "10", "11"):
        assert f"{day}/06/2026 Sarah - Cantine Les Lutins Gourmands - Repas à l'unité" in page
    assert len(re.findall(r"3,60 € (?=\d\d/|A payer)", page)) == 4
    assert "A payer 14,40 €" in page
    assert "Tout supprimer Retour Payer" in page


def test_a_line_tells_why_it_costs_so(claire, town):
    """B01 in the recap."""
    book(town, on(town.meals, 8))
    assert "règle : ligne 1 → 3,60 €" in text(claire.get(RECAP))


def test_the_balance_due_is_one_more_line(claire, town):
    """Statement 35, P21, B15: a debt raises the payment."""
    payments.adjustment(town.family, town.canteen.revenue_office, payments.clerk(), "12.40")
    book(town, on(town.meals, 8))
    assert "Restant dû 12,40 € A payer 16,00 €" in text(claire.get(RECAP))


def test_a_credit_lowers_the_payment(claire, town):
    """B15."""
    payments.adjustment(town.family, town.canteen.revenue_office, payments.clerk(), "-2.00")
    book(town, on(town.meals, 8))
    assert "Avoir déduit −2,00 € A payer 1,60 €" in text(claire.get(RECAP))


def test_deferred_lines_stand_apart_with_the_month_of_their_invoice(claire, town):
    """Statement 38, P28."""
    book(town, on(town.meals, 8), on(town.care, 8, "soir"))
    page = text(claire.get(RECAP))
    assert "Paiement différé · facture de juin 2026" in page
    assert "Sera facturé, rien à payer maintenant" in page
    assert "A payer 3,60 €" in page


def test_the_evening_that_reprices_the_morning_is_a_line_with_its_reason(claire, town):
    """B21."""
    book(town, on(town.care, 8, "matin"), on(town.care, 8, "soir"))
    assert "Sarah - Garderie - matin et soir le même jour ajustement" in text(claire.get(RECAP))


def test_the_recap_says_until_when_places_are_kept(claire, town):
    """Statement 40, P25."""
    four_meals(town)
    assert "Vos places sont gardées jusqu'à 8 h 30 (lundi 1er juin 2026)." in text(claire.get(RECAP))


def test_retour_keeps_the_basket(claire, town):
    """Statement 36, P26."""
    four_meals(town)
    body = claire.get(RECAP).content.decode()
    assert '<a class="button" href="/planning/">Retour</a>' in body
    claire.get("/planning/")
    assert town.family.reservations.count() == 4


def test_tout_supprimer_erases_the_changes_and_nothing_else(claire, town):
    """Statements 32 and 36, P26: the day already paid stays."""
    book(town, on(town.meals, 8))
    town.family.reservations.update(status=Status.CONFIRMED, held_until=None)
    book(town, on(town.meals, 9))
    assert "1 changement effacé" in text(claire.post(CLEAR, follow=True))
    assert statuses(town.family) == [Status.CONFIRMED]


def test_the_basket_is_never_emptied_by_a_link(claire, town):
    four_meals(town)
    assert claire.get(CLEAR).status_code == 405
    assert claire.get(PAY).status_code == 405


def test_an_empty_recap_says_so(claire, town):
    page = text(claire.get(RECAP))
    assert "Votre récapitulatif est vide" in page
    assert "Payer" not in page


def test_nothing_counts_before_payer(claire, town):
    """Statement 37, P24."""
    four_meals(town)
    claire.get(RECAP)
    assert not Reservation.objects.filter(status=Status.CONFIRMED).exists()
    assert not Order.objects.exists()


def test_payer_leads_to_the_bank_and_its_yes_books_everything(claire, town):
    """Statements 38 and 44, A02: one payment, the receipt, counter 0, balance settled."""
    book(town, on(town.meals, 8), on(town.care, 8, "soir"))
    visit = at_the_bank(claire.post(PAY, asked(claire)))
    assert statuses(town.family) == [Status.HELD, Status.HELD]
    response = answer(claire, visit, "pay")
    payment = Payment.objects.get()
    assert (payment.status, payment.amount) == (Payment.PAID, Decimal("3.60"))
    assert response.redirect_chain[-1][0].endswith(reverse("payments:receipt", args=[payment.reference]))
    assert statuses(town.family) == [Status.CONFIRMED, Status.CONFIRMED]
    assert balance(town.family, on=date(2026, 6, 1)) == 0
    assert "Récapitulatif ( 0 )" in text(claire.get("/planning/"))
    assert "lundi 8 juin : réservé" in text(claire.get(reverse("reservations:child_now", args=[town.sarah.pk])))


def test_the_receipt_is_sent(claire, town, django_capture_on_commit_callbacks):
    """Statement 44: a message of the household, with what was paid."""
    town.family.email = "claire@exemple.fr"
    town.family.save()
    book(town, on(town.meals, 8))
    visit = at_the_bank(claire.post(PAY, asked(claire)))
    with django_capture_on_commit_callbacks(execute=True):
        answer(claire, visit, "pay")
    (sent,) = mail.outbox
    assert sent.to == ["claire@exemple.fr"]
    assert "3,60" in sent.body


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
