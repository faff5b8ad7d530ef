"""The pages of the régie: an agent's till, deposit slips, tickets; each opens to those it is for. Rows K03, K05."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from families.access import COUNTER_SESSION
from families.models import AuditEntry
from payments import slips, tickets, tills
from payments.desk import Part, Taking, collect
from payments.models import DepositSlip, LedgerEntry, Payment, TicketMovement, Till
from payments.tills import Counted
from tests.factories import payments as make
from tests.factories.families import agent
from tests.reservations.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return make.revenue_office(adapters=["cash", "cheque", "tickets"])


@pytest.fixture
def alice(db):
    return agent("accueil")


@pytest.fixture
def remi(db):
    return agent("régie")


@pytest.fixture
def till(office, household, alice):
    """Alice's till of the day: 5 € in cash, a cheque of 20 €."""
    at = timezone.now()
    parts = (Part("cheque", Decimal("20.00"), details={"cheque_number": "0042", "bank": "Banque du Nord"}),
             Part("cash", Decimal("5.00")))  # fmt: skip
    collect(make.order(household, office, "25.00", at=at), Taking(parts), email="", at=at, by=alice)
    return Till.objects.get()


def closed(till):
    counted = {one.adapter: Counted(one.expected) for one in tills.holdings(till)}
    return tills.close(till, counted, at=timezone.now(), by=till.agent)


def test_an_agent_opens_the_till_with_its_float(client, alice, office):
    """K05."""
    client.force_login(alice)
    page = text(client.post("/caisse/", {"revenue_office": office.pk, "amount": "50,00"}, follow=True))
    assert "Attendu" in page
    assert "50,00 €" in page
    assert Till.objects.get().opening_float == Decimal("50.00")


def test_a_wrong_float_is_told_and_kept(client, alice, office):
    client.force_login(alice)
    page = client.post("/caisse/", {"revenue_office": office.pk, "amount": "cinquante"})
    assert "Écrivez un montant en euros" in text(page)
    assert 'value="cinquante"' in page.content.decode()


def test_an_agent_closes_the_till_once_the_difference_is_explained(client, alice, till):
    """K05."""
    client.force_login(alice)
    count = {"cash_counted": "4,00", "cheque_counted": "20"}
    assert "dites pourquoi" in text(client.post(f"/caisse/{till.pk}/", count))
    assert Till.objects.open().exists()
    page = text(client.post(f"/caisse/{till.pk}/", {**count, "cash_why": "Pièce perdue"}, follow=True))
    assert "La caisse est arrêtée" in page
    assert "-1,00 €" in page.replace("−", "-")
    assert "Pièce perdue" in page


def test_a_till_is_its_agent_s_and_the_regie_s(client, alice, remi, till):
    other = agent("accueil")
    client.force_login(other)
    assert client.get(f"/caisse/{till.pk}/").status_code == 404
    assert client.get(f"/regie/caisses/{till.pk}/").status_code == 404
    client.force_login(remi)
    assert "Attendu" in text(client.get(f"/regie/caisses/{till.pk}/"))
    client.force_login(agent("comptable"))
    assert client.get(f"/regie/caisses/{till.pk}/").status_code == 200
    assert client.post(f"/regie/caisses/{till.pk}/", {}).status_code == 404


def test_a_payment_taken_by_mistake_is_undone_from_the_till(client, alice, till, household):
    client.force_login(alice)
    payment = Payment.objects.get(adapter="cash")
    page = text(client.post(f"/caisse/annuler/{payment.reference}/",
                            {"reason": "Mauvaise famille", "back": f"/caisse/{till.pk}/"}, follow=True))  # fmt: skip
    assert "annulation : Mauvaise famille" in page
    assert LedgerEntry.objects.get(kind=LedgerEntry.REVERSAL).recorded_by == alice


def test_another_agent_s_payment_is_not_undone(client, till):
    client.force_login(agent("accueil"))
    assert client.post(f"/caisse/annuler/{Payment.objects.first().reference}/", {"reason": "x"}).status_code == 404


def test_undoing_goes_back_to_no_other_site(client, alice, till):
    client.force_login(alice)
    answer = client.post(f"/caisse/annuler/{Payment.objects.first().reference}/",
                         {"reason": "Erreur", "back": "https://exemple.fr/"})  # fmt: skip
    assert answer.headers["Location"] == "/caisse/"


def test_the_regie_filters_its_tills(client, remi, till):
    client.force_login(remi)
    assert str(till.revenue_office) in text(client.get("/regie/caisses/?open=true"))
    assert "Aucune caisse ne répond" in text(client.get("/regie/caisses/?open=false"))


# Slips --------------------------------------------------------------------------------------------


