"""The same run issued by several processes at once, on both databases: one number each, none missing, none twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections

from payments.invoicing import issuing
from payments.invoicing.cancelling import cancel_invoice
from payments.invoicing.drafts import Draft
from payments.invoicing.issuing import issue_run
from payments.models import CreditNote, Invoice, LedgerEntry
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.invoicing import IN_JUNE, announce, issued, run_of
from tests.payments.test_invoice_pages import attempt

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*acts):
    """Run each act in its own thread and connection, released together; give results or errors."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_four_agents_issue_the_same_run_and_each_family_has_one_invoice(monkeypatch):
    """F04: under a lock, whoever issues."""
    monkeypatch.setattr(issuing, "BATCH", 3)
    office = make.revenue_office()
    families = [make.household() for _n in range(8)]
    for one in families:
        announce(one, office, "3.60")
    run = run_of(office, *(Draft(one.pk) for one in families))
    results = at_once(*[lambda: issue_run(run, at=IN_JUNE).invoices] * 4)
    assert sum(one for one in results if isinstance(one, int)) == 8, results
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert LedgerEntry.objects.count() == 8
    assert check_ledger() == []


def test_an_invoice_paid_and_cancelled_at_the_same_instant_loses_no_cent():
    """F05: whichever comes first, what was paid is either the invoice's or a credit."""
    office, household = make.revenue_office(), make.household()
    announce(household, office, "9.00")
    (invoice,) = issued(office, household)
    payment = attempt([invoice], "9.00", at=IN_JUNE)
    acts = [
        lambda: settle(make.answer(payment), at=IN_JUNE).status,
        lambda: cancel_invoice(invoice, reason="Erreur", at=IN_JUNE).amount,
    ]
    at_once(*acts)
    total = sum(LedgerEntry.objects.values_list("amount", flat=True), Decimal("0.00"))
    assert total == (Decimal("-9.00") if CreditNote.objects.exists() else 0)
    assert check_ledger() == []
