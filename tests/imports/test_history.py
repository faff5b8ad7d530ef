"""Last school year of the demonstration: consistent to the cent, written once, taken up where it was cut."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from families.models import Household, User
from imports.demonstration import load_commune
from imports.pastlife import PastLife
from imports.pastyear import open_past_year
from payments.ledger import balance
from payments.models import Allocation, Charge, Invoice, LedgerEntry, NumberSeries, Order, Payment
from payments.self_check import check_ledger
from reservations.models import Enrolment, Reservation
from reservations.self_check import check_bookings

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)
MONTHS = 4  # September to December 2025: a cancelled day, an invoice that goes unpaid and is caught up


@pytest.fixture
def commune():
    load_commune(ON, small=True)


def past(*, families=12) -> PastLife:
    found = Household.objects.order_by("reference")[:families]
    return PastLife(open_past_year(ON), clerk=User.objects.get(username="alice.accueil"), households=list(found))


def written(*, months=MONTHS) -> int:
    life = past()
    return sum(life.write(piece) for piece in life.slices()[:months])


def counts() -> tuple:
    return (
        Reservation.objects.count(), Order.objects.count(), Charge.objects.count(), Payment.objects.count(),
        LedgerEntry.objects.count(), Allocation.objects.count(), Invoice.objects.count(),
        LedgerEntry.objects.aggregate(total=Sum("amount"))["total"],
        tuple(NumberSeries.objects.order_by("pk").values_list("kind", "year", "last")),
    )  # fmt: skip


def test_the_books_of_the_past_agree_and_each_price_is_what_the_engine_says(commune):
    """F12: the self-check adds the accounts up again, prices each booking again and replays its explanation."""
    assert written() > 300
    assert check_ledger() == []
    assert check_bookings(at=timezone.now(), sample=200) == []
    assert Reservation.objects.filter(status=Reservation.Status.CANCELLED).exists()
    assert Reservation.objects.filter(presence="absent").exists()
    assert set(Order.objects.filter(settled_at__year=2025).values_list("status", flat=True)) == {"PAID"}


def test_the_past_is_paid_in_every_way(commune):
    written()
    means = set(Payment.objects.paid().values_list("adapter", flat=True))
    assert {"demo", "cheque"} <= means
    assert Invoice.objects.exclude(status="ISSUED").count() == 0
    invoiced = Charge.objects.filter(invoice__isnull=False).aggregate(s=Sum("amount"))["s"]
    assert invoiced == Invoice.objects.aggregate(s=Sum("total"))["s"]


def test_a_payment_of_the_past_pays_its_lines_to_the_cent(commune):
    """Every line of a settled order and of a paid invoice is paid whole: nothing is left over or owed twice."""
    written()
    unpaid = Charge.objects.charged().filter(recorded_at__year=2025).annotate(paid=Sum("allocations__amount"))
    owed = {one.invoice_id or one.order_id for one in unpaid if one.amount != (one.paid or 0)}
    late = set(Invoice.objects.filter(payments=None).values_list("pk", flat=True))
    assert owed <= late


def test_an_invoice_forgotten_is_caught_up_by_a_later_order(commune, monkeypatch):
    """September's, due on 25 October, joins the order of 20 November, its rebates too."""
    monkeypatch.setattr("imports.pasthabits.leaves_unpaid", lambda household, month: month.month == 9)
    before = {one: balance(one, on=ON) for one in Household.objects.all()}
    written()
    caught = Order.objects.filter(due_before__gt=0)
    assert {timezone.localdate(one.opened_at) for one in caught} == {date(2025, 11, 20)}
    assert sum(one.due_before for one in caught) == sum(one.total for one in Invoice.objects.filter(payments=None))
    assert {one: balance(one, on=ON) for one in before} == before
    assert check_ledger() == []


def test_the_families_of_the_tour_owe_nothing_of_the_past(commune):
    before = {one: balance(one, on=ON) for one in Household.objects.order_by("reference")[:3]}
    written()
    assert {one: balance(one, on=ON) for one in before} == before


def test_a_second_run_changes_nothing(commune):
    written()
    before = counts()
    assert written() == 0
    assert counts() == before


def test_a_run_cut_between_two_slices_is_taken_up_and_ends_as_if_it_had_not_been(commune):
    written(months=2)
    half = Reservation.objects.count()
    assert written() == Reservation.objects.count() - half > 0
    assert check_ledger() == []
    assert check_bookings(at=timezone.now(), sample=50) == []


def test_a_slice_cut_in_its_middle_leaves_nothing(commune, monkeypatch):
    life = past()
    monkeypatch.setattr("imports.pastlife.settle_past", lambda *documents: 1 / 0)
    before = counts()
    with pytest.raises(ZeroDivisionError):
        life.write(life.slices()[0])
    assert counts() == before
    monkeypatch.undo()
    assert written(months=1) > 0


def test_the_same_commune_lives_the_same_past(commune):
    asked = "child__first_name", "session__unit__slug", "session__starts_on", "presence"
    written(months=1)
    first = sorted(Reservation.objects.values_list(*asked))
    life = past()
    assert sum(life.write(piece) for piece in life.slices()[:1]) == 0
    assert len(first) == len(set(first)) > 50


def test_nobody_books_above_the_class_they_were_in(commune):
    """A child of CE1 today was in CP; a child who begins school this year has no past."""
    year = open_past_year(ON)
    for enrolment in Enrolment.objects.filter(activity__school_year=year.past).select_related("child", "group"):
        level = enrolment.child.schoolings.get(valid_from=year.past.starts_on).level
        assert not enrolment.group.levels or level in enrolment.group.levels
    before, now = (Enrolment.objects.filter(activity__school_year=one).count() for one in (year.past, year.present))
    assert 0 < before <= now


def test_the_command_shows_how_far_it_is_and_says_what_it_wrote(commune, capsys):
    out = StringIO()
    call_command("load_history", on=ON, families=3, slices=1, stdout=out)
    assert "réservations de l'an passé écrites" in out.getvalue()
    assert "1/1" in capsys.readouterr().err
