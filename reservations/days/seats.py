"""One child and one session, judged alone: may this child have a place there now, and why not?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from families.models import Child, Household
from reservations.days.cells import Judge
from reservations.days.costs import UNPRICEABLE
from reservations.days.planning import bookings_in, with_places
from reservations.days.plans import DayCell
from reservations.days.verdicts import BOOK, begins, priority
from reservations.facts import read_facts
from reservations.models import Enrolment, Session, Unit
from reservations.pricing.bills import objections, price
from reservations.pricing.register import Register, load_register
from reservations.pricing.worlds import hypothetical, tariff_of
from rules.cutoffs import PARIS


@dataclass(frozen=True)
class Seat:
    """A child in a session, with all that decides it; the cell is what the planning would show."""

    register: Register
    child: Child
    enrolment: Enrolment
    unit: Unit
    session: Session
    cell: DayCell

    @property
    def priority(self) -> int:
        """The rank on the waiting list that the access règlement gives."""
        situation = self.register.situation(self.child, self.unit, self.session, self.enrolment, places_left=0)
        return priority(self.register, self.enrolment.activity, self.session.starts_on, read_facts(situation))

    @property
    def closes_at(self) -> datetime:
        """The next cut-off for booking, or the start of the session, whichever comes first."""
        day = self.session.starts_on
        start = begins(self.unit, day) or datetime.combine(day + timedelta(days=1), time(), PARIS)
        judge = Judge(self.register, self.register.at)
        edge = judge.timing(self.child, self.enrolment, self.unit, self.session, BOOK).until
        return min(edge, start) if edge else start

    @property
    def price(self) -> Decimal | None:
        """What this booking costs by itself, in euros; None where the tariff does not accept it."""
        try:
            world = [hypothetical(self.register, self.child, self.unit, self.session, late=self.cell.late)]
            bill = price(tariff_of(self.register, self.enrolment.activity), world)
        except UNPRICEABLE:
            return None
        return None if objections([], world, bill) else bill.total


def seat_of(household: Household, child: int, session: int, *, at: datetime) -> Seat | None:
    """The seat of a child of a household in a session, or None where the session is not proposed to it."""
    found = next(iter(with_places(Session.objects.filter(pk=session), at=at)), None)
    if found is None:
        return None
    day = found.starts_on
    register = load_register(household, at=at, first=day, last=day)
    kid, unit = register.child(child), register.unit(found.unit_id)
    if kid is None or unit is None or unit.origin != Unit.Origin.BOOKED:
        return None
    enrolment = register.enrolment_on(child, unit.activity_id, day)
    if enrolment is None or enrolment.group_id != found.group_id or not enrolment.activity.is_published:
        return None
    booking = bookings_in([child], [session], at=at).get((child, session))
    cell = Judge(register, at).cell(kid, enrolment, unit, day, found, booking)
    return Seat(register, kid, enrolment, unit, found, cell)
