"""A word before a cut-off to the families that have booked nothing: one message, once for a week and unit (P46)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.french import day_in_words, moment_in_words
from families.models import Child, Household, MessagePreferences
from families.notices import notify
from payments.locks import lock_household
from reservations.days.cells import Judge
from reservations.days.planning import bookings_in, with_places
from reservations.days.plans import CellState
from reservations.days.verdicts import BOOK
from reservations.message_kinds import REMINDER
from reservations.models import BookingSettings, Enrolment, Reminder, Reservation, Session, Unit
from reservations.pricing.register import load_register
from reservations.reminders.closings import closing_between
from rules.cutoffs import PARIS

Topic = tuple[int, int, date]  # a child, a unit, the Monday of a week
MORNING, EVENING = 8, 20  # nobody is reminded of a canteen at night


@dataclass(frozen=True)
class Reminded:
    """A day of a child that closes soon, with nothing booked or something not paid."""

    child: Child
    unit: Unit
    day: date
    until: datetime
    unpaid: bool

    @property
    def topic(self) -> Topic:
        return self.child.pk, self.unit.pk, monday(self.day)

    @property
    def line(self) -> str:
        words = _("– %(who)s, %(what)s, semaine du %(week)s : avant le %(until)s pour le %(day)s") % {
            "who": self.child.first_name,
            "what": f"{self.unit.activity.name}, {self.unit.name}",
            "week": day_in_words(monday(self.day)),
            "day": day_in_words(self.day),
            "until": moment_in_words(localtime(self.until, PARIS)),
        }
        return _("%s (dans votre récapitulatif, à payer)") % words if self.unpaid else words


def remind(at: datetime) -> int:
    """Remind, as things stand ``at``, the families that a cut-off is about to leave without a booking.

    Gives the number of families told. Told once for a child, a unit and a week, however often it runs; nobody by night.
    """
    lead = BookingSettings.current().reminder
    if not lead or not MORNING <= at.astimezone(PARIS).hour < EVENING:
        return 0
    wanted = _concerned(closing_between(at, at + lead), at)
    return sum(_remind(household, sessions, at, at + lead) for household, sessions in wanted.items())


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


# Who ----------------------------------------------------------------------------------------------


def _concerned(closing: Sequence[Session], at: datetime) -> dict[int, set[tuple[int, int]]]:
    """The households that may need a word: for each, the children and sessions neither booked nor told of."""
    if not closing:
        return {}
    settled = _settled(closing) | _told(closing)
    silent = _silent()
    groups: dict[int, list[Session]] = defaultdict(list)
    for session in closing:
        groups[session.group_id].append(session)
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for one in _enrolments(closing).exclude(household__in=silent):
        for session in groups[one.group_id]:
            topic = one.household_id, one.child_id, session.unit_id, monday(session.starts_on)
            if one.covers(session.starts_on) and topic not in settled:
                found[one.household_id].add((one.child_id, session.pk))
    return dict(found)


def _enrolments(closing: Sequence[Session]):
    first, last = closing[0].starts_on, closing[-1].starts_on
    there = Q(ends_on=None) | Q(ends_on__gte=first)
    return Enrolment.objects.filter(there, group__in={one.group_id for one in closing}, starts_on__lte=last)


def _settled(closing: Sequence[Session]) -> set[tuple[int, int, int, date]]:
    """The households that booked something for a child, a unit and a week: they have thought of it."""
    sure = [Reservation.Status.CONFIRMED, Reservation.Status.LEAVING]
    weeks = monday(closing[0].starts_on), monday(closing[-1].starts_on) + timedelta(days=6)
    booked = Reservation.objects.filter(
        status__in=sure, session__unit__in={one.unit_id for one in closing}, session__starts_on__range=weeks
    )
    rows = booked.values_list("household", "child", "session__unit", "session__starts_on")
    return {(household, child, unit, monday(day)) for household, child, unit, day in rows}


def _told(closing: Sequence[Session]) -> set[tuple[int, int, int, date]]:
    weeks = {monday(one.starts_on) for one in closing}
    return set(Reminder.objects.filter(week__in=weeks).values_list("household", "child", "unit", "week"))


def _silent() -> list[int]:
    """The households that declined reminders."""
    chosen = MessagePreferences.objects.exclude(declined=[]).values_list("household", "declined")
    return [household for household, declined in chosen if REMINDER.slug in declined]


# What ---------------------------------------------------------------------------------------------


def _remind(pk: int, wanted: set[tuple[int, int]], at: datetime, until: datetime) -> bool:
    """Tell one family, under its lock; says whether there was anything to tell."""
    with transaction.atomic():
        lock_household(pk)
        household = Household.objects.get(pk=pk)
        told = set(Reminder.objects.filter(household=household).values_list("child", "unit", "week"))
        found = [one for one in _closing_of(household, wanted, at, until) if one.topic not in told]
        topics = {one.topic: one for one in reversed(found)}  # the first day of each week
        if not topics:
            return False
        Reminder.objects.bulk_create(
            Reminder(household=household, child_id=child, unit_id=unit, week=week, reminded_at=at)
            for child, unit, week in topics
        )
        values = {"lignes": "\n".join(one.line for one in found if topics[one.topic] is one), "lien": _planning()}
        return notify(REMINDER, values, household=household, at=at) is not None


def _closing_of(household: Household, wanted: set[tuple[int, int]], at: datetime, until: datetime) -> list[Reminded]:
    """The days this family may still book, or has in its basket, and whose cut-off comes by ``until``."""
    sessions = with_places(Session.objects.filter(pk__in={session for _child, session in wanted}), at=at)
    register = load_register(household, at=at, first=sessions[0].starts_on, last=sessions[-1].starts_on)
    judge, found = Judge(register, at), []
    bookings = bookings_in({child for child, _session in wanted}, [one.pk for one in sessions], at=at)
    for session in sessions:
        for child in (one for one in register.children if (one.pk, session.pk) in wanted):
            found.append(_judged(judge, child, session, bookings.get((child.pk, session.pk)), until))
    return [one for one in found if one]


def _judged(
    judge: Judge, child: Child, session: Session, booking: Reservation | None, until: datetime
) -> Reminded | None:
    """What is to be told of a child and a session, if anything."""
    register, day = judge.register, session.starts_on
    unit = register.unit(session.unit_id)
    enrolment = unit and register.enrolment_on(child.pk, unit.activity_id, day)
    if unit is None or not enrolment:
        return None
    cell = judge.cell(child, enrolment, unit, day, session, booking)
    if cell.state is CellState.HELD:
        ends = judge.timing(child, enrolment, unit, session, BOOK).until
    else:
        ends = cell.until if cell.state is CellState.FREE and not cell.late else None
    told = ends is not None and judge.at < ends <= until
    return Reminded(child, unit, day, ends, cell.state is CellState.HELD) if told and ends else None


def _planning() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('reservations:planning')}"
