"""A run of invoices: drafted from what families were told, issued once, without a gap in the numbers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from families.models import Household, Message
from payments import ledger
from payments.errors import InvoiceError
from payments.invoicing import issuing
from payments.invoicing.drafts import Draft, Remark, discard_run, drop_drafts, open_run, still_to_draft, write_drafts
from payments.invoicing.issuing import Issued, issue_run, progress_of
from payments.invoicing.telling import tell_waiting
from payments.models import Charge, Invoice, InvoiceRun, LedgerEntry, RunItem
from payments.self_check import check_ledger
from payments.settlement import settle
from tests.factories import payments as make
from tests.factories.invoicing import IN_JUNE, MAY, announce, issued, run_of

pytestmark = pytest.mark.django_db


def numbers():
    return list(Invoice.objects.exclude(number=None).order_by("number").values_list("number", flat=True))


def outcomes(run):
    return list(run.items.order_by("pk").values_list("outcome", flat=True))


def test_what_was_announced_is_invoiced_once_and_owed_from_its_due_day(office, household):
    """F01."""
    announce(household, office, "3.60", "5.40")
    (invoice,) = issued(office, household)
    assert (str(invoice), invoice.total, invoice.due_on) == ("2026-000001", Decimal("9.00"), date(2026, 7, 2))
    assert ledger.balance(household, on=IN_JUNE.date()) == Decimal("9.00")
    assert ledger.due(household, office, on=date(2026, 7, 1)) == 0
    assert ledger.due(household, office, on=date(2026, 7, 2)) == Decimal("9.00")
    assert issued(office, household) == []
    assert check_ledger() == []


def test_a_draft_adds_what_nobody_had_announced_and_leaves_no_trace_when_it_is_thrown_away(office, household):
    """F01: replay."""
    announce(household, office, "3.60")
    lines = [make.line("2.00", "forfait:mai", day=date(2026, 5, 31))]
    run = run_of(office, Draft(household.pk, lines))
    assert run.items.get().total == Decimal("5.60")
    assert ledger.balance(household, on=IN_JUNE.date()) == 0
    assert drop_drafts(run) == 1
    assert (Invoice.objects.count(), Charge.objects.filter(subject="forfait:mai").count()) == (0, 0)
    assert list(still_to_draft(run, Household.objects.filter(pk=household.pk))) == [household]
    discard_run(run)
    assert open_run(office, MAY, at=IN_JUNE).status == InvoiceRun.DRAFTING


def test_a_month_is_invoiced_once_it_is_over_and_one_run_at_a_time(office):
    with pytest.raises(InvoiceError, match="pas terminé"):
        open_run(office, date(2026, 6, 1), at=IN_JUNE)
    open_run(office, MAY, at=IN_JUNE)
    with pytest.raises(InvoiceError, match="déjà ouverte"):
        open_run(office, MAY, at=IN_JUNE)


def test_a_family_with_something_to_correct_gets_no_invoice_until_it_is_drafted_again(office, household):
    """F01: the list of errors."""
    announce(household, office, "3.60")
    run = run_of(office, Draft(household.pk, remarks=[Remark("tariff-missing", "Aucun tarif.", blocks=True)]))
    assert issue_run(run, at=IN_JUNE) == Issued(0, 0)
    assert (outcomes(run), numbers()) == ([RunItem.BLOCKED], [])
    assert [one.total for one in issued(office, household)] == [Decimal("3.60")]


def test_a_sum_under_the_minimum_of_the_regie_waits_for_the_next_invoice(household):
    office = make.revenue_office(minimum_invoice=Decimal("15.00"))
    announce(household, office, "3.60")
    assert issued(office, household) == []
    announce(household, office, "12.00", day=date(2026, 6, 9))
    (invoice,) = issued(office, household, month=date(2026, 6, 1), at=IN_JUNE + timedelta(days=30))
    assert invoice.total == Decimal("15.60")


def test_a_draft_whose_lines_changed_meanwhile_is_set_aside_not_issued_wrong(office, household):
    announce(household, office, "3.60")
    run = run_of(office, Draft(household.pk))
    announce(household, office, "5.00")
    assert issue_run(run, at=IN_JUNE) == Issued(0, 1)
    assert (outcomes(run), Invoice.objects.count()) == ([RunItem.STALE], 0)


def test_a_second_run_of_the_month_takes_only_what_changed_and_gives_back_what_is_too_much(office, household):
    """F02, F03: a corrective run; below zero it is a « facture d'avoir »."""
    announce(household, office, "3.60", "5.40")
    issued(office, household)
    announce(household, office, "-3.60")
    (credit,) = issued(office, household)
    assert (credit.total, credit.gives_back) == (Decimal("-3.60"), True)
    assert ledger.balance(household, on=IN_JUNE.date()) == Decimal("5.40")
    assert (numbers(), check_ledger()) == ([1, 2], [])


