"""The attendance sheet written: ticks kept for good, bookings brought in line, prices and notices that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.custody import custody_of
from families.models import Household, User
from payments.locks import lock_household
from payments.models import Charge, Invoice
from reservations.attendance.anomalies import tell_family
from reservations.attendance.recording import Recording
from reservations.attendance.ticks import Said, State, Tick, fold
from reservations.booking.basket import drop_orders_of
from reservations.days.planning import lock_sessions
from reservations.errors import BookingError
from reservations.models import AttendanceEvent, Enrolment, Reservation, Session, SheetClosing

Status = Reservation.Status


@dataclass(frozen=True, slots=True)
class RefusedTick:
    """A tick that was not kept, and the sentence the animator reads."""

    key: UUID
    child: int
    sentence: str


@dataclass
class Recorded:
    """What became of some ticks: kept (those already known too), kept aside because the sheet is closed, refused."""

    kept: list[UUID] = field(default_factory=list)
    aside: list[UUID] = field(default_factory=list)
    refused: list[RefusedTick] = field(default_factory=list)


def record(
    session: Session, ticks: Sequence[Tick], *, by: User, device: str, at: datetime, reason: str = ""
) -> Recorded:
    """Keep some ticks of a device about one sheet, and bring bookings, prices and notices in line, family by family.

    A tick already kept is not kept twice, whatever the number of times it is sent. ``reason`` makes a correction of
    a closed sheet, whose right is the caller's to check; without it a tick that comes too late is kept aside.
    """
    result = Recorded()
    known = set(AttendanceEvent.objects.filter(key__in=[one.key for one in ticks]).values_list("key", flat=True))
    fresh = [one for one in ticks if one.key not in known]
    payers = payers_of(session, {one.child for one in fresh})
    for tick in fresh:
        if tick.child not in payers:
            result.refused.append(RefusedTick(tick.key, tick.child, stranger(session)))
    mine: dict[Household, list[Tick]] = defaultdict(list)
    for tick in fresh:
        if tick.child in payers:
            mine[payers[tick.child]].append(tick)
    for household in sorted(mine, key=lambda one: one.pk):
        act = _Act(session, household, by, device, at, reason)
        result.aside += act.run(mine[household])
    refused = {one.key for one in result.refused}
    result.kept = [one.key for one in ticks if one.key not in refused]
    return result


def mark(
    session: Session, child: int, *, by: User, at: datetime, reason: str = "", device: str = "", **marks: str
) -> Recorded:
    """Tick one child: ``presence="present"``, ``left_at="18:45"``…, knowing everything said before."""
    last = AttendanceEvent.objects.filter(session=session, child=child).order_by("-pk").values_list("pk", flat=True)
    tick = Tick(uuid4(), child, at, marks, seen=last.first() or 0)
    return record(session, [tick], by=by, device=device, at=at, reason=reason)


def close(session: Session, *, by: User, at: datetime) -> SheetClosing:
    """Close a sheet: every child booked must have been ticked. Closing twice changes nothing.

    Raises:
        BookingError: children are not ticked yet.
    """
    with transaction.atomic():
        lock_sessions([session.pk])
        found = SheetClosing.objects.filter(session=session).first()
        if found:
            return found
        left = list(booked_on(session).filter(presence="").select_related("child"))
        if left:
            names = ", ".join(f"{one.child.first_name} {one.child.last_name}" for one in left[:10])
            raise BookingError(
                _("La feuille reste ouverte : %(count)d pas encore pointés (%(names)s). Pointez-les, puis clôturez.")
                % {"count": len(left), "names": names}
            )
        return SheetClosing.objects.create(session=session, closed_at=at, closed_by=by)


def is_locked(session: Session) -> bool:
    """Is a sheet beyond ticking? Once closed, or once one of its lines is on an issued invoice (N06)."""
    if SheetClosing.objects.filter(session=session).exists():
        return True
    subjects = [f"reservation:{pk}" for pk in session.reservations.values_list("pk", flat=True)]
    return Charge.objects.filter(subject__in=subjects, invoice__status=Invoice.ISSUED).exists()


def booked_on(session: Session):
    """The places of a session that count: confirmed, and those a basket is about to give up."""
    return session.reservations.filter(status__in=[Status.CONFIRMED, Status.LEAVING])


def states_of(session: Session, children: Collection[int] | None = None) -> dict[int, State]:
    """What the ticks of a sheet come to, child by child, in one query."""
    events = AttendanceEvent.objects.filter(session=session, aside=False).select_related("by").order_by("pk")
    if children is not None:
        events = events.filter(child__in=list(children))
    found: dict[int, list[Said]] = defaultdict(list)
    for event in events:
        found[event.child_id].append(said_of(event))
    return {child: fold(said) for child, said in found.items()}


def said_of(event: AttendanceEvent) -> Said:
    who = event.by.get_full_name() or event.by.get_username()
    return Said(event.pk, event.device, who, event.done_at, event.seen, event.marks)


def stranger(session: Session) -> str:
    """Why a tick about a child who is not of this group is refused."""
    sentence = _("Cet enfant n'est pas inscrit dans le groupe « %s » : demandez son inscription à l'accueil.")
    return sentence % session.group


def payers_of(session: Session, children: Collection[int]) -> dict[int, Household]:
    """Who pays for each of these children on a sheet: whoever booked, else the household of the day that enrols it."""
    booked = booked_on(session).filter(child__in=list(children)).select_related("household")
    found = {one.child_id: one.household for one in booked}
    others = set(children) - found.keys()
    enrolments = list(enrolled_on(session).filter(child__in=others).select_related("household").order_by("pk"))
    custody = custody_of({one.child_id for one in enrolments})
    for enrolment in enrolments:
        pays = custody[enrolment.child_id].paying_household(session.starts_on)
        if enrolment.child_id not in found or enrolment.household_id == pays:
            found[enrolment.child_id] = enrolment.household
    return found


def enrolled_on(session: Session):
    """The enrolments of a session's group that cover its day."""
    day = session.starts_on
    return Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), group=session.group_id, starts_on__lte=day
    )


