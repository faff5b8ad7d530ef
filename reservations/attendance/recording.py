"""What a sheet says of one family becomes lines: presences, unbooked children, late departures, and their prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Household, User
from payments.alerts import raise_alert
from payments.models import Order
from reservations.attendance.ticks import State
from reservations.days.costs import UNPRICEABLE
from reservations.facts import ATTENDANCE
from reservations.models import Activity, Reservation, Session, Unit
from reservations.pricing.adjusting import regularise, renew_facts
from rules.editions import histories

Status, Cancellation = Reservation.Status, Reservation.Cancellation
_READ = ("presence", "arrived_at", "left_at", "absence_reason")


@dataclass
class Recording:
    """The lines of one family that a sheet changes, inside the transaction that keeps its ticks."""

    session: Session
    household: Household
    by: User
    at: datetime
    reason: str = ""
    changed: list[Reservation] = field(default_factory=list)
    repriced: bool = False

    @property
    def activity(self) -> Activity:
        return self.session.unit.activity

    def apply(self, child: int, state: State) -> None:
        """Bring the child's lines in line with what its ticks come to."""
        booking = self._booking(child, state)
        if booking is not None:
            self._write(booking, state)
        self._late(child, state if booking is not None and booking.status != Status.CANCELLED else State())

    def price(self) -> None:
        """Price again where a règlement reads what changed; what it cannot price is shown to the régie, never lost."""
        if not self.changed or not self.repriced:
            return
        if not self.activity.is_immediate:
            renew_facts(self.household, self.changed, ATTENDANCE, at=self.at)
            return
        reason = self.reason or _("Pointage du %s") % f"{self.session.starts_on:%d/%m/%Y}"
        try:
            with transaction.atomic():
                regularise(self.household, self.changed, ATTENDANCE, at=self.at, reason=reason, by=self.by, tell=False)
        except UNPRICEABLE as error:
            about = f"feuille {self.session.pk} foyer {self.household.pk}"
            raise_alert("attendance-unpriced", about, str(error), at=self.at, household=self.household)

    # The booked place, or the one the animator found taken --------------------------------------------

    def _booking(self, child: int, state: State) -> Reservation | None:
        """The line of this child in the session; made where it came without one, freed of a basket it was in."""
        mine = self.session.reservations.filter(child=child).select_related("session__unit", "session__group", "child")
        living = mine.filter(status__in=[Status.CONFIRMED, Status.LEAVING]).first()
        if living is not None and not living.unbooked:
            return living
        if not state.came:
            return self._undo(living)
        return living or self._come_back(mine, child)

    def _come_back(self, mine, child: int) -> Reservation | None:
        if mine.held().filter(order__status=Order.OPEN).exists():
            return None  # the bank has not answered: the next tick of this child tries again
        mine.held().delete()
        found = mine.filter(unbooked=True, household=self.household).order_by("-pk").first()
        return self._confirm(found) if found else self._new(self.session, child, unbooked=True)

    def _undo(self, booking: Reservation | None) -> Reservation | None:
        """The child was not there after all: its line, made by mistake, costs nothing."""
        if booking is not None:
            booking.status, booking.cancellation, booking.cancelled_at = Status.CANCELLED, Cancellation.TOWN, self.at
            booking.presence, booking.arrived_at, booking.left_at = "", None, None
            booking.save()
            self._touch(booking)
        return None

    def _confirm(self, booking: Reservation) -> Reservation:
        booking.status, booking.cancellation, booking.cancelled_at = Status.CONFIRMED, "", None
        booking.save(update_fields=["status", "cancellation", "cancelled_at"])
        self._touch(booking)
        return booking

    def _new(self, session: Session, child: int, **fields) -> Reservation:
        made = Reservation.objects.create(
            child_id=child, household=self.household, session=session, status=Status.CONFIRMED, booked_at=self.at,
            booked_by=self.by, **fields,
        )  # fmt: skip
        self._touch(made)
        return made

    def _write(self, booking: Reservation, state: State) -> None:
        """Write what the ticks say on the line; remember whether a règlement reads what changed."""
        before = [getattr(booking, name) for name in _READ]
        for name in _READ:
            setattr(booking, name, getattr(state, name))
        if state.came and not booking.presence:
            booking.presence = Reservation.Presence.PRESENT
        changed = {name for name, old in zip(_READ, before, strict=True) if getattr(booking, name) != old}
        if changed:
            booking.save(update_fields=list(_READ))
            self._touch(booking, reads=bool(_facts_of(changed) & self._asked()))

    # The late departure --------------------------------------------------------------------------------

    def _late(self, child: int, state: State) -> None:
        """The line of a departure after closing time, where the activity has a unit recorded from that time on."""
        unit = late_unit_of(self.session.unit)
        if unit is None:
            return
        closing, left = unit.starts_at, state.left_at
        is_late = left is not None and closing is not None and left > closing
        session = self._late_session(unit, make=is_late)
        line = session and self._line(session, child)
        if is_late and session:
            self._leave_late(session, line, child, closing, left)
        elif line is not None and line.status == Status.CONFIRMED:
            self._undo(line)

    def _line(self, session: Session, child: int) -> Reservation | None:
        found = session.reservations.filter(child=child, household=self.household)
        return found.select_related("session__unit", "session__group", "child").order_by("-pk").first()

    def _leave_late(
        self, session: Session, line: Reservation | None, child: int, closing: time | None, left: time | None
    ) -> None:
        if line is None:
            self._new(session, child, presence=Reservation.Presence.PRESENT, arrived_at=closing, left_at=left)
        elif line.status != Status.CONFIRMED or line.left_at != left:
            line.presence, line.arrived_at, line.left_at = Reservation.Presence.PRESENT, closing, left
            line.save(update_fields=["presence", "arrived_at", "left_at"])
            self._confirm(line)

    def _late_session(self, unit: Unit, *, make: bool) -> Session | None:
        place = {"unit": unit, "group": self.session.group, "starts_on": self.session.starts_on}
        if not make:
            return Session.objects.filter(**place).first()
        return Session.objects.get_or_create(**place, defaults={"ends_on": self.session.ends_on})[0]

    # What changed --------------------------------------------------------------------------------------

    def _touch(self, booking: Reservation, *, reads: bool = True) -> None:
        if booking not in self.changed:
            self.changed.append(booking)
        self.repriced = self.repriced or reads

    def _asked(self) -> frozenset[str]:
        """The facts of attendance that the price règlement reads, in any of its editions."""
        key = self.activity.price_rulebook_id
        editions = histories([key])[key].editions if key else ()
        return frozenset(name for one in editions for name in one.rulebook.asked & ATTENDANCE)


def late_unit_of(unit: Unit) -> Unit | None:
    """The unit the animator records for those who leave after this one has closed; None where nothing is asked."""
    if unit.ends_at is None:
        return None
    recorded = Unit.objects.filter(activity=unit.activity_id, origin=Unit.Origin.RECORDED, starts_at=unit.ends_at)
    return recorded.select_related("activity").order_by("position", "pk").first()


def _facts_of(fields: set[str]) -> set[str]:
    """The facts that read these columns of a booking."""
    hours = {"minutes", "duree_constatee"} if fields & {"arrived_at", "left_at"} else set()
    named = {"presence": "presence", "absence_reason": "motif_absence"}
    return hours | {named[name] for name in fields & named.keys()}
