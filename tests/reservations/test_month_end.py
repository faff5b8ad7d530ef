"""The end of a month: deferred lines priced again by the same engine, invoiced once, corrected by another run."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from families.models import Quotient
from payments.invoicing.drafts import drop_drafts, open_run
from payments.ledger import balance
from payments.models import Invoice, InvoiceRun, RunItem
from payments.self_check import check_ledger
from reservations.attendance.writing import close, mark
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, confirm
from reservations.checkout.quotes import quote
from reservations.models import Reservation
from reservations.month_end import running
from reservations.month_end.running import issue, prepare
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories import attendance as school_make
from tests.factories.families import agent, child, household
from tests.factories.reservations import enrol, one_row, reglement
from tests.reservations.conftest import AT, a_town

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)
JULY = datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
EVENING = school_make.EVENING


def book(town, sessions, who=None):
    """Book deferred lines as a parent does, to the end."""
    hold(household=town.family, child=who or town.sarah, wanted=[one.pk for one in sessions], unwanted=[], at=AT)
    order = checkout(household=town.family, digest=quote(town.family, at=AT).digest, at=AT)
    return confirm(order, at=AT)


def month_end(office, at=JULY, month=JUNE):
    """Prepare and issue; gives the run."""
    run = open_run(office, month, at=at)
    prepare(run, at=at)
    run.refresh_from_db()
    issue(run, at=at)
    run.refresh_from_db()
    return run


def totals():
    return list(Invoice.objects.issued().order_by("number").values_list("total", flat=True))


def remarks(run, kind):
    return [one for item in run.items.all() for one in item.remarks if one["kind"] == kind]


def test_what_was_booked_and_announced_is_what_is_invoiced(town):
    """F01, P27, P28: announced at the recap, invoiced at the end of the month, with its reasons and its code."""
    town.garderie.accounting_code = "7067"
    town.garderie.save()
    order = book(town, town.care[10:14])
    announced = sum(line.amount for line in order.charges.all())
    run = month_end(town.garderie.revenue_office)
    (invoice,) = run.invoices.all()
    assert announced > 0
    assert (invoice.total, invoice.household) == (announced, town.family)
    assert {line.accounting_code for line in invoice.charges.all()} == {"7067"}
    assert all(line.why["apres"]["raisons"] for line in invoice.charges.all())
    assert balance(town.family, on=JULY.date()) == announced
    assert check_ledger() == []


def test_the_same_month_again_finds_nothing(town):
    """F02: no line is ever invoiced twice."""
    book(town, town.care[10:14])
    month_end(town.garderie.revenue_office)
    again = month_end(town.garderie.revenue_office)
    assert list(again.items.values_list("outcome", flat=True)) == [RunItem.NOTHING]
    assert len(totals()) == 1


@pytest.fixture
def school(db):
    found = school_make.school(children=1)
    school_make.confirmed(found.sarah, found.family, found.evening)
    return found


def leave(school, at, **fields):
    mark(school.evening, school.sarah.pk, by=school.animator, at=EVENING, left_at=at, presence="present", **fields)


def test_a_sheet_still_open_holds_back_a_family_whose_price_reads_it(school):
    """F01, A15: closed, and prepared again, its invoice carries what the sheet found."""
    leave(school, "18:50")
    run = open_run(school.garderie.revenue_office, JUNE, at=JULY)
    prepare(run, at=JULY)
    assert run.items.get().outcome == RunItem.BLOCKED
    assert "feuille" in remarks(run, "sheet-open")[0]["says"]
    for session in {one.session for one in Reservation.objects.select_related("session")}:
        close(session, by=school.animator, at=JULY)
    drop_drafts(run)
    prepare(run, at=JULY)
    issue(InvoiceRun.objects.get(pk=run.pk), at=JULY)
    assert totals() == [Decimal("12.75")]  # the evening, and two started quarters of an hour
    late = Invoice.objects.get().charges.get(amount="10.00")
    assert (late.basis, late.label) == ("constaté", "Sarah - Garderie - Retard")


def closed(school):
    for session in {one.session for one in Reservation.objects.select_related("session")}:
        close(session, by=school.animator, at=JULY)


def test_a_sheet_corrected_after_the_invoice_is_given_back_by_the_corrective_run(school):
    """F02, F03: in the family's favour, and the sum is exact."""
    leave(school, "18:50")
    closed(school)
    month_end(school.garderie.revenue_office)
    leave(school, "18:20", reason="Heure mal notée")
    run = month_end(school.garderie.revenue_office)
    assert totals() == [Decimal("12.75"), Decimal("-10.00")]
    assert "annoncé 10,00" in remarks(run, "world-and-charges")[0]["says"]
    assert balance(school.family, on=JULY.date()) == Decimal("2.75")
    assert month_end(school.garderie.revenue_office).invoices.count() == 0


