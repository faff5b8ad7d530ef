"""The counter: a clerk books for a family on the same planning, and takes cash or a cheque."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from families.access import COUNTER_SESSION
from payments.models import LedgerEntry, Order, Payment
from payments.tickets import add, stock
from reservations.booking.holding import hold
from reservations.models import Reservation
from reservations.self_check import check_everything
from tests.factories import payments
from tests.reservations.conftest import AT
from tests.reservations.pages import keep, on, statuses, text

Status = Reservation.Status
RECAP, PAY, COLLECT = "/recapitulatif/", "/recapitulatif/payer/", "/recapitulatif/encaisser/"


@pytest.fixture
def alice(town, client, now):
    """The browser of a clerk who has opened the Martin family's file."""
    clerk = payments.clerk(first_name="Alice")
    clerk.user_permissions.add(Permission.objects.get(codename="act_for_household"))
    client.force_login(clerk)
    session = client.session
    session[COUNTER_SESSION] = town.family.pk
    session.save()
    client.clerk = clerk
    return client


def shown(client, **more) -> dict:
    context = client.get(RECAP).context
    return {"digest": context["quote"].digest, "shown": context["shown"], **more}


def test_a_clerk_books_on_the_same_planning(alice, town):
    """K01: the booking remembers who made it."""
    keep(alice, town.sarah, [on(town.meals, 8)])
    booking = Reservation.objects.get()
    assert booking.household == town.family
    assert booking.booked_by == alice.clerk


def test_the_recap_of_a_clerk_offers_cash_and_cheque(alice, town):
    """K02: no bank, and what must be written down of each."""
    keep(alice, town.sarah, [on(town.meals, 8)])
    page = text(alice.get(RECAP))
    assert "Espèces" in page
    assert "Chèque" in page
    assert "Numéro du chèque" in page
    assert "Encaisser 3,60 €" in page
    assert "Banque de démonstration" not in page


def test_cash_settles_books_and_gives_a_receipt(alice, town):
    """K02, statement 44 at the counter."""
    keep(alice, town.sarah, [on(town.meals, 8), on(town.care, 8, "soir")])
    response = alice.post(COLLECT, shown(alice, cash_amount="3,60", receipt_book="A-12"), follow=True)
    page = text(response)
    payment = Payment.objects.get()
    assert (payment.adapter, payment.amount, payment.received_by) == ("cash", Decimal("3.60"), alice.clerk)
    assert "Votre paiement est enregistré" in page
    assert "A-12" in page
    assert statuses(town.family) == [Status.CONFIRMED, Status.CONFIRMED]


def test_a_cheque_writes_down_its_number_its_bank_and_its_drawer(alice, town):
    """K02."""
    keep(alice, town.sarah, [on(town.meals, 8)])
    cheque = {"cheque_amount": "3.60", "cheque_number": "0042", "cheque_bank": "Banque du Nord",
              "cheque_drawer": "C. Martin"}  # fmt: skip
    page = text(alice.post(COLLECT, shown(alice, **cheque), follow=True))
    for written in ("Chèque", "0042", "Banque du Nord", "C. Martin"):
        assert written in page
    assert LedgerEntry.objects.filter(household=town.family).count() == 2


def test_a_sum_too_small_for_a_bank_is_still_taken_at_the_counter(alice, town):
    """K02."""
    office = town.canteen.revenue_office
    office.minimum_online = Decimal("5.00")
    office.save()
    keep(alice, town.sarah, [on(town.meals, 8)])
    alice.post(COLLECT, shown(alice, cash_amount="3,60"))
    assert Payment.objects.get().amount == Decimal("3.60")


def test_deferred_lines_alone_are_confirmed_at_the_counter(alice, town):
    keep(alice, town.sarah, [on(town.care, 8, "soir")])
    assert "Confirmer" in text(alice.get(RECAP))
    alice.post(PAY, shown(alice))
    assert statuses(town.family) == [Status.CONFIRMED]


@pytest.mark.parametrize("means", ["demo", "cash", "tickets"])
def test_a_clerk_takes_money_by_the_desk_only(alice, town, means):
    keep(alice, town.sarah, [on(town.meals, 8)])
    page = text(alice.post(PAY, shown(alice, means=means), follow=True))
    assert "Ce moyen de paiement n’est pas accepté ici." in page
    assert not Payment.objects.exists()


