"""Forty published tariffs as règlements of ours, against the cases worked by hand from the published rules.

The runner knows no scheme: ``tests/reference/schemes`` says how the words of a case become lines.
"""

import json
from functools import cache

import pytest

from reservations.rulebooks.files import price, review
from tests.reference.accounts import (
    CASES,
    PUBLISHED,
    Hole,
    NotADecision,
    RoundingNotChosen,
    Silence,
    cents,
    scheme_of,
    text_of,
    written,
)
from tests.reference.report import PAGE, page

WRITTEN = written()
FILES = sorted({file for name in WRITTEN for file in scheme_of(name).files})
DETERMINED = [one for one in CASES.values() if one["scheme_id"] in WRITTEN]


@cache
def reviewed(file):
    return review(text_of(file))


def answer(files, world):
    """The price in cents, or the sentence that refuses, or None where no row prices a line."""
    found = price(map(text_of, files), json.loads(json.dumps(world)))
    refusals = [one["refus"] for one in (*found["lignes"], *found["ajustements"]) if one["refus"]]
    if refusals:
        return refusals[0]
    return None if any(one["sans-prix"] for one in found["lignes"]) else cents(found["total"])


def test_every_published_tariff_is_written():
    assert list(PUBLISHED) == WRITTEN


@pytest.mark.parametrize("file", FILES)
def test_each_reglement_would_be_published_and_its_examples_agree(file):
    found = reviewed(file)
    assert [one["message"] for one in found["remarques"] if one["bloquant"]] == []
    assert len(found["exemples"]) >= 2
    assert all(one["juste"] for one in found["exemples"])


@pytest.mark.parametrize("case", DETERMINED, ids=[case["id"] for case in DETERMINED])
def test_a_published_case_is_accounted_for(case):
    scheme = scheme_of(case["scheme_id"])
    account = scheme.accounts.get(case["id"])
    if isinstance(account, NotADecision):
        assert account.reason
        return
    expected = case["expected"]
    if account is None:
        wanted = expected["price_cents"] if expected["eligible"] else str
        found = answer(scheme.files, scheme.world(case["facts"]))
        assert isinstance(found, str) if wanted is str else found == wanted
        return
    assert expected["undetermined_by_published_rule"]
    check(account, scheme, case["facts"], expected["candidates_cents"])


def check(account, scheme, facts, candidates):
    """The account of a case whose published rule gives no single answer."""
    match account:
        case Silence(files):
            assert sorted(answer([file], scheme.world(facts)) for file in files) == sorted(candidates)
        case RoundingNotChosen(file):
            said = [one["message"] for one in reviewed(file)["remarques"] if one["bloquant"]]
            assert any("choisissez son arrondi" in message for message in said)
            assert answer(scheme.files, scheme.world(facts)) in candidates
        case Hole(file, named):
            said = [one["message"] for one in reviewed(file)["remarques"] if one["bloquant"]]
            assert any(named in message for message in said), said
            assert answer(scheme.files, scheme.world(facts)) in candidates


def test_no_case_is_dropped_and_no_account_is_idle():
    for name in WRITTEN:
        cases = {key: one["expected"] for key, one in CASES.items() if one["scheme_id"] == name}
        undetermined = {key for key, expected in cases.items() if expected.get("undetermined_by_published_rule")}
        accounts = scheme_of(name).accounts
        assert undetermined <= set(accounts)
        assert {key for key, one in accounts.items() if not isinstance(one, NotADecision)} <= undetermined


def test_the_report_says_what_these_tests_find():
    """``python -m tests.reference.report`` writes it again."""
    assert PAGE.read_text() == page()
