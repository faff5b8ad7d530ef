"""A deadline in French words and in JSON, there and back."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cutoffs import (
    PARIS,
    ByWeekday,
    Closed,
    Counting,
    Cutoff,
    CutoffError,
    DatedLimit,
    DateTable,
    DayOfMonth,
    DaysBefore,
    Edge,
    Effect,
    Hour,
    HoursBefore,
    LastFullWeek,
    Target,
    WeekdayBefore,
    WeekdayLimit,
    cutoff_from_json,
    cutoff_to_json,
    resolve,
    state,
    words,
)
from tests.rules.test_cutoffs import CALENDAR, MONDAY, SOFT_THEN_HARD, TEN, THURSDAY, refused


def test_a_deadline_of_another_year_says_its_year():
    deadlines = resolve(refused(DaysBefore(10, hour=TEN)), day=date(2027, 1, 5), calendar=CALENDAR)
    assert deadlines.edges[0].words.replace("\u00a0", " ") == "samedi 26 décembre 2026 à 10 h"


@pytest.mark.parametrize(
    ("cutoff", "said"),
    [
        (refused(DaysBefore(2, Counting.WORKING, Hour(time(10), True))), "jusqu'à 2 jours ouvrés avant, 10 h"),
        (refused(DaysBefore(1, hour=TEN)), "jusqu'à la veille, avant 10 h"),
        (refused(DaysBefore(0, hour=Hour(time(8, 30)))), "jusqu'au jour même, avant 8 h 30"),
        (
            refused(DaysBefore(8, Counting.CLEAR, target=Target.HOLIDAYS)),
            "jusqu'à 8 jours francs avant le premier jour des vacances",
        ),
        (
            refused(WeekdayBefore(THURSDAY, 1, Hour(time(9)), Closed.PREVIOUS_WORKING_DAY)),
            "jusqu'au jeudi de la semaine précédente, avant 9 h (ou le jour ouvré précédent si ce n'en est pas un)",
        ),
        (
            refused(ByWeekday(tuple(WeekdayLimit(on, limit, TEN) for on, limit in ((0, 4), (1, 4), (3, 1))))),
            "jusqu'au vendredi, avant 10 h (pour lundi, mardi) ; mardi, avant 10 h (pour jeudi)",
        ),
        (refused(DayOfMonth(1)), "jusqu'au 1er du mois précédent"),
        (refused(HoursBefore(72)), "jusqu'à 72 heures avant le début de la séance"),
        (refused(HoursBefore(0)), "jusqu'au début de la séance"),
        (refused(DateTable(())), "jusqu'à la date fixée pour chaque période"),
        (refused(LastFullWeek()), "jusqu'au vendredi de la dernière semaine complète du mois précédent"),
        (
            SOFT_THEN_HARD,
            "jusqu'à 2 jours ouvrés avant, 10 h ; ensuite en retard, jusqu'au jour même, avant 9 h",
        ),
        (Cutoff((Edge(Effect.LATE, DaysBefore(3)),)), "jusqu'à 3 jours avant ; ensuite en retard"),
        (
            Cutoff((Edge(Effect.OPENS, WeekdayBefore(MONDAY, 2)), Edge(Effect.REFUSED, DaysBefore(1)))),
            "à partir du lundi 2 semaines avant ; jusqu'à la veille",
        ),
        (Cutoff(), "sans date limite"),
    ],
)
def test_a_cut_off_reads_as_a_reglement_says_it(cutoff, said):
    assert words(cutoff).replace("\u00a0", " ") == said


HOURS = st.one_of(
    st.just(Hour()),
    st.builds(Hour, st.builds(time, st.integers(0, 23), st.integers(0, 58)), st.booleans()),
)
WEEKDAYS = st.integers(0, 6)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
COMMON = {"closed": st.sampled_from(Closed), "target": st.sampled_from(Target)}
ON_DAY = {**COMMON, "hour": HOURS}
MOMENTS = st.one_of(
    st.builds(DaysBefore, st.integers(0, 60), st.sampled_from(Counting), **ON_DAY),
    st.builds(WeekdayBefore, WEEKDAYS, st.integers(0, 4), **ON_DAY),
    st.builds(
        ByWeekday,
        st.lists(st.builds(WeekdayLimit, WEEKDAYS, WEEKDAYS, HOURS), unique_by=lambda limit: limit.on).map(tuple),
        **COMMON,
    ),
    st.builds(DayOfMonth, st.integers(1, 31), st.integers(0, 12), **ON_DAY),
    st.builds(
        DateTable,
        st.lists(st.builds(lambda a, b, c, d: DatedLimit(min(a, b), max(a, b), c, d), DAYS, DAYS, DAYS, st.text())).map(
            tuple
        ),
        **ON_DAY,
    ),
    st.builds(LastFullWeek, WEEKDAYS, st.booleans(), **ON_DAY),
    st.builds(HoursBefore, st.integers(0, 1440), st.integers(0, 59)),
)
CUTOFFS = st.builds(Cutoff, st.lists(st.builds(Edge, st.sampled_from(Effect), MOMENTS), max_size=4).map(tuple))


@given(CUTOFFS)
def test_a_cut_off_survives_its_json_form(cutoff):
    assert cutoff_from_json(cutoff_to_json(cutoff)) == cutoff


@given(CUTOFFS, DAYS, st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)))
def test_any_cut_off_answers_any_day_at_any_moment(cutoff, day, moment):
    deadlines = resolve(cutoff, day=day, calendar=CALENDAR, session_start=datetime.combine(day, time(12), PARIS))
    timing = state(deadlines, moment.replace(tzinfo=PARIS))
    instants = [edge.at for edge in deadlines.edges]
    assert instants == sorted(instants)
    assert timing.reason.endswith(".")
    assert timing.until is None or timing.until > moment.replace(tzinfo=PARIS)
    assert words(cutoff)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (3, "La date limite : un objet est attendu, pas « 3 »."),
        ({}, "La date limite : « echeances » doit être une liste, même vide."),
        ({"bornes": []}, "La date limite ne connaît pas « bornes » : écrivez echeances."),
        ({"echeances": [{"effet": "refus"}]}, "Échéance 1 : il manque « quand »."),
        (
            {"echeances": [{"effet": "fermé", "quand": {"sorte": "heures-avant", "heures": 2}}]},
            "Échéance 1, effet : « fermé » n'est pas possible, écrivez retard, refus, ouverture",
        ),
        ({"echeances": [{"effet": "refus", "quand": {"sorte": "bientôt"}}]}, "« bientôt » n'est pas une sorte"),
        ({"echeances": [{"effet": "refus", "quand": {"sorte": "jours-avant"}}]}, "il manque « jours »"),
        (
            {"echeances": [{"effet": "refus", "quand": {"sorte": "jours-avant", "jours": "2"}}]},
            "un nombre entier est attendu, pas « 2 »",
        ),
        (
            {"echeances": [{"effet": "refus", "quand": {"sorte": "jours-avant", "jours": 400}}]},
            "le nombre de jours doit aller de 0 à 366, pas 400",
        ),
        (
            {"echeances": [{"effet": "refus", "quand": {"sorte": "jours-avant", "jours": 2, "heure": "10h"}}]},
            "« 10h » n'est pas une heure : écrivez 09:00, 09:00 incluse ou minuit",
        ),
        (
            {"echeances": [{"effet": "refus", "quand": {"sorte": "jour-de-semaine", "jour-semaine": "Monday"}}]},
            "« Monday » n'est pas un jour de la semaine",
        ),
        (
            {
                "echeances": [
                    {
                        "effet": "refus",
                        "quand": {
                            "sorte": "tableau-de-dates",
                            "lignes": [{"du": "2026-06-31", "au": "2026-06-30", "limite": "2026-05-20"}],
                        },
                    }
                ]
            },
            "ligne 1, du : « 2026-06-31 » n'est pas une date",
        ),
    ],
)
def test_a_text_that_is_no_cut_off_is_told_where_and_what_to_write(data, message):
    with pytest.raises(CutoffError) as refusal:
        cutoff_from_json(data)
    assert message in str(refusal.value)


def test_the_end_of_a_day_is_written_in_four_ways():
    written = ["minuit", "24:00", "23:59", "23:59 incluse"]
    read = [
        cutoff_from_json({"echeances": [{"effet": "refus", "quand": {"sorte": "jours-avant", "jours": 1, "heure": h}}]})
        for h in written
    ]
    assert read == [refused(DaysBefore(1))] * 4
