"""The recap: what it shows, what « Payer » takes, what the demonstration bank answers."""

import re
from datetime import date
from decimal import Decimal

from django.core import mail
from django.urls import reverse

from payments.ledger import balance
from payments.models import DemoBankPayment, Order, Payment
from reservations.booking.holding import hold
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
