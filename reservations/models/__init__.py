"""The nouns of reservations, one file a subject."""

from reservations.models.absences import AbsenceDeclaration
from reservations.models.activities import Activity, Group, Unit, Variant
from reservations.models.attendance import AttendanceEvent, AttendanceSettings, SheetClosing
from reservations.models.bookings import Enrolment, Reservation
from reservations.models.calendars import Calendar, CalendarPeriod, Outage, SchoolYear
from reservations.models.marks import TownMark
from reservations.models.reminders import Reminder
from reservations.models.sessions import Session
from reservations.models.settings import BookingSettings
from reservations.models.usual import UsualWeek
from reservations.models.waiting import WaitingEntry
from reservations.models.waivers import Waiver

__all__ = [
    "AbsenceDeclaration",
    "Activity",
    "AttendanceEvent",
    "AttendanceSettings",
    "BookingSettings",
    "Calendar",
    "CalendarPeriod",
    "Enrolment",
    "Group",
    "Outage",
    "Reminder",
    "Reservation",
    "SchoolYear",
    "Session",
    "SheetClosing",
    "TownMark",
    "Unit",
    "UsualWeek",
    "Variant",
    "WaitingEntry",
    "Waiver",
]