class Killed(Exception):
    """The process dies here."""


def test_a_run_killed_between_or_inside_batches_goes_on_without_a_gap_or_a_double(office, monkeypatch):
    """F04: whatever batch dies, the numbers are 1 to n, each line is owed once."""
    families = [make.household(name=f"Famille {n:02}") for n in range(7)]
    for one in families:
        announce(one, office, "3.60")
    run = run_of(office, *(Draft(one.pk) for one in families))
    monkeypatch.setattr(issuing, "BATCH", 2)
    real, calls = issuing.charge_invoices, []

    def dying(invoices, **fields):
        real(invoices, **fields)
        calls.append(invoices)
        if len(calls) in (2, 5):
            raise Killed

    monkeypatch.setattr(issuing, "charge_invoices", dying)
    for wanted in (1, 2):
        with pytest.raises(Killed):
            issue_run(run, at=IN_JUNE)
        assert numbers() == list(range(1, len(numbers()) + 1)), wanted
    issue_run(run, at=IN_JUNE)
    run.refresh_from_db()
    assert (numbers(), run.status, progress_of(run)) == ([1, 2, 3, 4, 5, 6, 7], InvoiceRun.ISSUED, (7, 7))
    assert LedgerEntry.objects.count() == 7
    assert check_ledger() == []


def test_the_database_refuses_the_same_number_twice(office, household):
    """F04."""
    announce(household, office, "3.60")
    (invoice,) = issued(office, household)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.issued_invoice(household, office, "1.00", number=invoice.number)


def test_what_an_invoice_names_stays_as_it_was(office, household):
    announce(household, office, "3.60")
    (invoice,) = issued(office, household)
    office.legal_name, household.name = "Autre commune", "Autre nom"
    office.save()
    household.save()
    invoice.refresh_from_db()
    assert invoice.parties["emetteur"]["collectivite"] == "Commune de Rivesource"
    with pytest.raises(IntegrityError, match="invoice_issued_never_changes"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(parties={})


def test_a_credit_of_the_family_pays_its_new_invoice(office, household, clerk):
    """P37: a credit joins what is owed next."""
    settle(make.answer(make.attempt(make.order(household, office, "10.00")).payment), at=make.AT)
    make.adjustment(household, office, clerk, "-4.00")
    announce(household, office, "6.00")
    (invoice,) = issued(office, household)
    assert Invoice.objects.with_left().get(pk=invoice.pk).left == Decimal("2.00")


def test_each_family_is_told_once_of_its_invoice(office):
    families = [make.household(email=f"f{n}@exemple.fr") for n in range(3)]
    for one in families:
        announce(one, office, "3.60")
    issued(office, *families)
    assert (tell_waiting(at=IN_JUNE), tell_waiting(at=IN_JUNE)) == (3, 0)
    told = Message.objects.filter(kind="invoice-issued")
    assert sorted(told.values_list("recipient", flat=True)) == ["f0@exemple.fr", "f1@exemple.fr", "f2@exemple.fr"]
    assert "3,60\u00a0€, à payer avant le 02/07/2026" in told.first().body


def test_a_household_enters_a_run_once(office, household):
    run = open_run(office, MAY, at=IN_JUNE)
    write_drafts(run, [Draft(household.pk)], at=IN_JUNE)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_drafts(run, [Draft(household.pk)], at=IN_JUNE)
    assert outcomes(run) == [RunItem.NOTHING]