def test_a_line_no_tariff_provides_for_is_listed_never_invoiced_at_nothing(school):
    leave(school, "18:20")
    closed(school)
    school.garderie.price_rulebook = None
    school.garderie.save()
    run = open_run(school.garderie.revenue_office, JUNE, at=JULY)
    prepare(run, at=JULY)
    assert run.items.get().outcome == RunItem.BLOCKED
    assert "08/06/2026" in remarks(run, "no-tariff")[0]["says"]


def test_a_quotient_known_later_does_not_move_what_was_invoiced(db):
    """Worlds: the past is frozen once invoiced."""
    town = a_town()
    book(town, town.care[10:14])
    month_end(town.garderie.revenue_office)
    Quotient.objects.create(household=town.family, valid_from=date(2026, 5, 1), value=Decimal("100"))
    again = month_end(town.garderie.revenue_office)
    assert again.items.get().outcome == RunItem.NOTHING
    assert Reservation.objects.exclude(frozen_edition=None).exclude(frozen={}).count() == 4


class Killed(Exception):
    """The process dies here."""


def test_a_preparation_killed_halfway_goes_on_where_it_was(monkeypatch, db):
    """F01: resumed, it prepares each family once."""
    office, families = several_families(5)
    run = open_run(office, JUNE, at=JULY)
    monkeypatch.setattr(running, "BATCH", 2)
    real, calls = running.write_drafts, []

    def dying(*args, **fields):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return real(*args, **fields)

    monkeypatch.setattr(running, "write_drafts", dying)
    with pytest.raises(Killed):
        prepare(run, at=JULY)
    assert run.items.count() == 2
    said = []
    prepare(run, at=JULY, told=lambda done, total: said.append((done, total)))
    assert said == [(4, 5), (5, 5)]
    assert list(run.items.values_list("household", flat=True)) == [one.pk for one in families]
    run.refresh_from_db()
    assert (run.status, run.expected) == (InvoiceRun.READY, 5)


def several_families(number):
    town = a_town()
    price = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("2.00")), Operation.SET))
    town.garderie.price_rulebook = price
    town.garderie.save()
    families = [household(f"Famille {n}") for n in range(number)]
    for one in families:
        pupil = child("Lou", one)
        enrol(pupil, one, town.garderie)
        school_make.confirmed(pupil, one, town.care[0])
    assert agent("animateur").is_staff
    return town.garderie.revenue_office, families


def test_a_certificate_that_comes_after_the_invoice_gives_the_line_back(db):
    """K07: late proof re-opens what was invoiced, by the corrective run."""
    found = school_make.school(children=1)
    found.garderie.price_rulebook = reglement(Rulebook.Kind.PRICE, school_make.canteen_price())
    found.garderie.save()
    found.evening = school_make.read(found.evening)
    school_make.confirmed(found.sarah, found.family, found.evening)
    mark(found.evening, found.sarah.pk, by=found.animator, at=EVENING, presence="absent")
    closed(found)
    month_end(found.garderie.revenue_office)
    why = {"presence": "absent", "absence_reason": "certificat"}
    mark(found.evening, found.sarah.pk, by=found.animator, at=JULY, reason="Certificat reçu", **why)
    month_end(found.garderie.revenue_office)
    assert totals() == [Decimal("3.60"), Decimal("-3.60")]
    assert balance(found.family, on=JULY.date()) == 0
