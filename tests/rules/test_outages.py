"""The outage clause (B16): a cut-off near an outage moves for everybody, by one rule, and says so."""

from datetime import date, datetime, time, timedelta

import pytest

from rules import deadlines
from rules.cutoffs import (
    PARIS,
    Calendar,
    Cutoff,
    CutoffError,
    DaysBefore,
    Edge,
    Effect,
    Hour,
    Outage,
    Timeliness,
    resolve,
    state,
)

DAY = date(2026, 11, 12)
EVE_AT_TEN = DaysBefore(1, hour=Hour(time(10)))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def edges(*outages, moment=EVE_AT_TEN, effect=Effect.REFUSED, **context):
    found = resolve(Cutoff((Edge(effect, moment),)), day=DAY, calendar=Calendar(outages=outages), **context)
    return found.edges[0]


def outage(start, end, hours=2):
    return Outage("Panne du portail", at(start), at(end), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("start", "end", "hours", "moved"),
    [
        ("2026-11-11T09:00", "2026-11-11T11:30", 2, "2026-11-11T13:30"),  # over the cut-off
        ("2026-11-11T08:00", "2026-11-11T09:30", 2, "2026-11-11T11:30"),  # half an hour was left, two are
        ("2026-11-11T06:00", "2026-11-11T07:00", 2, "2026-11-11T10:00"),  # three hours were left
        ("2026-11-11T10:00", "2026-11-11T11:00", 2, "2026-11-11T10:00"),  # began once it was over
        ("2026-11-11T09:00", "2026-11-11T11:30", 0, "2026-11-11T11:30"),
        ("2026-11-11T09:00", "2026-11-12T23:00", 6, "2026-11-13T00:00"),  # never beyond the day of service
    ],
)
def test_two_hours_are_always_left_once_the_portal_is_back(start, end, hours, moved):
    """B16."""
    assert edges(outage(start, end, hours)).at == at(moved)


def test_a_second_outage_counts_from_the_moved_cutoff():
    found = edges(outage("2026-11-11T09:00", "2026-11-11T11:00"), outage("2026-11-11T12:30", "2026-11-11T14:00"))
    assert found.at == at("2026-11-11T16:00")


def test_a_cutoff_never_passes_the_session():
    start = at("2026-11-12T07:30")
    found = edges(outage("2026-11-11T09:00", "2026-11-12T07:00"), session_start=start)
    assert found.at == start


def test_an_opening_stays_where_it_is():
    found = edges(outage("2026-11-11T09:00", "2026-11-11T11:30"), effect=Effect.OPENS)
    assert found.at == at("2026-11-11T10:00")
    assert found.extended_by == ""


def test_the_late_surcharge_is_forgiven_as_long_as_the_cutoff_is_extended():
    late = Cutoff((Edge(Effect.LATE, EVE_AT_TEN), Edge(Effect.REFUSED, DaysBefore(0, hour=Hour(time(9))))))
    calendar = Calendar(outages=(outage("2026-11-11T09:00", "2026-11-11T11:30"),))
    found = resolve(late, day=DAY, calendar=calendar)
    assert state(found, at("2026-11-11T13:29")).timeliness is Timeliness.OPEN
    assert state(found, at("2026-11-11T13:30")).timeliness is Timeliness.LATE
    assert state(found, at("2026-11-12T09:00")).timeliness is Timeliness.REFUSED


def test_a_family_reads_why_the_deadline_is_another():
    found = edges(outage("2026-11-11T09:00", "2026-11-11T11:30"))
    assert found.words == "mercredi 11 novembre à 13\u00a0h\u00a030 (prolongé après « Panne du portail »)"
    midnight = edges(outage("2026-11-11T09:00", "2026-11-12T23:00"))
    assert midnight.words.startswith("jeudi 12 novembre à 23\u00a0h\u00a059")


def test_an_outage_that_ends_before_it_starts_is_refused():
    with pytest.raises(CutoffError, match="finit avant de commencer"):
        outage("2026-11-11T11:00", "2026-11-11T09:00")


def test_a_case_no_row_provides_for_is_refused_and_says_so():
    timing = deadlines.Answer(None, None).closed
    assert timing.timeliness is Timeliness.REFUSED
    assert "ne prévoit pas" in timing.reason
    assert deadlines.Answer(None, Cutoff()).closed is None