@dataclass
class _Act:
    """The ticks of one family on one sheet, under its locks."""

    session: Session
    household: Household
    by: User
    device: str
    at: datetime
    reason: str

    def run(self, ticks: Sequence[Tick]) -> list[UUID]:
        """Keep the ticks; gives the keys of those kept aside."""
        children = {tick.child for tick in ticks}
        self._free_the_basket(children)
        with transaction.atomic():
            lock_household(self.household)
            lock_sessions([self.session.pk])
            locked = is_locked(self.session)
            aside = locked and not self.reason
            self._keep(ticks, aside=aside, correction=locked and not aside)
            if not aside:
                self._bring_in_line(children)
        return [tick.key for tick in ticks] if aside else []

    def _free_the_basket(self, children: Collection[int]) -> None:
        """A child ticked while its place waits in a basket: the order that carries it no longer stands."""
        drop_orders_of(self.session.reservations.held().filter(child__in=children), at=self.at)

    def _keep(self, ticks: Iterable[Tick], *, aside: bool, correction: bool) -> None:
        AttendanceEvent.objects.bulk_create(
            [
                AttendanceEvent(
                    key=tick.key, session=self.session, child_id=tick.child, by=self.by, device=self.device,
                    done_at=min(tick.done_at, self.at), received_at=self.at, seen=tick.seen, marks=dict(tick.marks),
                    aside=aside, correction=correction, reason=self.reason if correction else "",
                )
                for tick in ticks
            ],
            ignore_conflicts=True,
        )  # fmt: skip

    def _bring_in_line(self, children: Collection[int]) -> None:
        states: Mapping[int, State] = states_of(self.session, children)
        recording = Recording(self.session, self.household, self.by, self.at, self.reason)
        for child in sorted(children):
            recording.apply(child, states[child])
        recording.price()
        for child in sorted(children):
            tell_family(recording, child)
