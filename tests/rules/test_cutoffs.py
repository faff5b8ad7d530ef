"""The kinds of deadline: the instant each gives, what it means at a moment, its words, its JSON form."""

from datetime import UTC, date, datetime, time

import pytest

from rules.cutoffs import (
    PARIS,
    ByWeekday,
    Calendar,
    Closed,
    Counting,
    Cutoff,
    DatedLimit,
    DateTable,
    DayOfMonth,
    DaysBefore,
    Edge,
    Effect,
    Hour,
    HoursBefore,
    LastFullWeek,
    Period,
    Target,
    Timeliness,
    WeekdayBefore,
    WeekdayLimit,
    resolve,
    state,
)

CALENDAR = Calendar(
    public_holidays=frozenset({date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)}),
    school_holidays=(
        Period("vacances de printemps", date(2026, 4, 18), date(2026, 5, 3)),
        Period("grandes vacances", date(2026, 7, 4), date(2026, 8, 31)),
    ),
    closed_days=frozenset({date(2026, 5, 15)}),
    opening_weekdays=frozenset({0, 1, 3, 4}),
    strikes=frozenset({date(2026, 6, 4)}),
)
TEN = Hour(time(10))
JUNE = DatedLimit(date(2026, 6, 1), date(2026, 6, 30), date(2026, 5, 20))
MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def refused(when):
    return Cutoff((Edge(Effect.REFUSED, when),))


def falls(when, day, **context):
    deadlines = resolve(refused(when), day=date.fromisoformat(day), calendar=CALENDAR, **context)
    assert not deadlines.problem, deadlines.problem
    return deadlines.edges[0].at


@pytest.mark.parametrize(
    ("when", "day", "instant"),
    [
        (DaysBefore(2, hour=TEN), "2026-06-02", "2026-05-31T10:00"),
        (DaysBefore(2, Counting.WORKING, TEN), "2026-06-01", "2026-05-28T10:00"),
        (DaysBefore(2, Counting.WORKING, TEN), "2026-05-26", "2026-05-21T10:00"),  # past Whit Monday
        (DaysBefore(2, Counting.WORKABLE, TEN), "2026-06-01", "2026-05-29T10:00"),
        (DaysBefore(1, Counting.OPENING, TEN), "2026-06-04", "2026-06-02T10:00"),  # Wednesday off
        (DaysBefore(1, Counting.OPENING, TEN), "2026-05-18", "2026-05-12T10:00"),  # Ascension and its bridge
        (DaysBefore(1, Counting.OPENING, TEN), "2026-05-04", "2026-04-17T10:00"),  # past the holidays
        (DaysBefore(8, Counting.CLEAR), "2026-06-20", "2026-06-12T00:00"),
        (DaysBefore(0, hour=Hour(time(8, 30))), "2026-06-02", "2026-06-02T08:30"),
        (WeekdayBefore(THURSDAY, 1, TEN), "2026-06-05", "2026-05-28T10:00"),
        (WeekdayBefore(MONDAY, 0, TEN), "2026-06-05", "2026-06-01T10:00"),
        (ByWeekday((WeekdayLimit(TUESDAY, TUESDAY, TEN),)), "2026-06-02", "2026-05-26T10:00"),
        (DayOfMonth(18, hour=TEN), "2026-06-05", "2026-05-18T10:00"),
        (DayOfMonth(31, 1), "2026-05-05", "2026-05-01T00:00"),  # 30 April, to its end
        (DayOfMonth(3, 0, TEN), "2026-06-05", "2026-06-03T10:00"),
        (DayOfMonth(20, 2, TEN), "2026-01-05", "2025-11-20T10:00"),
        (
            DateTable((DatedLimit(date(2026, 6, 1), date(2026, 6, 30), date(2026, 5, 20)),)),
            "2026-06-05",
            "2026-05-21T00:00",
        ),
        (LastFullWeek(FRIDAY), "2026-06-05", "2026-05-30T00:00"),
        (LastFullWeek(FRIDAY, in_term=True), "2026-05-05", "2026-04-18T00:00"),
        (DaysBefore(15, Counting.CLEAR, target=Target.HOLIDAYS), "2026-07-20", "2026-06-19T00:00"),
        (DaysBefore(15, target=Target.HOLIDAYS), "2026-07-20", "2026-06-20T00:00"),
    ],
)
def test_each_kind_of_deadline_has_its_instant(when, day, instant):
    assert falls(when, day) == at(instant)


