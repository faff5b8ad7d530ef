"""Whatever is announced, invoiced, paid, cancelled, debited or rejected, in any order: the books stay true."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments import ledger
from payments.debits.sending import collect, plan, reject, send
from payments.errors import DebitError, InvoiceError, PaymentError
from payments.invoicing.cancelling import cancel_invoice
from payments.invoicing.paying import credit_of, unpaid
from payments.models import DebitBatch, DirectDebit, Invoice, LedgerEntry, Mandate
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.invoicing import IN_JUNE, announce, issued
from tests.payments.test_invoice_pages import attempt

pytestmark = pytest.mark.django_db
cents = st.integers(100, 3000).map(lambda n: Decimal(n) / 100)
signed = st.integers(-2000, 3000).filter(lambda n: n != 0).map(lambda n: str(Decimal(n) / 100))
acts = st.one_of(
    st.tuples(st.just("announce"), st.lists(signed, min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["issue", "cancel", "debit", "collect", "reject"]), st.none()),
    st.tuples(st.just("pay"), cents),
)


class Town:
    """One family and its régie, to which things happen."""

    def __init__(self):
        self.office = make.revenue_office(
            creditor_id="FR72ZZZ123456", debit_iban="DE89370400440532013000", debit_bic="COBADEFFXXX"
        )
        self.family, self.at = make.household(), IN_JUNE
        Mandate.objects.create(
            household=self.family, revenue_office=self.office, reference=f"RUM-{self.office.pk}", account_holder="A",
            iban="FR7630006000011234567890189", signed_on=IN_JUNE.date(),
        )  # fmt: skip

    def live(self, act, value):
        self.at += timedelta(hours=1)
        with suppress(InvoiceError, PaymentError, DebitError):  # refused, and said why
            getattr(self, act)(value)

    def announce(self, amounts):
        announce(self.family, self.office, *amounts, at=self.at)

    def issue(self, _value):
        issued(self.office, self.family, at=self.at)

    def pay(self, amount):
        left = unpaid(self.family)
        if left:
            sum_ = min(amount, sum(one.left for one in left))
            settle(make.answer(attempt(left, str(sum_), at=self.at)), at=self.at)

    def cancel(self, _value):
        found = Invoice.objects.issued().filter(household=self.family).order_by("pk").first()
        if found:
            cancel_invoice(found, reason="Essai", at=self.at)

    def debit(self, _value):
        day = self.at.date() + timedelta(days=40)
        plan(self.office, day, at=self.at)
        send(self.office, day, at=self.at)

    def collect(self, _value):
        for batch in DebitBatch.objects.filter(revenue_office=self.office):
            collect(batch, at=self.at)

    def reject(self, _value):
        living = DirectDebit.objects.exclude(status=DirectDebit.REJECTED).filter(mandate__revenue_office=self.office)
        if living:
            reject(living.first(), reason="Provision insuffisante", at=self.at)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=3, max_size=10))
def test_the_books_agree_whatever_happens_to_invoices(story):
    """F01 to F07: every check is silent, the balance is what invoices leave less the credit, numbers have no gap."""
    town = Town()
    for act, value in story:
        town.live(act, value)
    day = town.at.date() + timedelta(days=1)
    balance = ledger.balance(town.family, on=day)
    entries = LedgerEntry.objects.filter(household=town.family)
    assert balance == sum((one.amount for one in entries), Decimal("0.00"))
    assert check_ledger() == []
    left = Invoice.objects.issued().filter(household=town.family).with_left()
    assert balance == sum((one.left for one in left if one.left > 0), Decimal("0.00")) - credit_of(
        town.family, town.office
    )
    numbers = Invoice.objects.published().filter(revenue_office=town.office).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
