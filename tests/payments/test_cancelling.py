"""Invoices undone with a reason and kept, and unpaid ones reminded in stages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Message
from payments import ledger
from payments.errors import InvoiceError
from payments.invoicing.cancelling import cancel_invoice
from payments.invoicing.reminders import remind
from payments.models import CreditNote, Invoice, InvoiceReminder
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.invoicing import IN_JUNE, announce, issued
from tests.payments.test_invoice_pages import attempt

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def invoice(office, household):
    announce(household, office, "3.60", "5.40")
    return issued(office, household)[0]


def test_a_cancelled_invoice_is_kept_numbered_and_owes_nothing(office, household, clerk, invoice, family):
    """F03, F05: with its reason, under a number of its own series."""
    note = cancel_invoice(invoice, reason="Enfant facturé deux fois", at=IN_JUNE, by=clerk)
    assert (str(note), note.amount, note.reason) == ("A2026-000001", Decimal("9.00"), "Enfant facturé deux fois")
    assert ledger.balance(household, on=IN_JUNE.date()) == 0
    assert check_ledger() == []
    page = family.get(reverse("payments:invoice", args=[invoice.pk])).content.decode()
    assert "A2026-000001" in page
    assert "Enfant facturé deux fois" in page
    labels = [(line.label, line.amount) for line in ledger.statement(household)]
    assert labels == [
        ("Facture 2026-000001", Decimal("9.00")),
        ("Avoir A2026-000001 : facture 2026-000001 annulée", Decimal("-9.00")),
    ]


def test_what_was_paid_of_a_cancelled_invoice_is_a_credit_that_pays_the_next(office, household, clerk, invoice):
    """P37."""
    settle(make.answer(attempt([invoice], "9.00", at=IN_JUNE)), at=IN_JUNE)
    cancel_invoice(invoice, reason="Erreur de tarif", at=IN_JUNE, by=clerk)
    assert ledger.balance(household, on=IN_JUNE.date()) == Decimal("-9.00")
    announce(household, office, "12.00")
    (following,) = issued(office, household, at=IN_JUNE + timedelta(days=1))
    assert Invoice.objects.with_left().get(pk=following.pk).left == Decimal("3.00")
    assert check_ledger() == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_invoice_is_not_cancelled_without_a_reason(invoice, reason):
    with pytest.raises(InvoiceError, match="motif"):
        cancel_invoice(invoice, reason=reason, at=IN_JUNE)


def test_an_invoice_is_cancelled_once_and_never_while_it_is_being_paid(invoice):
    attempt([invoice], "9.00", at=IN_JUNE)
    with pytest.raises(InvoiceError, match="en cours"):
        cancel_invoice(invoice, reason="Erreur", at=IN_JUNE)
    settle(make.answer(invoice.payments.get(), "REFUSED"), at=IN_JUNE)
    cancel_invoice(invoice, reason="Erreur", at=IN_JUNE)
    with pytest.raises(InvoiceError, match="une seule fois"):
        cancel_invoice(invoice, reason="Erreur", at=IN_JUNE)
    assert CreditNote.objects.count() == 1


def test_a_late_invoice_is_reminded_twice_and_no_more(invoice):
    """F08: seven days after its due day, then thirty; the last one says what comes next."""
    said = [remind(at=DUE + timedelta(days=days)) for days in (6, 7, 8, 29, 30, 31)]
    assert said == [0, 1, 0, 0, 1, 0]
    first, last = Message.objects.filter(kind="invoice-reminder").order_by("pk")
    assert "transmise au comptable" not in first.body
    assert "transmise au comptable public" in last.body
    assert list(invoice.reminders.order_by("stage").values_list("stage", "left")) == [(1, 9), (2, 9)]


def test_what_is_paid_or_being_paid_is_not_reminded(office, household, invoice):
    """F08."""
    payment = attempt([invoice], "9.00", at=IN_JUNE)
    assert remind(at=DUE + timedelta(days=40)) == 0
    settle(make.answer(payment), at=timezone.now())
    assert remind(at=DUE + timedelta(days=40)) == 0


def test_a_regie_that_reminds_nobody_reminds_nobody(office, invoice):
    office.first_reminder = office.last_reminder = 0
    office.save()
    assert remind(at=DUE + timedelta(days=40)) == 0
    assert InvoiceReminder.objects.count() == 0