def test_a_week_booked_at_once_counts_from_its_first_day():
    when = DaysBefore(2, hour=TEN, target=Target.SPAN)
    assert falls(when, "2026-06-05", span_start=date(2026, 6, 1)) == at("2026-05-30T10:00")
    assert falls(when, "2026-06-05") == at("2026-06-03T10:00")


def test_the_hours_before_a_session_are_those_of_the_clock():
    start = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)  # 11:30 in Paris, the day after summer time began
    assert falls(HoursBefore(48), "2026-03-30", session_start=start) == at("2026-03-28T11:30")
    assert falls(HoursBefore(0, 15), "2026-03-30", session_start=start) == at("2026-03-30T11:15")
    with pytest.raises(ValueError, match="aware"):
        resolve(refused(HoursBefore(1)), day=date(2026, 3, 30), session_start=datetime(2026, 3, 30), calendar=CALENDAR)


@pytest.mark.parametrize(
    ("closed", "instant"),
    [
        (Closed.KEEP, "2026-05-14T10:00"),
        (Closed.PREVIOUS_WORKING_DAY, "2026-05-13T10:00"),
        (Closed.LAST_OPENING_DAY, "2026-05-12T10:00"),
        (Closed.SAME_WEEKDAY, "2026-05-07T10:00"),
    ],
)
def test_a_cut_off_on_ascension_day_goes_where_the_switch_says(closed, instant):
    assert falls(WeekdayBefore(THURSDAY, 1, TEN, closed), "2026-05-21") == at(instant)


def test_a_strike_closes_a_day_and_moves_no_deadline():
    assert not CALENDAR.is_open(date(2026, 6, 4))
    assert falls(DaysBefore(1, Counting.OPENING, TEN), "2026-06-05") == at("2026-06-04T10:00")


@pytest.mark.parametrize(
    ("hour", "last_second", "first_too_late"),
    [
        (Hour(time(9)), "2026-06-01T08:59:59", "2026-06-01T09:00:00"),  # avant 9 h
        (Hour(time(9), included=True), "2026-06-01T09:00:59", "2026-06-01T09:01:00"),  # jusqu'à 9 h
        (Hour(), "2026-06-01T23:59:59", "2026-06-02T00:00:00"),  # no hour, or midnight
    ],
)
def test_the_last_second_is_in_time_and_the_next_is_not(hour, last_second, first_too_late):
    deadlines = resolve(refused(DaysBefore(1, hour=hour)), day=date(2026, 6, 2), calendar=CALENDAR)
    assert state(deadlines, at(last_second)).timeliness is Timeliness.OPEN
    assert state(deadlines, at(first_too_late)).timeliness is Timeliness.REFUSED


def test_a_moment_told_in_another_time_zone_is_the_same_moment():
    deadlines = resolve(refused(DaysBefore(1, hour=TEN)), day=date(2026, 6, 2), calendar=CALENDAR)
    assert state(deadlines, datetime(2026, 6, 1, 7, 59, tzinfo=UTC)).timeliness is Timeliness.OPEN
    assert state(deadlines, datetime(2026, 6, 1, 8, 0, tzinfo=UTC)).timeliness is Timeliness.REFUSED


SOFT_THEN_HARD = Cutoff(
    (
        Edge(Effect.LATE, DaysBefore(2, Counting.WORKING, Hour(time(10), True))),
        Edge(Effect.REFUSED, DaysBefore(0, hour=Hour(time(9)))),
    )
)


@pytest.mark.parametrize(
    ("moment", "timeliness", "until", "reason"),
    [
        ("2026-06-02T10:00", Timeliness.OPEN, "2026-06-02T10:01", "La date limite est le mardi 2 juin à 10 h."),
        (
            "2026-06-02T10:01",
            Timeliness.LATE,
            "2026-06-04T09:00",
            "La date limite était le mardi 2 juin à 10 h : "
            "encore possible jusqu'au jeudi 4 juin à 9 h, mais en retard.",
        ),
        ("2026-06-04T09:00", Timeliness.REFUSED, None, "La date limite était le jeudi 4 juin à 9 h."),
    ],
)
def test_a_soft_edge_makes_late_and_a_hard_one_refuses(moment, timeliness, until, reason):
    timing = state(resolve(SOFT_THEN_HARD, day=date(2026, 6, 4), calendar=CALENDAR), at(moment))
    assert (timing.timeliness, timing.until) == (timeliness, until and at(until))
    assert timing.reason.replace("\u00a0", " ") == reason


