"""Direct debits: a mandate signed, families told first, a file the bank accepts, a reject that re-opens the debt."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from sepaxml.validation import try_valid_xml

from families.models import Message
from payments import ledger
from payments.debits.accounts import creditor_is_right, iban_is_right, masked
from payments.debits.files import SCHEMA
from payments.debits.mandates import revoke, sign
from payments.debits.sending import collect, plan, reject, send
from payments.errors import DebitError, PaymentError
from payments.invoicing.paying import open_invoices
from payments.invoicing.reminders import remind
from payments.models import Alert, DirectDebit, Invoice, Mandate
from payments.self_check import check_ledger
from tests.factories import payments as make
from tests.factories.families import agent
from tests.factories.invoicing import IN_JUNE, announce, issued
from tests.payments.test_invoice_pages import attempt

IBAN, OTHER = "FR7630006000011234567890189", "DE89370400440532013000"
DAY = date(2026, 7, 2)
AFTER = datetime(2026, 7, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("iban", [IBAN, OTHER, "fr76 3000 6000 0112 3456 7890 189", "ES9121000418450200051332"])
def test_a_true_account_number_is_right(iban):
    assert iban_is_right(iban)


@given(st.integers(4, 26), st.integers(1, 9))
def test_one_wrong_figure_is_always_found(place, added):
    """ISO 13616: the key tells any single mistake."""
    wrong = IBAN[:place] + str((int(IBAN[place]) + added) % 10) + IBAN[place + 1 :]
    assert not iban_is_right(wrong)


@pytest.mark.parametrize("iban", ["", "FR76", "US7630006000011234567890189", IBAN[:-1], f"{IBAN}0", "FR76€0006"])
def test_what_is_not_an_account_number_is_refused(iban):
    assert not iban_is_right(iban)


def test_an_account_is_shown_masked():
    assert masked(IBAN) == "FR76 •••• •••• 0189"


@pytest.mark.parametrize(("identifier", "right"), [("FR72ZZZ123456", True), ("FR73ZZZ123456", False), ("FR72", False)])
def test_a_creditor_identifier_is_checked_by_its_key(identifier, right):
    assert creditor_is_right(identifier) is right


pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return make.revenue_office(creditor_id="FR72ZZZ123456", debit_iban=OTHER, debit_bic="COBADEFFXXX")


@pytest.fixture
def mandate(household, office, parent):
    return sign(household, office, holder="Sarah Élodie Martin", iban=IBAN, signed_by=parent, at=IN_JUNE)


@pytest.fixture
def invoice(household, office):
    announce(household, office, "3.60", "5.40")
    return issued(office, household)[0]


def left(invoice):
    return Invoice.objects.with_left().get(pk=invoice.pk).left


def sent(office):
    plan(office, DAY, at=IN_JUNE)
    return send(office, DAY, at=IN_JUNE)


def test_a_mandate_is_signed_on_line_kept_as_a_pdf_and_told(family, household, office):
    """P34: IBAN checked, RUM, signed PDF."""
    here = reverse("payments:sign_mandate", args=[office.pk])
    asked = {"holder": "Sarah Martin", "iban": "FR76 3000 6000 0112 3456 7890 180", "bic": "", "agreed": "on"}
    refused = family.post(here, asked)
    assert refused.status_code == 422
    assert "Cet IBAN n’est pas juste" in refused.content.decode()
    page = family.post(here, asked | {"iban": IBAN}, follow=True).content.decode()
    mandate = Mandate.objects.get()
    assert mandate.reference == f"RUM-{office.number}-00000001"
    assert masked(IBAN) in page
    assert IBAN not in page
    paper = family.get(reverse("payments:mandate_file", args=[mandate.pk]))
    assert paper.content.startswith(b"%PDF")
    assert masked(IBAN) in Message.objects.get(kind="mandate-signed").body


def test_a_new_mandate_takes_the_place_of_the_old_one(household, office, parent, mandate):
    again = sign(household, office, holder="Sarah Martin", iban=OTHER, signed_by=parent, at=IN_JUNE)
    mandate.refresh_from_db()
    assert (mandate.status, again.status) == (Mandate.REVOKED, Mandate.ACTIVE)


def test_families_are_told_two_weeks_before_and_only_once(household, office, mandate, invoice):
    """F07: the notice names the sum, the day, the mandate and the creditor."""
    with pytest.raises(DebitError, match="quatorze jours"):
        plan(office, IN_JUNE.date() + timedelta(days=13), at=IN_JUNE)
    assert [one.amount for one in plan(office, DAY, at=IN_JUNE)] == [Decimal("9.00")]
    assert plan(office, DAY, at=IN_JUNE) == []
    told = Message.objects.get(kind="debit-planned").body
    for words in ("9,00", "02/07/2026", mandate.reference, "FR72ZZZ123456"):
        assert words in told


def test_what_is_planned_is_neither_paid_twice_nor_reminded_nor_asked_again(household, office, mandate, invoice):
    plan(office, DAY, at=IN_JUNE)
    assert ledger.due(household, office, on=DAY) == 0
    assert open_invoices(household)[0].payable == ()
    with pytest.raises(PaymentError, match="prélevée"):
        attempt([invoice], "9.00", at=IN_JUNE)
    assert remind(at=AFTER + timedelta(days=60)) == 0


def test_the_file_is_valid_against_its_schema_and_says_each_debit(office, mandate, invoice):
    """F07: pain.008.001.02; the first debit of a mandate is FRST."""
    batch = sent(office)
    with batch.file.open("rb") as kept:
        content = kept.read()
    try_valid_xml(content, SCHEMA)
    root = ElementTree.fromstring(content.decode())
    texts = {one.tag.rpartition("}")[2]: one.text for one in root.iter() if one.text}
    assert texts["MsgId"] == batch.reference
    assert (texts["CtrlSum"], texts["InstdAmt"], texts["SeqTp"]) == ("9.00", "9.00", "FRST")
    assert (texts["MndtId"], texts["ReqdColltnDt"]) == (mandate.reference, "2026-07-02")
    assert "Sarah Elodie Martin" in content.decode()


def test_a_debit_the_bank_paid_pays_its_invoice_once(household, office, mandate, invoice):
    batch = sent(office)
    assert (collect(batch, at=AFTER), collect(batch, at=AFTER)) == (1, 0)
    assert left(invoice) == 0
    assert ledger.balance(household, on=AFTER.date()) == 0
    assert Message.objects.filter(kind="payment-receipt", body__contains="Prélèvement").count() == 1
    assert check_ledger() == []


@pytest.mark.parametrize("paid_first", [True, False])
def test_a_reject_makes_the_debt_due_again_and_it_may_be_debited_anew(household, office, mandate, invoice, paid_first):
    """F07, P34: before or after the money came."""
    batch = sent(office)
    if paid_first:
        collect(batch, at=AFTER)
    reject(batch.debits.get(), reason="Provision insuffisante", at=AFTER)
    assert (left(invoice), ledger.due(household, office, on=AFTER.date())) == (Decimal("9.00"), Decimal("9.00"))
    assert collect(batch, at=AFTER) == 0
    assert Message.objects.filter(kind="debit-rejected").count() == 1
    assert Alert.objects.filter(kind="rejected-debit").count() == 1
    with pytest.raises(DebitError):
        reject(batch.debits.get(), reason="Encore", at=AFTER)
    assert len(plan(office, date(2026, 7, 20), at=AFTER)) == 1
    assert check_ledger() == []


def test_a_revoked_mandate_drops_what_was_planned(office, mandate, invoice):
    plan(office, DAY, at=IN_JUNE)
    revoke(mandate, at=IN_JUNE)
    assert DirectDebit.objects.count() == 0
    with pytest.raises(DebitError, match="Aucun"):
        send(office, DAY, at=IN_JUNE)


def test_a_mandate_of_another_family_does_not_exist(family, office, clerk):
    other = sign(make.household(), office, holder="Hugo", iban=IBAN, signed_by=clerk, at=IN_JUNE)
    assert family.get(reverse("payments:mandate_file", args=[other.pk])).status_code == 404
    assert family.post(reverse("payments:revoke_mandate", args=[other.pk])).status_code == 404


def test_the_regie_plans_sends_collects_and_rejects_from_its_page(client, office, mandate, invoice, monkeypatch):
    """F07."""
    client.force_login(agent("régie"))
    here = reverse("payments:office_debits")
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_JUNE)
    assert (
        "1 prélèvement(s) prévu(s)"
        in client.post(here, {"revenue_office": office.pk, "debit_on": "2026-07-02"}, follow=True).content.decode()
    )
    batch = client.post(reverse("payments:new_batch", args=[office.pk, "2026-07-02"]), follow=True)
    assert "PRLV-" in batch.content.decode()
    made = DirectDebit.objects.get()
    assert client.get(reverse("payments:debit_batch_file", args=[made.batch_id])).content.startswith(b"<?xml")
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    client.post(reverse("payments:collect_batch", args=[made.batch_id]))
    client.post(reverse("payments:reject_debit", args=[made.pk]), {"reason": "Compte clos"})
    made.refresh_from_db()
    assert (made.status, made.reject_reason) == (DirectDebit.REJECTED, "Compte clos")


def test_a_regie_s_own_account_is_checked(office):
    office.debit_iban = "FR7630006000011234567890180"
    with pytest.raises(ValidationError, match="IBAN"):
        office.full_clean()
