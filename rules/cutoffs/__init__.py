"""The kinds of deadline, and the instant each gives on a calendar passed as a value.

A cut-off is a few **edges**: from here late, from here refused, from here open. Each edge says when
in the words of a règlement (« 2 jours ouvrés avant, 10 h »); ``resolve`` turns it into instants for
one day on one calendar, ``state`` says what they mean at a given moment.
"""

from rules.cutoffs.calendars import Calendar, Closed, CutoffError, Period
from rules.cutoffs.deadlines import (
    Cutoff,
    Deadline,
    Deadlines,
    Edge,
    Effect,
    Timeliness,
    Timing,
    resolve,
    state,
)
from rules.cutoffs.moments import (
    ByWeekday,
    Counting,
    DatedLimit,
    DateTable,
    DayOfMonth,
    DaysBefore,
    HoursBefore,
    LastFullWeek,
    Moment,
    WeekdayBefore,
    WeekdayLimit,
)
from rules.cutoffs.notation import cutoff_from_json, cutoff_to_json
from rules.cutoffs.occasions import PARIS, Hour, Target
from rules.cutoffs.outages import GRACE, Outage
from rules.cutoffs.wording import words

__all__ = [
    "GRACE",
    "PARIS",
    "ByWeekday",
    "Calendar",
    "Closed",
    "Counting",
    "Cutoff",
    "CutoffError",
    "DateTable",
    "DatedLimit",
    "DayOfMonth",
    "DaysBefore",
    "Deadline",
    "Deadlines",
    "Edge",
    "Effect",
    "Hour",
    "HoursBefore",
    "LastFullWeek",
    "Moment",
    "Outage",
    "Period",
    "Target",
    "Timeliness",
    "Timing",
    "WeekdayBefore",
    "WeekdayLimit",
    "cutoff_from_json",
    "cutoff_to_json",
    "resolve",
    "state",
    "words",
]