WINDOW = Cutoff(
    (
        Edge(Effect.OPENS, WeekdayBefore(MONDAY, 2)),
        Edge(Effect.REFUSED, WeekdayBefore(THURSDAY, 2)),
        Edge(Effect.OPENS, WeekdayBefore(FRIDAY, 1, Hour(time(8)))),
        Edge(Effect.REFUSED, WeekdayBefore(FRIDAY, 1, Hour(time(12)))),
    )
)


@pytest.mark.parametrize(
    ("moment", "timeliness", "reason"),
    [
        ("2026-05-17T12:00", Timeliness.NOT_YET, "Ce sera possible à partir du lundi 18 mai."),
        ("2026-05-18T00:00", Timeliness.OPEN, "La date limite est le jeudi 21 mai à 23 h 59."),
        (
            "2026-05-22T00:00",
            Timeliness.REFUSED,
            "La date limite était le jeudi 21 mai à 23 h 59. De nouveau possible à partir du vendredi 29 mai à 8 h.",
        ),
        ("2026-05-29T08:00", Timeliness.OPEN, "La date limite est le vendredi 29 mai à 12 h."),
        ("2026-05-29T12:00", Timeliness.REFUSED, "La date limite était le vendredi 29 mai à 12 h."),
    ],
)
def test_a_window_opens_closes_and_may_open_again(moment, timeliness, reason):
    timing = state(resolve(WINDOW, day=date(2026, 6, 2), calendar=CALENDAR), at(moment))
    assert timing.timeliness is timeliness
    assert timing.reason.replace("\u00a0", " ") == reason


def test_a_late_edge_that_falls_after_the_refusal_never_reopens():
    crossed = Cutoff((Edge(Effect.LATE, DaysBefore(1)), Edge(Effect.REFUSED, DaysBefore(3))))
    deadlines = resolve(crossed, day=date(2026, 6, 10), calendar=CALENDAR)
    assert [edge.effect for edge in deadlines.edges] == [Effect.REFUSED]
    assert state(deadlines, at("2026-06-10T12:00")).timeliness is Timeliness.REFUSED


def test_a_window_that_opens_after_it_closes_is_told_and_refused():
    crossed = Cutoff((Edge(Effect.OPENS, DaysBefore(1)), Edge(Effect.REFUSED, DaysBefore(3))))
    timing = state(resolve(crossed, day=date(2026, 6, 10), calendar=CALENDAR), at("2026-06-01T12:00"))
    assert timing.timeliness is Timeliness.REFUSED
    assert "l'ouverture (mardi 9 juin) tombe après la fermeture" in timing.reason


@pytest.mark.parametrize(
    ("when", "what"),
    [
        (ByWeekday((WeekdayLimit(MONDAY, FRIDAY),)), "le tableau des jours ne prévoit pas le mardi"),
        (DateTable(()), "le tableau des dates ne prévoit pas le 02/06/2026"),
        (DaysBefore(3, target=Target.HOLIDAYS), "ce jour n'est dans aucune des vacances du calendrier"),
        (HoursBefore(2), "l'heure de début de la séance n'est pas connue"),
    ],
)
def test_a_day_the_rule_does_not_provide_for_is_refused_in_words(when, what):
    timing = state(resolve(refused(when), day=date(2026, 6, 2), calendar=CALENDAR), at("2026-01-01T12:00"))
    assert timing.timeliness is Timeliness.REFUSED
    assert what in timing.reason


def test_a_service_that_never_opens_ends_the_search_for_an_opening_day():
    shut = Calendar(opening_weekdays=frozenset())
    deadlines = resolve(refused(DaysBefore(1, Counting.OPENING)), day=date(2026, 6, 2), calendar=shut)
    assert "aucun jour d'ouverture" in deadlines.problem


def test_without_edge_everything_is_in_time():
    timing = state(resolve(Cutoff(), day=date(2026, 6, 2), calendar=CALENDAR), at("2026-06-02T12:00"))
    assert (timing.timeliness, timing.until, timing.reason) == (Timeliness.OPEN, None, "Sans date limite.")
