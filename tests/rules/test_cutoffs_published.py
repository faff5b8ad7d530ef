"""Twenty published rules to book and to cancel: the data files of ours against cases worked by hand.

The runner knows no town. A file of ``tests/reference/deadlines/`` is a règlement (cut-off rows, access rows,
opening days), what its cases say in words (``precisions``), and the other readings of an unclear sentence
(``lectures``) with what each of them gives.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rules.cutoffs import (
    PARIS,
    Calendar,
    Cutoff,
    Effect,
    Period,
    Timeliness,
    resolve,
    state,
)
from rules.facts import Fact, Kind
from rules.notation import cell_from_json, outcome_from_json
from rules.outcomes import Refuse
from rules.tables import ANY, DecisionTable, HitPolicy, Row, matching_rows

REFERENCE = Path(__file__).parent.parent / "reference"
PUBLISHED = json.loads((REFERENCE / "data" / "deadlines.json").read_text())
RULES = {rule["id"]: rule for rule in PUBLISHED["rules"]}
FILES = {path.stem: json.loads(path.read_text()) for path in sorted((REFERENCE / "deadlines").glob("*.json"))}
CASES = {case["id"]: (name, case) for name, rule in RULES.items() for case in rule["cases"]}
UNTOLD = {case: reason for file in FILES.values() for case, reason in file.get("sans-instant", {}).items()}

COLUMNS = (
    Fact("action", Kind.CHOICE),
    Fact("jour-ouvert", Kind.BOOLEAN),
    Fact("ferie-dans-la-semaine", Kind.BOOLEAN),
    Fact("ferie-ouvre-dans-la-semaine", Kind.BOOLEAN),
    Fact("paye", Kind.BOOLEAN),
    Fact("accuse-de-reception", Kind.BOOLEAN),
    Fact("jours", Kind.NUMBER),
    Fact("jour-d-absence", Kind.NUMBER),
)
OUR_WORDS = {"paid": "paye", "acknowledged": "accuse-de-reception", "days": "jours"}


@dataclass
class Answer:
    """What a règlement gives for one case: the first instant too late, and whether the change is in time."""

    in_time: bool
    too_late_at: datetime | None
    problem: str = ""
    facts: dict = field(default_factory=dict)


def table(rows):
    return DecisionTable(
        COLUMNS,
        tuple(
            Row(
                tuple(
                    cell_from_json(column, row["cellules"][column.name]) if column.name in row["cellules"] else ANY
                    for column in COLUMNS
                ),
                outcome_from_json(row["resultat"]),
            )
            for row in rows
        ),
        HitPolicy.FIRST,
    )


def first_outcome(rows, facts):
    decided = table(rows)
    matched = matching_rows(decided, [facts.get(column.name) for column in COLUMNS])
    return decided.rows[matched[0]].output if matched else None


def calendar_of(file, zone):
    official = PUBLISHED["calendar"]
    years = [official["2025-2026"], official["2026-2027"]]
    periods = [
        Period(name, date.fromisoformat(first), date.fromisoformat(last or "2027-08-31"))
        for year in years
        for name, (first, last) in {**year["all"], **year[zone]}.items()
    ]
    return Calendar(
        public_holidays=frozenset(map(date.fromisoformat, official["public_holidays"])),
        school_holidays=tuple(periods),
        closed_days=frozenset(map(date.fromisoformat, years[0]["no_class"])),
        opening_weekdays=frozenset(file["ouverture"]),
        opens_in_holidays=file.get("en-vacances", False),
    )


def facts_of(case, said, day, calendar):
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=i) for i in range(7)]
    facts = {
        "action": case["action"],
        "jour-ouvert": calendar.is_open(day),
        "ferie-dans-la-semaine": any(d in calendar.public_holidays for d in week),
        "ferie-ouvre-dans-la-semaine": any(d in calendar.public_holidays for d in week[:5]),
    }
    told = {ours: case[theirs] for theirs, ours in OUR_WORDS.items() if theirs in case} | said
    numbers = {column.name for column in COLUMNS if column.kind is Kind.NUMBER}
    return facts | {name: Decimal(value) if name in numbers else value for name, value in told.items()}


def answer(case_id, reading=None):
    """One case through the règlement of its town, or through another reading of it."""
    name, case = CASES[case_id]
    file = FILES[name]
    rules = file | (reading or {})
    said = file.get("precisions", {}).get(case_id, {}) | (reading or {}).get("precisions", {}).get(case_id, {})
    calendar = calendar_of(file, RULES[name]["school_zone"])
    day = date.fromisoformat(said.get("jour") or (case["service_date"] + "-01")[:10])
    start = said.get("debut-de-seance")
    known = {key: value for key, value in said.items() if key not in ("jour", "debut", "debut-de-seance")}
    facts = facts_of(case, known, day, calendar)
    cutoff = first_outcome(rules["dates-limites"], facts)
    assert isinstance(cutoff, Cutoff), f"no cut-off row answers for {case_id}"
    deadlines = resolve(
        cutoff,
        day=day,
        span_start=date.fromisoformat(said.get("debut", day.isoformat())),
        session_start=datetime.combine(day, time.fromisoformat(start), PARIS) if start else None,
        calendar=calendar,
    )
    timing = state(deadlines, datetime.fromisoformat(case["at"]).replace(tzinfo=PARIS))
    refused = isinstance(first_outcome(rules.get("acces", ()), facts), Refuse)
    limits = [edge.at for edge in deadlines.edges if edge.effect is not Effect.OPENS]
    return Answer(
        timing.timeliness is Timeliness.OPEN and not refused,
        limits[0] if limits else None,
        deadlines.problem,
    )


def agrees(too_late_at, published):
    """The instant a page means: ``23:59`` and ``24:00`` are the end of the day; « jusqu'à 9 h » ends at 9:01."""
    day, clock = published.split("T")
    if clock in ("23:59", "24:00"):
        midnight = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), PARIS)
        return too_late_at == midnight
    said = datetime.fromisoformat(published).replace(tzinfo=PARIS)
    return too_late_at in (said, said + timedelta(minutes=1))


