"""One table of faults, played by each bank: what it tells, how often, when, and what is then true. Rows B05, F11."""

from datetime import timedelta

import pytest

from families.models import Message
from payments import ledger
from payments.errors import PaymentError
from payments.kept import settle_waiting
from payments.models import Alert, LedgerEntry, Order, Payment, PaymentEvent
from payments.reconciliation import reconcile
from payments.settlement import give_up
from reservations.booking.basket import expire
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, open_bank_page
from reservations.checkout.quotes import quote
from reservations.models import Reservation
from tests.factories import payments as make
from tests.factories.families import child, household
from tests.factories.reservations import enrol
from tests.faults.banks import ILLNESSES, Demonstration, PayFiP, Stripe, tell
from tests.faults.truth import books, payments
from tests.payments.conftest import double, payfip  # noqa: F401
from tests.reservations.conftest import a_town

pytestmark = pytest.mark.django_db
Status = Reservation.Status
OVER = timedelta(hours=2)  # every hold has ended


@pytest.fixture(params=[Demonstration, Stripe, PayFiP])
def story(request, monkeypatch, settings):
    """A family about to pay one meal; its session has one place."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    patch = pytest.MonkeyPatch()
    process = {Stripe: "double", PayFiP: "payfip"}.get(request.param)
    bank = request.param(patch, process and request.getfixturevalue(process))
    town = a_town(bank.first)
    bank.arrange(town.canteen.revenue_office)
    yield Story(bank, town, monkeypatch)
    patch.undo()


class Story:
    """What the table says, in the words of the table."""

    def __init__(self, bank, town, clock) -> None:
        self.bank, self.town, self.clock, self.now = bank, town, clock, bank.at
        self.session = next(one for one in town.meals[8:] if self._place(one))
        self.wait(timedelta(0))

    def _place(self, session) -> bool:
        session.capacity = 1
        session.save()
        return bool(self.take(self.town.sarah, session).held)

    def take(self, who, session=None, family=None):
        wanted = [(session or self.session).pk]
        return hold(household=family or self.town.family, child=who, wanted=wanted, at=self.now)

    def wait(self, delay: timedelta) -> None:
        self.now += delay
        self.clock.setattr("django.utils.timezone.now", lambda: self.now)

    def order(self) -> Order:
        return checkout(household=self.town.family, digest=quote(self.town.family, at=self.now).digest, at=self.now)

    def leave(self, order: Order) -> Payment:
        means = self.bank.adapter
        return open_bank_page(order, adapter=means, urls=make.URLS, email="c@exemple.fr", at=self.now).payment

    def pay(self) -> Payment:
        return self.leave(self.order())

    def rival(self) -> None:
        family = household("Dupont")
        leo = child("Léo", family)
        enrol(leo, family, self.town.canteen)
        assert self.take(leo, family=family).held

    def told(self, *notices) -> list[int]:
        return [tell(self.bank, notice).status_code for notice in notices]

    def places(self) -> list[str]:
        return list(Reservation.objects.filter(child=self.town.sarah).values_list("status", flat=True))

    def credits(self) -> int:
        return LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT).count()

    def balance(self):
        return ledger.balance(self.town.family, on=self.now.date())

    def wrongs(self) -> list[str]:
        return [*books(self.bank, self.now), *payments(self.bank)]

    def is_booked_once(self) -> None:
        assert (self.places(), self.credits(), self.balance()) == ([Status.CONFIRMED], 1, 0)
        assert Order.objects.filter(status=Order.PAID).count() == 1
        assert Message.objects.filter(kind="payment-receipt").count() == 1
        assert self.wrongs() == []
        assert not Alert.objects.exists()

    def is_a_credit(self, alert: str) -> None:
        assert Status.CONFIRMED not in self.places()
        assert (self.credits(), self.balance()) == (1, -Payment.objects.paid().get().amount)
        assert list(Alert.objects.values_list("kind", flat=True)) == [alert]
        assert self.wrongs() == []


def test_the_same_notice_five_times_books_once(story):
    payment = story.pay()
    notices = story.bank.decide(payment, "pay")
    assert set(story.told(*notices * 5)) == {200}
    story.is_booked_once()
    assert PaymentEvent.objects.filter(payment=payment).count() >= 5


def test_refused_then_paid_told_in_any_order_and_twice_books_once(story):
    payment = story.pay()
    refused, paid = story.bank.decide(payment, "decline"), story.bank.decide(payment, "pay")
    story.told(*reversed([*refused, *paid]), *refused, *paid)
    story.is_booked_once()


def test_a_refusal_told_after_the_payment_takes_nothing_back(story):
    payment = story.pay()
    refused = story.bank.decide(payment, "decline")
    story.told(*story.bank.decide(payment, "pay"), *refused)
    story.is_booked_once()


def test_told_hours_late_with_a_free_place_it_is_booked(story):
    payment = story.pay()
    notices = story.bank.decide(payment, "pay")
    story.wait(OVER)
    expire(story.now)
    story.told(*notices)
    story.is_booked_once()


def test_told_late_with_no_place_left_it_is_a_credit_a_message_and_an_alert(story):
    payment = story.pay()
    story.wait(OVER)
    expire(story.now)
    story.rival()
    story.told(*story.bank.decide(payment, "pay"))
    assert story.places() == [Status.CANCELLED]
    story.is_a_credit("place-perdue")
    assert Message.objects.filter(kind="place-perdue").count() == 1
    assert Order.objects.filter(status=Order.PAID, is_adjustment=False).count() == 1


def test_paid_after_the_order_was_given_up_unheard_it_is_a_credit(story):
    """The bank was silent when we asked to close the page, and the parent pays on it."""
    payment = story.pay()
    for on in ("expire", "retrieve"):
        story.bank.fall_ill("500", on)
    give_up(payment.order, at=story.now, reason="Le récapitulatif a été modifié.")
    story.bank.recover()
    story.told(*story.bank.decide(payment, "pay") * 2)
    story.is_a_credit("late-payment")
    assert Message.objects.filter(kind="payment-became-credit").count() == 1


def test_a_page_left_to_close_frees_the_place_and_takes_nothing(story):
    payment = story.pay()
    story.told(*story.bank.decide(payment, "expire"))
    story.wait(OVER)
    reconcile(at=story.now)  # some banks say nothing of it: the timer asks
    expire(story.now)
    payment.refresh_from_db()
    assert (payment.status, story.places(), story.credits()) == (Payment.ABANDONED, [], 0)
    assert story.wrongs() == []


def test_refused_then_paid_after_the_end_is_a_credit(story):
    """The order was given up with its hold: the money is kept for the family."""
    payment = story.pay()
    story.told(*story.bank.decide(payment, "decline"))
    Payment.objects.filter(pk=payment.pk).update(status=Payment.REFUSED)
    story.wait(OVER)
    expire(story.now)
    story.told(*story.bank.decide(payment, "pay"))
    story.is_a_credit("late-payment")


def test_another_amount_credits_nothing_and_a_clerk_is_told_once(story):
    payment = story.pay()
    story.bank.say_another_amount(payment)
    story.told(*story.bank.decide(payment, "pay") * 3)
    payment.refresh_from_db()
    assert (payment.status, story.credits(), story.places()) == (Payment.DISPUTED, 0, [Status.HELD])
    assert [alert.kind for alert in Alert.objects.all()] == ["disputed-payment"]
    assert Order.objects.get().status == Order.OPEN


def test_a_notice_of_a_payment_we_never_asked_changes_nothing(story):
    story.pay()
    assert story.told(story.bank.stranger())[0] in (200, 400)
    assert (story.credits(), story.places()) == (0, [Status.HELD])


@pytest.mark.parametrize("illness", ILLNESSES)
def test_a_bank_ill_while_it_is_asked_is_asked_again(story, illness):
    """Nobody told us; the first round of `reconcile_payments` hears nothing it understands, the next one does."""
    payment = story.pay()
    story.bank.decide(payment, "pay")
    story.bank.fall_ill(illness, "retrieve")
    assert reconcile(at=story.now).pending == 1
    assert (story.credits(), story.places()) == (0, [Status.HELD])
    story.bank.recover()
    assert reconcile(at=story.now).paid == 1
    story.is_booked_once()


@pytest.mark.parametrize("illness", ILLNESSES)
def test_a_bank_ill_when_the_parent_leaves_takes_nothing_and_lets_her_try_again(story, illness):
    order = story.order()
    story.bank.fall_ill(illness, "create")
    with pytest.raises(PaymentError, match="Rien n’a été payé"):
        story.leave(order)
    assert (story.credits(), story.places()) == (0, [Status.HELD])
    story.bank.recover()
    payment = story.leave(order)
    story.told(*story.bank.decide(payment, "pay"))
    story.is_booked_once()


def test_a_bank_that_cannot_be_asked_about_its_own_notice_is_asked_later(story):
    """Its notice is thanked and kept; it need not tell again."""
    payment = story.pay()
    notices = [*story.bank.decide(payment, "decline"), *story.bank.decide(payment, "pay")]
    story.bank.fall_ill("500", "any")
    assert set(story.told(*notices)) == {200}
    story.bank.recover()
    story.wait(timedelta(seconds=11))
    settle_waiting(at=story.now)
    story.is_booked_once()
    assert not PaymentEvent.objects.waiting().exists()
