"""A day of two places and five families, whatever they do: never overbooked, nobody idle beside a free place (P39)."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest

from reservations.booking.basket import expire, release
from reservations.booking.cancelling import cancel
from reservations.booking.holding import hold
from reservations.booking.joining import join, leave
from reservations.booking.queue import sweep
from reservations.booking.queue_check import queues
from reservations.checkout.ordering import checkout, confirm
from reservations.checkout.quotes import quote
from reservations.errors import BookingError
from reservations.models import Reservation, WaitingEntry
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from tests.factories.families import agent, child, household
from tests.factories.reservations import activity, enrol, one_row, reglement, sessions
from tests.reservations.conftest import AT, MONDAY

pytestmark = pytest.mark.django_db
STEPS = 40


class Day:
    """A session, its families, and what any of them may do next."""

    def __init__(self, seed: int) -> None:
        free = reglement(Rulebook.Kind.PRICE, one_row(Amount(Decimal("0.00")), Operation.SET))
        centre = activity("Centre", slug="centre", price=free)
        (self.session,) = sessions(centre, MONDAY, capacity=2)
        self.dice, self.at, self.clerk = Random(seed), AT, agent()
        self.families = [self.family(centre, name) for name in ("Un", "Deux", "Trois", "Quatre", "Cinq")]
        self.done: list[str] = []

    def family(self, centre, name):
        family = household(name, email=f"{name.lower()}@exemple.fr")
        kid = child("Sarah", family)
        enrol(kid, family, centre)
        return SimpleNamespace(family=family, kid=kid)

    def step(self) -> None:
        who = self.dice.choice(self.families)
        acts = (self.book, self.book, self.wait, self.wait, self.pay, self.give_up, self.town, self.pass_time)
        act = self.dice.choice(acts)
        self.done.append(f"{act.__name__} {who.family.name}")
        try:
            act(who)
        except BookingError as refused:
            self.done[-1] += f" : {refused}"

    def book(self, who):
        hold(household=who.family, child=who.kid, wanted=[self.session.pk], at=self.at)

    def wait(self, who):
        join(household=who.family, child=who.kid, session=self.session.pk, at=self.at)

    def pay(self, who):
        found = checkout(household=who.family, digest=quote(who.family, at=self.at).digest, at=self.at)
        if hasattr(found, "number"):
            confirm(found, at=self.at)

    def give_up(self, who):
        entry = WaitingEntry.objects.living().filter(household=who.family).first()
        if entry and self.dice.random() < 0.5:
            leave(entry, at=self.at)
        elif self.dice.random() < 0.5:
            release(who.family, at=self.at)
        else:
            hold(household=who.family, child=who.kid, wanted=[], unwanted=[self.session.pk], at=self.at)

    def town(self, who):
        sure = who.family.reservations.filter(status="confirmee").values_list("pk", flat=True)
        cancel(list(sure), how="mairie", reason="Essai", at=self.at, by=self.clerk)

    def pass_time(self, who):
        self.at += timedelta(hours=self.dice.choice([0.2, 1, 25]))
        expire(self.at)
        sweep(self.at)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_families_do_the_places_and_the_queue_hold(seed):
    day = Day(seed)
    for _step in range(STEPS):
        day.step()
        taken = Reservation.objects.living(day.at).filter(session=day.session).count()
        assert taken <= 2, day.done
        assert [finding.message for finding in queues(day.at)] == [], day.done


def test_the_walks_do_promote():
    """The control: walks that never freed a place for anybody would prove nothing."""
    day = Day(0)
    for _step in range(STEPS * 2):
        day.step()
    assert WaitingEntry.objects.exclude(offered_at=None).count() > 2, day.done