def readings():
    for file in FILES.values():
        for reading in file.get("lectures", ()):
            for case_id, expected in reading["cas"].items():
                yield pytest.param(case_id, reading, expected, id=f"{case_id}: {reading['titre']}")


SETTLED = [case_id for case_id, (_, case) in CASES.items() if case_id not in UNTOLD and not case.get("undetermined")]


@pytest.mark.parametrize("case_id", SETTLED)
def test_a_published_deadline_falls_where_its_town_says(case_id):
    case = CASES[case_id][1]
    found = answer(case_id)
    assert found.in_time is case["in_time"], case["why"]
    if case["deadline"] is not None:
        assert agrees(found.too_late_at, case["deadline"]), found.too_late_at


@pytest.mark.parametrize(("case_id", "reading", "expected"), list(readings()))
def test_another_reading_of_the_sentence_is_another_switch(case_id, reading, expected):
    found = answer(case_id, reading)
    assert found.in_time is expected["in_time"]
    assert agrees(found.too_late_at, expected["deadline"]), found.too_late_at
    alternative = CASES[case_id][1].get("alternative_deadline")
    assert alternative is None or alternative.startswith(expected["deadline"])


def test_every_case_is_run_read_two_ways_or_named_with_its_reason():
    read_twice = {param.values[0] for param in readings()}
    ambiguous = {
        case_id
        for case_id, (_, case) in CASES.items()
        if {"depends_on_reading", "alternative_deadline", "undetermined"} & case.keys()
    }
    assert FILES.keys() == RULES.keys()
    assert len(CASES) == 104
    # What hangs on no other reading of the sentence itself.
    assert ambiguous - read_twice == set()
    assert {*SETTLED, *UNTOLD, *(c for c in read_twice if CASES[c][1].get("undetermined"))} == CASES.keys()
    assert sorted(UNTOLD) == ["saint-jean-du-bois-01", "saint-jean-du-bois-04"]


def test_an_undetermined_case_is_given_each_of_its_answers():
    for case_id, (_, case) in CASES.items():
        if case.get("undetermined"):
            given = [param.values[2] for param in readings() if param.values[0] == case_id]
            assert {expected["in_time"] for expected in given} == {True, False}, case_id


def test_the_cases_whose_units_belong_to_a_price_are_named():
    priced = {
        case_id
        for case_id, (_, case) in CASES.items()
        if {"billed_units", "surcharged_units"} & case.keys() and case_id not in UNTOLD
    }
    assert priced == {case_id for file in FILES.values() for case_id in file.get("reste-au-prix", {})}


def test_a_date_missing_from_the_published_table_is_told_and_refuses():
    found = answer("lons-le-saunier-04")
    assert not found.in_time
    assert found.problem == (
        "Aucune date limite n'a pu être fixée pour le dimanche 1er décembre : "
        "le tableau des dates ne prévoit pas le 01/12/2019. Contactez la mairie."
    )
