"""From a month of garderie to a paid invoice: the régie prepares and issues, the parent reads, pays, and is clear."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from families.models import Guardian
from payments.models import Invoice
from reservations.attendance.writing import close, mark
from reservations.models import Reservation
from tests.factories import attendance as make
from tests.factories.families import agent, parent
from tests.journeys.conftest import defects, overflows, press, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def school(transactional_db):
    """A garderie whose June is over: an evening booked, a late departure, its sheets closed."""
    found = make.school(children=1)
    found.garderie.accounting_code = "7067"
    found.garderie.save()
    office = found.garderie.revenue_office
    office.creditor_id, office.debit_iban, office.debit_bic = "FR72ZZZ123456", "DE89370400440532013000", "COBADEFFXXX"
    office.save()
    make.confirmed(found.sarah, found.family, found.evening)
    mark(found.evening, found.sarah.pk, by=found.animator, at=make.EVENING, left_at="18:50", presence="present")
    for session in {one.session for one in Reservation.objects.select_related("session")}:
        close(session, by=found.animator, at=make.EVENING)
    return found


@pytest.fixture
def entering(browser, live_server):
    """A browser signed in as somebody, on a desk or a phone; a script the policy refuses is a failure."""
    opened = []

    def enter(user, width=1280):
        client = Client()
        client.force_login(user)
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="fr-FR"
        )
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        return page

    yield enter
    for context in opened:
        context.close()


def check(page, where):
    assert defects(page) == [], where
    assert not overflows(page), f"{where} scrolls sideways"


def test_a_deferred_month_becomes_a_paid_invoice(school, entering):
    """F01, P30, P35, P34: each page is walked on a desk by the régie, on a phone by the parent."""
    desk = entering(agent("régie"))
    desk.goto("/regie/fin-de-mois/")
    check(desk, "runs")
    desk.get_by_label("Mois à facturer").fill("2026-06")
    press(desk, "Préparer les factures")
    assert "facture prête : 1" in text(desk)
    check(desk, "a run")
    press(desk, "Émettre les factures")
    desk.reload()
    assert "facture 2026-000001" in text(desk)
    press(desk, "facture 2026-000001", role="link")
    check(desk, "an invoice at the régie")
    assert "Garderie - Retard" in text(desk)
    for place in ("/regie/factures/", "/regie/prelevements/", "/regie/remboursements/", "/absences-a-examiner/"):
        desk.goto(place)
        check(desk, place)

    phone = entering(parent_of(school), width=320)
    phone.goto("/facturation/factures/")
    check(phone, "invoices")
    press(phone, "2026-000001", role="link", exact=True)
    phone.get_by_text("Pourquoi ce prix ?").first.click()
    check(phone, "an invoice")
    press(phone, "Payer", role="link", exact=True)
    press(phone, "Payer", exact=True)
    press(phone, "Payer par carte bancaire")
    press(phone, "VALIDER")
    assert "12,75 €" in text(phone)
    check(phone, "receipt")
    phone.goto("/facturation/factures/")
    assert "Vous n’avez aucune facture à payer." in text(phone)
    assert "payée" in text(phone)
    for place in ("/facturation/prelevements/", "/facturation/avoir/", "/absences/"):
        phone.goto(place)
        check(phone, place)
    assert Invoice.objects.with_left().get().left == 0
    assert Invoice.objects.get().issued_at <= timezone.now()


def parent_of(school):
    user = parent(school.family)
    Guardian.objects.filter(user=user).update(email="martin@exemple.fr")
    return user
