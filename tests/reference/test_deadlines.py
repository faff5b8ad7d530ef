"""Twenty published rules to book and to cancel, as règlements of ours, against the cases worked by hand.

The runner knows no town: ``tests/reference/deadline_accounts.py`` puts each case in the words of the command.
"""

import json
from datetime import date, datetime, time, timedelta
from functools import cache

import pytest

from reservations.rulebooks.deadlines import Asked, cutoff
from reservations.rulebooks.files import price, review
from rules.cutoffs import PARIS
from tests.reference.deadline_accounts import (
    ACTIONS,
    CASES,
    HERE,
    PRICED,
    PUBLISHED,
    READINGS,
    UNTOLD,
    WAITED,
    WEEKS,
    WORDS,
    Words,
    calendar_of,
    text_of,
    week_of,
)
from tests.reference.deadline_report import PAGE, page

SETTLED = [key for key, (_, case) in CASES.items() if key not in UNTOLD and not case.get("undetermined")]
FILES = sorted(path.stem for path in (HERE / "deadlines").glob("*.json") if path.stem != "calendrier")


def answer(key, file=None, words=None):
    """What the command prints for one case on the file of its town, or on another reading of it."""
    name, case = CASES[key]
    words = words or WORDS.get(key, Words())
    asked = Asked(
        ACTIONS[case["action"]],
        date.fromisoformat(words.day or (case["service_date"] + "-01")[:10]),
        calendar_of(name),
        words.facts,
        date.fromisoformat(words.span_start) if words.span_start else None,
        words.starts_at,
    )
    return cutoff(text_of(file or name), asked, case["at"])


def in_time(found):
    return found["etat"] == "a-temps"


def limit(found):
    """The first instant too late."""
    limits = [edge["a"] for edge in found["echeances"] if edge["effet"] != "ouverture"]
    return datetime.fromisoformat(limits[0]) if limits else None


def agrees(too_late_at, published):
    """The instant a page means: ``23:59`` and ``24:00`` are the end of the day; « jusqu'à 9 h » ends at 9:01."""
    day, clock = published.split("T")
    if clock in ("23:59", "24:00"):
        return too_late_at == datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), PARIS)
    said = datetime.fromisoformat(published).replace(tzinfo=PARIS)
    return too_late_at in (said, said + timedelta(minutes=1))


def refused(file, lines):
    bill = price([text_of(file)], lines)
    return any(one["refus"] for one in (*bill["lignes"], *bill["ajustements"]))


@cache
def reviewed(file):
    return review(text_of(file))


@pytest.mark.parametrize("file", FILES)
def test_each_reglement_would_be_published_and_its_examples_agree(file):
    found = reviewed(file)
    assert [one["message"] for one in found["remarques"] if one["bloquant"]] == []
    assert all(one["juste"] for one in found["exemples"])


@pytest.mark.parametrize("key", SETTLED)
def test_a_published_deadline_falls_where_its_town_says(key):
    case = CASES[key][1]
    found = answer(key)
    week = "days" in case and refused("la-prairie-semaine", week_of(case))
    assert (in_time(found) and not week) is case["in_time"], case["why"]
    if case["deadline"] is not None:
        assert agrees(limit(found), case["deadline"]), found


@pytest.mark.parametrize("reading", READINGS, ids=lambda one: f"{one.case}-{one.file}")
def test_another_reading_of_the_sentence_is_another_file(reading):
    found = answer(reading.case, reading.file, reading.words)
    assert in_time(found) is reading.in_time
    assert agrees(limit(found), reading.deadline)
    alternative = CASES[reading.case][1].get("alternative_deadline")
    assert alternative is None or alternative.startswith(reading.deadline)


@pytest.mark.parametrize("file", WEEKS)
def test_a_holiday_on_a_saturday_counts_or_not_as_the_file_reads_it(file):
    case = CASES["la-prairie-04"][1]
    assert in_time(answer("la-prairie-04"))
    assert (not refused(file, week_of(case))) is WEEKS[file]


@pytest.mark.parametrize("key", PRICED)
def test_the_meals_due_or_surcharged_come_from_a_price(key):
    file, lines = PRICED[key]
    case = CASES[key][1]
    waited = "a-temps" if key not in UNTOLD and in_time(answer(key)) else "tardive"
    bill = price([text_of(file)], json.loads(json.dumps(lines).replace(WAITED, waited)))
    if "surcharged_units" in case:
        assert sum("majoration" in one["composantes"] for one in bill["lignes"]) == case["surcharged_units"]
        return
    assert sum(one["montant"] != "0.00" for one in bill["lignes"]) == case["billed_units"]


def test_every_case_is_run_read_two_ways_or_priced():
    read = {one.case for one in READINGS} | {"la-prairie-04"}
    unclear = {"depends_on_reading", "alternative_deadline", "undetermined"}
    assert len(CASES) == 104
    assert set(PUBLISHED) <= set(FILES)
    assert {key for key, (_, case) in CASES.items() if unclear & case.keys()} - read == set()
    assert {*SETTLED, *UNTOLD, *read} == CASES.keys()
    told = {key for key, (_, case) in CASES.items() if {"billed_units", "surcharged_units"} & case.keys()}
    assert told == PRICED.keys()


def test_an_undetermined_case_is_given_each_of_its_answers():
    for key, (_, case) in CASES.items():
        if case.get("undetermined") and key != "la-prairie-04":
            assert {one.in_time for one in READINGS if one.case == key} == {True, False}, key


def test_a_date_missing_from_the_published_table_is_told_and_refuses():
    found = answer("lons-le-saunier-04")
    assert not found["possible"]
    assert found["probleme"] == (
        "Aucune date limite n'a pu être fixée pour le dimanche 1er décembre : "
        "le tableau des dates ne prévoit pas le 01/12/2019. Contactez la mairie."
    )


def test_the_report_says_what_these_tests_find():
    """``python -m tests.reference.deadline_report`` writes it again."""
    assert PAGE.read_text() == page()
