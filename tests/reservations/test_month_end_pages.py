"""The régie's screen of the month's end, and its invoices: prepared, corrected, issued, cancelled, exported."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from families.models import AuditEntry
from payments.models import Invoice, InvoiceRun
from reservations.attendance.writing import close, mark
from reservations.models import Reservation
from reservations.month_end.tasks import prepare_run
from tests.factories import attendance as make
from tests.factories.families import agent
from tests.factories.payments import issued_invoice

pytestmark = pytest.mark.django_db
RUNS = reverse("reservations:runs")


@pytest.fixture
def july(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 7, 2, 8, 0, tzinfo=UTC))


@pytest.fixture
def school(july):
    found = make.school(children=1)
    make.confirmed(found.sarah, found.family, found.evening)
    return found


@pytest.fixture
def regie(client):
    client.force_login(agent("régie"))
    return client


def opened(regie, school, django_capture_on_commit_callbacks):
    office = school.garderie.revenue_office.pk
    with django_capture_on_commit_callbacks(execute=True):
        answer = regie.post(reverse("reservations:new_run"), {"revenue_office": office, "month": "2026-06"})
    return answer.headers["Location"]


def act(regie, here, what, capture):
    """Press a button, let the queue work, and read the page again."""
    with capture(execute=True):
        said = regie.post(f"{here}{what}/", follow=True).content.decode()
    return said + regie.get(here).content.decode()


def test_a_month_goes_from_errors_to_invoices(regie, school, django_capture_on_commit_callbacks):
    """F01: draft, list of errors, replay, issue."""
    capture = django_capture_on_commit_callbacks
    here = opened(regie, school, capture)
    page = regie.get(here).content.decode()
    assert "1 foyer est à corriger" in page
    assert "feuille(s) de présence non close(s) (08/06)" in page
    mark(school.evening, school.sarah.pk, by=school.animator, at=make.EVENING, presence="present")
    for session in {one.session for one in Reservation.objects.select_related("session")}:
        close(session, by=school.animator, at=make.EVENING)
    assert "facture prête" in act(regie, here, "corriger", capture)
    assert "facture 2026-000001" in act(regie, here, "emettre", capture)
    assert InvoiceRun.objects.get().status == InvoiceRun.ISSUED
    assert Invoice.objects.get().total == Decimal("2.75")


def test_a_month_not_over_is_refused_with_its_reason_and_nothing_is_lost(regie, school):
    office = school.garderie.revenue_office.pk
    answer = regie.post(reverse("reservations:new_run"), {"revenue_office": office, "month": "2026-07"})
    assert "pas terminé" in answer.content.decode()
    assert 'value="2026-07"' in answer.content.decode()
    assert InvoiceRun.objects.count() == 0


def test_a_run_given_up_leaves_nothing(regie, school, django_capture_on_commit_callbacks):
    here = opened(regie, school, django_capture_on_commit_callbacks)
    assert "rien n’a été facturé" in act(regie, here, "abandonner", django_capture_on_commit_callbacks)
    prepare_run.call(InvoiceRun.objects.get().pk, "2026-07-02T08:00:00+00:00")  # the queue comes too late
    assert InvoiceRun.objects.get().status == InvoiceRun.DISCARDED


def test_an_accountant_reads_and_may_not_issue(client, school, regie, django_capture_on_commit_callbacks):
    here = opened(regie, school, django_capture_on_commit_callbacks)
    client.force_login(agent("comptable"))
    assert "Émettre les factures" not in client.get(here).content.decode()
    assert client.post(f"{here}emettre/").status_code == 404


def test_the_accountant_s_file_adds_up_to_the_invoices_and_is_written_down(client, school, db):
    """F09, F06 (CSV by decision): one row an invoice and accounting code."""
    office = school.garderie.revenue_office
    issued_invoice(school.family, office, "12.50", "-2.25", due_on=date(2026, 7, 31))
    client.force_login(agent("comptable"))
    answer = client.get(reverse("payments:treasury"), {"state": "due"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["facture"], row["montant"], row["reste_a_payer_facture"]) for row in rows] == [
        ("2026-000001", "10,25", "10,25")
    ]
    assert AuditEntry.objects.filter(action="families.export").count() == 1


def test_an_invoice_is_cancelled_from_its_page_with_a_reason(regie, school):
    """F05."""
    found = issued_invoice(school.family, school.garderie.revenue_office, "12.50")
    here = reverse("payments:cancel_invoice", args=[found.pk])
    assert "Une réponse est à revoir" in regie.post(here, {"reason": ""}).content.decode()
    page = regie.post(here, {"reason": "Saisie en double"}, follow=True).content.decode()
    assert "Saisie en double" in page
    assert Invoice.objects.get().status == Invoice.CANCELLED