def test_a_clerk_who_may_no_longer_act_sees_no_family(alice, town):
    """The right is asked at each page, not only when the file is opened."""
    hold(household=town.family, child=town.sarah, wanted=[on(town.meals, 8).pk], at=AT)
    alice.clerk.user_permissions.clear()
    assert alice.get(RECAP).status_code == 404
    assert alice.post(PAY, {"digest": "x", "means": "cash"}).status_code == 404
    assert alice.post(COLLECT, {"digest": "x", "cash_amount": "3,60"}).status_code == 404
    assert not Order.objects.exists()


@pytest.fixture
def with_tickets(town, alice):
    """The canteen takes tickets, the Martin family holds two."""
    office = town.canteen.revenue_office
    office.adapters = ["cash", "tickets"]
    office.save()
    kind = payments.ticket_kind(office)
    town.canteen.units.update(ticket_kind=kind)
    add(town.family, kind, 2, label="Carnet", at=AT, by=alice.clerk)
    return kind


def test_a_ticket_pays_the_meal_ticked_and_cash_the_other(alice, town, with_tickets):
    """K03, statement 48: from the recap's boxes to the receipt."""
    keep(alice, town.sarah, [on(town.meals, 8), on(town.meals, 9)])
    lines = list(alice.get(RECAP).context["desk"].lines)
    page = text(alice.post(COLLECT, shown(alice, tickets=lines[:1], cash_amount="3,60"), follow=True))
    assert "Tickets remis 1" in page
    assert "1 Ticket cantine" in page
    assert "il en reste 1" in page
    assert stock(town.family, with_tickets) == 1
    assert statuses(town.family) == [Status.CONFIRMED, Status.CONFIRMED]
    assert check_everything(at=AT) == []


def test_no_ticket_is_offered_for_a_line_invoiced_later(alice, town, with_tickets):
    """Statement 48: a deferred line is paid on its invoice."""
    town.garderie.units.update(ticket_kind=with_tickets)
    keep(alice, town.sarah, [on(town.meals, 8), on(town.care, 8, "soir")])
    assert len(alice.get(RECAP).context["desk"].lines) == 1


def test_a_wrong_sum_is_told_and_nothing_typed_is_lost(alice, town, with_tickets):
    """K02."""
    keep(alice, town.sarah, [on(town.meals, 8)])
    answer = alice.post(COLLECT, shown(alice, cash_amount="2,00", receipt_book="A-12"))
    assert "Il manque 1,60 €" in text(answer)
    assert 'value="A-12"' in answer.content.decode()
    assert not Order.objects.exists()
    assert statuses(town.family) == [Status.HELD]


def test_what_is_left_goes_to_cash_without_javascript(alice, town, with_tickets):
    """K02: « Calculer le reste » takes nothing."""
    keep(alice, town.sarah, [on(town.meals, 8), on(town.meals, 9)])
    lines = list(alice.get(RECAP).context["desk"].lines)
    answer = alice.post(COLLECT, shown(alice, tickets=lines[:1], cash_amount="7,20", action="calculer"))
    assert 'name="cash_amount" value="3,60"' in answer.content.decode()
    assert not Payment.objects.exists()


def test_the_receipt_of_the_first_regie_leads_back_to_the_recap(alice, town):
    """Two régies: what is left to settle is not forgotten, and once all is, nothing is asked."""
    other = payments.revenue_office(name="Régie enfance", adapters=["cash"])
    town.garderie.revenue_office, town.garderie.payment_mode = other, "immediat"
    town.garderie.save()
    keep(alice, town.sarah, [on(town.meals, 8), on(town.care, 8, "soir")])
    first = text(alice.post(COLLECT, shown(alice, cash_amount="3,60"), follow=True))
    assert "Revenir au récapitulatif" in first
    left = f"{alice.get(RECAP).context['next'].to_pay}"
    assert "Revenir au récapitulatif" not in text(alice.post(COLLECT, shown(alice, cash_amount=left), follow=True))
    assert statuses(town.family) == [Status.CONFIRMED, Status.CONFIRMED]
