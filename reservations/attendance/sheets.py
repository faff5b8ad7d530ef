"""The attendance sheet read: who is expected, who came, what must be known of each child."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from families.history import History
from families.models import AuthorisedPerson, Child, ChildHousehold, Guardian, HealthSheet, Schooling, User
from reservations.attendance.ticks import ABSENT, PRESENT, Dispute, State
from reservations.attendance.writing import booked_on, enrolled_on, is_locked, states_of
from reservations.models import AttendanceEvent, Reservation, Session, SheetClosing, Unit

RECORD, CORRECT = "reservations.record_attendance", "reservations.correct_attendance"
Status = Reservation.Status
WORDS = {PRESENT: lazy("présent"), ABSENT: lazy("absent"), "": lazy("à pointer")}


@dataclass(frozen=True, slots=True)
class Collector:
    """Somebody who may collect a child."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class SheetLine:
    """A child of a sheet: what is expected, what was ticked, what those who look after it must know."""

    child: Child
    state: State
    health: HealthSheet
    school_class: str
    collectors: tuple[Collector, ...]
    booking: Reservation | None = None

    @property
    def name(self) -> str:
        return f"{self.child.first_name} {self.child.last_name}"

    @property
    def presence(self) -> str:
        return PRESENT if self.state.came else self.state.presence

    @property
    def is_unbooked(self) -> bool:
        """Is it here without a booking? Where no line could be made, its ticks say so."""
        return self.booking.unbooked if self.booking else self.state.came

    @property
    def is_unpriced(self) -> bool:
        """Is it here without a line, because a payment of its own is still with the bank?"""
        return self.booking is None and self.state.came

    @property
    def said(self) -> str:
        """« présent, arrivée 16:35, départ 18:05 »."""
        return told(self.state)

    @property
    def disputes(self) -> tuple[str, ...]:
        return tuple(disputed(one) for one in self.state.disputes)

    @property
    def marks(self) -> str:
        """What was ticked, for the page's script."""
        return json.dumps(dict(self.state.marks))

    @property
    def menu(self) -> str:
        """What is served: the variant chosen, else the diet."""
        variant = self.booking.variant if self.booking else None
        return variant.name if variant else self.health.get_diet_display()


@dataclass(frozen=True)
class Sheet:
    """The sheet of a session as it stands: the children it counts, and those who might come."""

    session: Session
    lines: tuple[SheetLine, ...]
    others: tuple[SheetLine, ...]
    locked: bool
    closing: SheetClosing | None
    aside: tuple[AttendanceEvent, ...]

    @property
    def present(self) -> int:
        return sum(line.presence == PRESENT for line in self.lines)

    @property
    def absent(self) -> int:
        return sum(line.presence == ABSENT for line in self.lines)

    @property
    def left(self) -> tuple[SheetLine, ...]:
        """Those nobody has ticked yet."""
        return tuple(line for line in self.lines if not line.presence)

    @cached_property
    def disputed(self) -> tuple[SheetLine, ...]:
        return tuple(line for line in self.lines if line.state.disputes)


def told(state: State) -> str:
    """What the ticks of a child come to, in words."""
    presence = PRESENT if state.came else state.presence
    said = [str(WORDS[presence])]
    if state.absence_reason:
        said.append(str(Reservation.Absence(state.absence_reason).label))
    if state.arrived_at:
        said.append(_("arrivée %s") % f"{state.arrived_at:%H:%M}")
    if state.left_at:
        said.append(_("départ %s") % f"{state.left_at:%H:%M}")
    return ", ".join(said)


def disputed(dispute: Dispute) -> str:
    """What two devices say differently, and which is kept."""
    kept, other = dispute.kept, dispute.other
    return _("%(who)s a noté « %(what)s », %(other)s « %(instead)s » : le dernier compte. Confirmez ou corrigez.") % {
        "who": kept.who, "what": _value(dispute.field, kept.marks), "other": other.who,
        "instead": _value(dispute.field, other.marks),
    }  # fmt: skip


def _value(field: str, marks: Mapping[str, str]) -> str:
    value = marks.get(field, "")
    if field == "presence":
        return str(WORDS[value])
    if field == "absence_reason":
        return str(Reservation.Absence(value).label) if value else _("sans motif")
    return value or _("sans heure")


def may_record(request: HttpRequest) -> bool:
    """May this visitor tick children?"""
    return request.user.has_perm(RECORD)


# The day -------------------------------------------------------------------------------------------


def sheets_for(user: User) -> QuerySet[Session]:
    """The sheets this agent may open: booked units, of the groups given to them where any is."""
    mine = Q(group__animators__isnull=True) | Q(group__animators=user)
    allowed = Q() if user.has_perm(CORRECT) else mine
    found = Session.objects.filter(allowed, unit__origin=Unit.Origin.BOOKED)
    return found.select_related("unit__activity", "group", "closing").distinct()


