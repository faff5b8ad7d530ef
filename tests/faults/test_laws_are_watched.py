"""The controls of the stories: a law broken on purpose is seen."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from payments import guards
from payments.models import DemoBankPayment, LedgerEntry, Order, Payment
from reservations.models import Reservation
from tests.faults.laws import broken_laws
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import book, order_now, pay

pytestmark = pytest.mark.django_db
Status = Reservation.Status


@pytest.fixture
def lived(town):
    """Two meals paid; the bank's register says so."""
    book(town, town.meals[5:7])
    pay(town)
    DemoBankPayment.objects.update(state="PAID")
    return town


def broken(town, at=AT, *, ended=False) -> str:
    return " / ".join(broken_laws(SimpleNamespace(families=[town.family]), at, ended=ended))


def test_an_honest_story_breaks_no_law(lived):
    assert broken(lived, ended=True) == ""


def test_a_place_too_many_is_seen(lived):
    type(lived.meals[5]).objects.filter(pk=lived.meals[5].pk).update(capacity=0)
    assert "1 for 0" in broken(lived)


def test_money_the_bank_refused_is_seen(lived):
    DemoBankPayment.objects.update(state="REFUSED")
    assert "paid here, REFUSED at the bank" in broken(lived)


def test_a_credit_without_a_payment_is_seen(lived):
    guards.remove()  # the database itself refuses it otherwise
    book(lived, lived.meals[7:8])
    payment = Payment.objects.get()
    other = Payment.objects.create(
        household=lived.family, revenue_office=payment.revenue_office, order=order_now(lived), adapter="demo",
        reference="20261231x1x9", amount=Decimal("3.60"), created_at=AT, expires_at=AT,
    )  # fmt: skip
    LedgerEntry.objects.create(
        household=lived.family, revenue_office=payment.revenue_office, kind=LedgerEntry.CREDIT, payment=other,
        amount=Decimal("-3.60"), due_on=AT.date(), recorded_at=AT,
    )  # fmt: skip
    assert "1 credits" in broken(lived)


def test_what_waits_for_ever_is_seen(lived):
    book(lived, lived.meals[7:8])
    assert "retenue for ever" in broken(lived, AT + timedelta(days=1), ended=True)


def test_a_paid_order_whose_place_waits_is_seen(lived):
    Reservation.objects.filter(session=lived.meals[5]).update(status=Status.HELD, held_until=AT + timedelta(days=1))
    assert "paid, and 1 places wait" in broken(lived)
    assert Order.objects.get().status == Order.PAID
