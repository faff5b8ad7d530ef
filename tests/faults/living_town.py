"""A town that lives: whatever two families, a bank, a clerk, an animator and the clock may do, in any order."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from payments import ledger
from payments.adapters.base import Notice
from payments.errors import MoneyError
from payments.kept import settle_waiting
from payments.locks import lock_household
from payments.models import DemoBankPayment, LedgerEntry, Order, Payment
from payments.notifications import receive
from payments.orders import left_to_pay, minimum_online
from payments.reconciliation import reconcile
from payments.settlement import give_up, settle, start_payment
from reservations.attendance.writing import mark
from reservations.booking.basket import expire, release
from reservations.booking.cancelling import cancel
from reservations.booking.holding import hold
from reservations.checkout.ordering import checkout, confirm, open_bank_page
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import Reservation
from tests.factories import payments as make
from tests.faults.laws import broken_laws
from tests.reservations.conftest import AT

Status, How = Reservation.Status, Reservation.Cancellation
REFUSALS = (BookingError, MoneyError)  # a sentence for a person: nothing was done
which = st.integers(0, 3)


class LivingTown(RuleBasedStateMachine):
    """One example is one story; each step is followed by the laws of money and of places."""

    town = None  # made once by the test: families, children, sessions, a clerk

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story._from_testcase = True  # as the tests' own: what must be outermost is, in life
        self.story.__enter__()
        self.now = AT
        self.wait(0)

    def teardown(self) -> None:
        """Time passes: every page closes, the bank is asked, and nothing is left half-way."""
        try:
            self.wait(180)
            self.keep_house()
            assert broken_laws(self.town, self.now, ended=True) == []
        finally:
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    @invariant()
    def the_laws_hold(self) -> None:
        """After each step."""
        assert broken_laws(self.town, self.now, ended=False) == []

    @initialize(far=st.sampled_from(["basket", "bank", "paid"]))
    def begin(self, far) -> None:
        """Every story has matter: each child has a basket, and the first family may be at the bank, or have paid."""
        for who in range(len(self.town.children)):
            self.tick(who, who + 2, True)
        if far != "basket":
            self.go_to_the_bank(0)
        if far == "paid":
            self.decide(0, "PAID", 1)

    # The parents ---------------------------------------------------------------------------------

    @rule(who=which, session=st.integers(0, 8), more=st.booleans())
    def tick(self, who, session, more) -> None:
        family, child = self.town.children[who % len(self.town.children)]
        wanted = self.town.sessions[session : session + 1 + more]
        self._try(lambda: hold(household=family, child=child, wanted=[one.pk for one in wanted], at=self.now))

    @rule(who=which, session=st.integers(0, 8))
    def untick(self, who, session) -> None:
        family, child = self.town.children[who % len(self.town.children)]
        unwanted = [self.town.sessions[session].pk]
        self._try(lambda: hold(household=family, child=child, wanted=[], unwanted=unwanted, at=self.now))

    @rule(who=which)
    def clear(self, who) -> None:
        self._try(lambda: release(self._family(who), at=self.now))

    @rule(who=which)
    def order(self, who) -> None:
        """« Payer », and « Confirmer » where nothing is asked of a bank."""
        found = self._try(lambda: self._checkout(who))
        if isinstance(found, Order) and left_to_pay(found) < minimum_online(found.revenue_office):
            self._try(lambda: confirm(found, at=self.now))

    @rule(who=which)
    def go_to_the_bank(self, who) -> None:
        order = Order.objects.filter(household=self._family(who), status=Order.OPEN).first()
        if order is None:
            order = self._try(lambda: self._checkout(who))
        if isinstance(order, Order):
            self._try(lambda: self._leave(order, "demo"))

    def _checkout(self, who):
        family = self._family(who)
        return checkout(household=family, digest=quote(family, at=self.now).digest, at=self.now)

    def _leave(self, order, adapter, by=None):
        urls = make.URLS
        return open_bank_page(order, adapter=adapter, urls=urls, email="c@exemple.fr", at=self.now, by=by)

    # The bank ------------------------------------------------------------------------------------

    @rule(which=which, how=st.sampled_from(["PAID", "PAID", "PAID", "REFUSED", "ABANDONED"]), tells=st.integers(0, 2))
    def decide(self, which, how, tells) -> None:
        """A page still open is decided; the bank may not tell, or tell twice."""
        opened = DemoBankPayment.objects.filter(state="OPEN", opened_at__gt=self.now - timedelta(minutes=15))
        for visit in opened.order_by("opened_at", "pk")[which : which + 1]:
            DemoBankPayment.objects.filter(pk=visit.pk).update(state=how)
            for _time in range(tells):
                self._tell(visit)

    def _tell(self, visit) -> None:
        """A notice comes, and is settled beside."""
        receive("demo", Notice(fields={"id": str(visit.pk)}), at=self.now)
        settle_waiting(at=self.now)

    @rule(which=which)
    def tell_late(self, which) -> None:
        """Any payment of the past, told again."""
        for visit in DemoBankPayment.objects.order_by("-opened_at", "pk")[which : which + 1]:
            self._tell(visit)

    @rule(which=which)
    def change_its_mind(self, which) -> None:
        """What was refused is paid after all."""
        for visit in DemoBankPayment.objects.filter(state="REFUSED").order_by("opened_at", "pk")[which : which + 1]:
            DemoBankPayment.objects.filter(pk=visit.pk).update(state="PAID")
            self._tell(visit)

    @rule(which=which)
    def say_another_amount(self, which) -> None:
        for payment in Payment.objects.filter(adapter="demo").order_by("-pk")[which : which + 1]:
            settle(make.answer(payment, "PAID", "0.50"), at=self.now)

    # The town ------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 9, 20, 40, 90]))
    def wait(self, minutes) -> None:
        self.now += timedelta(minutes=minutes)
        timezone.now = lambda: self.now

    @rule()
    def keep_house(self) -> None:
        reconcile(at=self.now)
        expire(self.now)

    @rule(who=which, part=st.sampled_from([None, None, Decimal("1.00")]))
    def pay_at_the_counter(self, who, part) -> None:
        """Cash, for all of it or a part."""
        order = self._try(lambda: self._checkout(who))
        if not isinstance(order, Order) or not left_to_pay(order):
            return
        if part is None:
            self._try(lambda: self._leave(order, "cash", self.town.clerk))
        else:
            asked = {"adapter": "cash", "by": self.town.clerk, "amount": part, "email": "", "at": self.now}
            self._try(lambda: start_payment(order=order, **asked, **make.URLS))

    @rule(who=which)
    def abandon_the_order(self, who) -> None:
        for order in Order.objects.filter(household=self._family(who), status=Order.OPEN):
            give_up(order, at=self.now, reason="Essai", by=self.town.clerk)

    @precondition(lambda self: Reservation.objects.filter(status=Status.CONFIRMED).exists())
    @rule(which=which, how=st.sampled_from([How.TOWN, How.JUSTIFIED, How.LATE]))
    def cancel(self, which, how) -> None:
        for booking in Reservation.objects.filter(status=Status.CONFIRMED).order_by("pk")[which : which + 1]:
            asked = {"how": how, "reason": "Essai", "at": self.now, "by": self.town.clerk}
            self._try(lambda: cancel([booking.pk], **asked))  # noqa: B023

    @precondition(lambda self: Reservation.objects.filter(status=Status.CONFIRMED).exists())
    @rule(who=which, session=st.integers(0, 8), presence=st.sampled_from(["present", "absent"]))
    def tick_the_sheet(self, who, session, presence) -> None:
        """Ticked, corrected, ticked again; a child without booking may be there too."""
        _family, child = self.town.children[who % len(self.town.children)]
        sheet = self.town.sessions[session]
        self._try(lambda: mark(sheet, child.pk, by=self.town.clerk, at=self.now, presence=presence))

    @precondition(lambda self: Payment.objects.paid().exists())
    @rule(which=which)
    def return_a_cheque(self, which) -> None:
        credits = LedgerEntry.objects.filter(kind=LedgerEntry.CREDIT, reversed_by=None).order_by("pk")
        for entry in credits[which : which + 1]:
            with transaction.atomic():
                lock_household(entry.household)
                ledger.reverse(entry, at=self.now, reason="Sans provision")

    # ---------------------------------------------------------------------------------------------

    def _family(self, who: int):
        return self.town.children[who % len(self.town.children)][0]

    def _try(self, act):
        """Do it, as a page does: a refusal is a sentence, and changes nothing."""
        try:
            return act()
        except REFUSALS:
            return None
