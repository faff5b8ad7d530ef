"""The test bench of the editor, and the règlement printed (A23, B01, B08)."""

from datetime import date

import pytest
from django.urls import reverse

from rules.workshop.trying import days_of
from tests.factories.rules import edition, two_brackets
from tests.rules.test_editor import edit_url, fields_of, text_of
from tests.rules.test_worked_cases import SAINT_BENOIT

pytestmark = pytest.mark.django_db


def tried(desk, found, lines, span="jour", day="2026-09-07"):
    fields = fields_of(desk.get(edit_url(found)))
    asked = {**fields, "essai-lines": lines, "essai-span": span, "essai-day": day}
    return text_of(desk.post(reverse("rules:try", args=[found.pk]), asked)).replace("\xa0", " ")


def test_a_case_gives_its_price_its_reasons_and_why_not_each_other_row(desk):
    found = edition(two_brackets())
    page = tried(desk, found, "quotient familial = 300")
    cheap = tried(desk, found, "quotient familial = 2000")
    assert "En tout :" in page
    assert page.split("En tout :")[1][:20] != cheap.split("En tout :")[1][:20]
    assert "il faudrait" in page
    assert "c'est 300 €" in page


def test_a_month_counts_what_the_month_counts(desk):
    """B08: a bundle is only seen over its span; each day keeps its own line."""
    found = edition(SAINT_BENOIT)
    lines = "unité = matin ; habite la commune = oui"
    day = tried(desk, found, lines)
    month = tried(desk, found, lines, span="mois")
    assert day.count("07/09/2026") >= 1
    assert "28/09/2026" in month
    assert "28/09/2026" not in day


def test_the_days_of_a_week_and_of_a_month_are_the_usual_school_days():
    assert [day.day for day in days_of(date(2026, 9, 9), "semaine")] == [7, 8, 10, 11]
    assert days_of(date(2026, 9, 9), "mois")[0] == date(2026, 9, 1)
    assert days_of(date(2026, 9, 9), "jour") == (date(2026, 9, 9),)


def test_what_is_not_understood_is_said(desk):
    found = edition(two_brackets())
    assert "n'est pas un critère de la commune" in tried(desk, found, "couleur = rouge")
    assert "une réservation par ligne" in tried(desk, found, "")


def test_a_reglement_is_read_as_sentences_and_printed_as_an_annex(desk):
    """B03: the paper of the délibération says it is a draft until it is published."""
    found = edition(two_brackets())
    page = text_of(desk.get(reverse("rules:reading", args=[found.pk])))
    assert "Ce que dit le règlement" in page
    assert "cette version n'est pas publiée" in page
    answer = desk.get(reverse("rules:annex", args=[found.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert len(answer.content) > 5_000