def sessions_of(user: User, day: date) -> QuerySet[Session]:
    """Those of a day, in the order of its hours."""
    found = sheets_for(user).filter(starts_on__lte=day, ends_on__gte=day)
    return found.order_by("unit__starts_at", "unit__activity__position", "group__name", "pk")


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A sheet of the day, with how many children it expects and how many are ticked."""

    session: Session
    expected: int
    ticked: int

    @property
    def left(self) -> int:
        return self.expected - self.ticked

    @property
    def is_closed(self) -> bool:
        return hasattr(self.session, "closing")


def day_sheets(user: User, day: date) -> list[DaySheet]:
    """The sheets of a day, in the order of its hours; two queries."""
    sessions = list(sessions_of(user, day))
    living = Reservation.objects.filter(session__in=sessions, status__in=[Status.CONFIRMED, Status.LEAVING])
    counts = {
        row["session"]: row
        for row in living.order_by()
        .values("session")
        .annotate(expected=Count("pk"), ticked=Count("pk", filter=~Q(presence="")))
    }
    none = {"expected": 0, "ticked": 0}
    sheets = [DaySheet(one, **_numbers(counts.get(one.pk, none))) for one in sessions]
    return [one for one in sheets if one.session.is_open or one.expected]


def _numbers(row: Mapping[str, int]) -> dict[str, int]:
    return {"expected": row["expected"], "ticked": row["ticked"]}


# One sheet -----------------------------------------------------------------------------------------


def load_sheet(session: Session) -> Sheet:
    """The sheet of a session, by first name; the number of queries does not depend on the number of children."""
    bookings = {
        one.child_id: one
        for one in booked_on(session).select_related("child", "variant").order_by("child__first_name", "pk")
    }
    enrolled = {one.child_id: one.child for one in enrolled_on(session).select_related("child")}
    states = states_of(session)
    children = {**enrolled, **{one.child_id: one.child for one in bookings.values()}}
    known = _known(children, session.starts_on)
    lines = [_line(child, bookings.get(child.pk), states, known) for child in children.values()]
    lines.sort(key=lambda line: (line.child.first_name, line.child.last_name, line.child.pk))
    aside = session.attendance_events.filter(aside=True).select_related("by", "child").order_by("done_at")
    closing = SheetClosing.objects.filter(session=session).select_related("closed_by").first()
    return Sheet(
        session=session,
        lines=tuple(line for line in lines if line.booking or line.presence),
        others=tuple(line for line in lines if not (line.booking or line.presence)),
        locked=closing is not None or is_locked(session),
        closing=closing,
        aside=tuple(aside),
    )


@dataclass(frozen=True)
class _Known:
    health: Mapping[int, History]
    schooling: Mapping[int, History]
    collectors: Mapping[int, list[Collector]]
    day: date


def _known(children: Collection[int], day: date) -> _Known:
    """What must be known of these children on a day, in five queries."""
    sheets = HealthSheet.objects.filter(child__in=children).order_by("valid_from")
    schools = Schooling.objects.filter(child__in=children).order_by("valid_from")
    return _Known(
        health=_histories((one.child_id, one.valid_from, one) for one in sheets),
        schooling=_histories((one.child_id, one.valid_from, one) for one in schools),
        collectors=_collectors(children, day),
        day=day,
    )


def _histories(rows: Iterable[tuple[int, date, object]]) -> dict[int, History]:
    found: dict[int, History] = defaultdict(History)
    for child, day, row in rows:
        found[child].add(day, row)
    return found


def _collectors(children: Collection[int], day: date) -> dict[int, list[Collector]]:
    """The guardians of each child's households, then those they allow."""
    found: dict[int, list[Collector]] = defaultdict(list)
    links = ChildHousehold.objects.filter(child__in=children).order_by("household_id").values_list("household", "child")
    theirs: dict[int, list[int]] = defaultdict(list)
    for household, child in links:
        theirs[household].append(child)
    for one in Guardian.objects.filter(household__in=theirs).order_by("household_id", "pk"):
        for child in theirs[one.household_id]:
            found[child].append(Collector(str(one), one.get_role_display(), one.phone))
    for person in AuthorisedPerson.objects.filter(child__in=children).allowed(day).order_by("name"):
        found[person.child_id].append(Collector(person.name, person.relation, person.phone))
    return found


def _line(child: Child, booking: Reservation | None, states: Mapping[int, State], known: _Known) -> SheetLine:
    schooling = known.schooling[child.pk].on(known.day) if child.pk in known.schooling else None
    health = known.health[child.pk].on(known.day) if child.pk in known.health else None
    return SheetLine(
        child=child,
        state=states.get(child.pk, State()),
        health=health or HealthSheet(child=child),
        school_class=(schooling.class_name or schooling.get_level_display()) if schooling else "",
        collectors=tuple(known.collectors.get(child.pk, ())),
        booking=booking,
    )