def test_the_regie_issues_a_slip_of_the_cheques(client, remi, till, office):
    """K05: prepared from closed tills, each cheque listed, locked once issued."""
    client.force_login(remi)
    assert "Rien à remettre" in text(client.get("/regie/bordereaux/"))
    closed(till)
    assert "1 paiement, 20,00 €" in text(client.get("/regie/bordereaux/"))
    address = f"/regie/bordereaux/nouveau/{office.pk}/cheque/"
    assert "0042" in text(client.get(address))
    assert "Choisissez au moins un paiement" in text(client.post(address, {}))
    page = text(client.post(address, {"payments": [Payment.objects.get(adapter="cheque").pk]}, follow=True))
    for said in ("B000001", "0042", "Banque du Nord", "Total", "20,00 €", "il ne change plus"):
        assert said in page


@pytest.fixture
def slip(till, office, remi) -> DepositSlip:
    closed(till)
    chosen = [payment.pk for payment in slips.waiting(office, "cheque")]
    return slips.issue(office, "cheque", chosen, at=datetime(2026, 6, 2, tzinfo=UTC), by=remi)


def test_a_slip_leaves_as_csv_and_the_trail_keeps_it(client, remi, slip):
    client.force_login(remi)
    answer = client.get(f"/regie/bordereaux/{slip.pk}/fichier/csv/")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "date,quittance,foyer,agent,détails,montant"
    assert "0042" in lines[1]
    assert lines[-1].endswith('"20,00"')
    assert AuditEntry.objects.filter(action="families.export", user=remi).exists()


def test_a_slip_leaves_as_a_spreadsheet_in_which_no_name_is_a_formula(client, remi, slip, household):
    household.name = "=1+1"
    household.save()
    client.force_login(remi)
    book = load_workbook(BytesIO(client.get(f"/regie/bordereaux/{slip.pk}/fichier/xlsx/").content))
    rows = list(book.active.values)
    assert rows[1][2] == "'=1+1"
    assert rows[-1][-1] == "20,00"


def test_a_slip_has_no_other_file(client, remi, slip):
    client.force_login(remi)
    assert client.get(f"/regie/bordereaux/{slip.pk}/fichier/ods/").status_code == 404


def test_the_accountant_reads_slips_and_issues_none(client, slip, office):
    client.force_login(agent("comptable"))
    assert client.get(f"/regie/bordereaux/{slip.pk}/").status_code == 200
    assert client.get(f"/regie/bordereaux/nouveau/{office.pk}/cash/").status_code == 404


# Tickets ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, alice, household):
    """Alice's browser, the family's file open."""
    client.force_login(alice)
    session = client.session
    session[COUNTER_SESSION] = household.pk
    session.save()
    return client


def test_the_desk_records_the_tickets_a_family_brings(desk, household, office):
    """Statement 47."""
    kind = make.ticket_kind(office)
    data = {"act": "add", "kind": kind.pk, "quantity": "12", "label": "Carnet n° 128"}
    page = text(desk.post("/guichet/tickets/", data, follow=True))
    assert "12 tickets" in page
    assert "enregistrés : Carnet n° 128" in page
    data = {"act": "correct", "kind": kind.pk, "quantity": "10", "label": "Deux tickets abîmés"}
    assert "10 tickets" in text(desk.post("/guichet/tickets/", data, follow=True))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"quantity": "douze", "label": "Carnet"}, "nombre entier"),
        ({"quantity": "0", "label": "Carnet"}, "combien de tickets"),
        ({"quantity": "12", "label": ""}, "obligatoire"),
    ],
)
def test_tickets_badly_written_are_told_and_nothing_is_recorded(desk, office, data, said):
    kind = make.ticket_kind(office)
    assert said in text(desk.post("/guichet/tickets/", {"act": "add", "kind": kind.pk, **data}))
    assert not TicketMovement.objects.exists()


def test_without_an_open_file_the_desk_finds_a_family_first(client, alice):
    client.force_login(alice)
    assert "Ouvrez d’abord le dossier" in text(client.get("/guichet/tickets/", follow=True))


def test_the_regie_sees_what_is_left_to_wind_down(client, remi, household, office, clerk):
    """B14."""
    kind = make.ticket_kind(office)
    tickets.add(household, kind, 5, label="Reprise", at=make.AT, by=clerk)
    order = make.order(household, office, "3.60", "3.60")
    collect(order, Taking((), {line.pk: kind for line in order.charges.all()}), email="", at=make.AT, by=clerk)
    client.force_login(remi)
    page = text(client.get("/regie/tickets/"))
    assert "5 enregistrés, 2 utilisés, il en reste 3" in page
    assert household.name in page
    assert "Aucune famille" in text(client.get("/regie/tickets/?household=inconnue"))
