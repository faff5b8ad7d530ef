"""The calendar of a shared child: every day with one household, in words, read by both."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from families.custody import Custody, Rhythm
from families.custody_calendar import exceptions_from, spells, weeks_of
from families.models import CustodyCalendar, CustodyException
from tests.factories.families import agent, child, custody, household, parent
from tests.reservations.pages import text

MOTHER, FATHER = 1, 2
JUNE, END = date(2026, 6, 1), date(2026, 6, 30)
days = st.dates(date(2025, 1, 1), date(2028, 1, 1))


def shared(**exceptions):
    """The even weeks with the mother."""
    rhythm = Rhythm(date(2025, 9, 1), odd_weeks=FATHER, even_weeks=MOTHER)
    return Custody([MOTHER, FATHER], [rhythm], {date(2026, 6, int(day[1:])): who for day, who in exceptions.items()})


def test_a_month_is_split_to_the_day():
    """B11: June 2026 begins on Monday of week 23, odd."""
    assert [(one.first.day, one.last.day, one.mine) for one in spells(shared(), MOTHER, JUNE, END)] == [
        (1, 7, False), (8, 14, True), (15, 21, False), (22, 28, True), (29, 30, False),
    ]  # fmt: skip


def test_an_exception_cuts_a_week():
    """B11: Wednesday 10 June with the father."""
    found = spells(shared(d10=FATHER), MOTHER, date(2026, 6, 8), date(2026, 6, 14))
    assert [(one.first.day, one.last.day, one.mine) for one in found] == [(8, 9, True), (10, 10, False), (11, 14, True)]
    assert [one.day.day for one in exceptions_from(shared(d10=FATHER), MOTHER, JUNE)] == [10]


@given(first=days, length=st.integers(0, 60), exceptions=st.dictionaries(days, st.sampled_from([MOTHER, FATHER])))
def test_each_day_is_paid_by_one_household_and_both_read_the_same(first, length, exceptions):
    """B11: what one reads as its own, the other reads as the other's, and no day is left out."""
    known = shared()
    known.exceptions.update(exceptions)
    last = first + timedelta(days=length)
    mine, theirs = spells(known, MOTHER, first, last), spells(known, FATHER, first, last)
    assert [(one.first, one.last) for one in mine] == [(one.first, one.last) for one in theirs]
    assert all(a.mine != b.mine or a.mine is None for a, b in zip(mine, theirs, strict=True))
    assert mine[0].first == first
    assert mine[-1].last == last
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(mine))


def test_without_a_calendar_nobody_is_told_a_day_is_theirs():
    (found,) = spells(Custody([MOTHER, FATHER]), MOTHER, JUNE, END)
    assert found.mine is None


def test_the_weeks_of_a_month_are_whole():
    weeks = weeks_of(shared(), MOTHER, JUNE)
    assert [(week.number, week.is_odd) for week in weeks] == [
        (23, True), (24, False), (25, True), (26, False), (27, True),
    ]  # fmt: skip
    assert all(len(week.days) == 7 for week in weeks)


# The page -----------------------------------------------------------------------------------------


@pytest.fixture
def ines(db):
    """Inès, the even weeks with her mother; her father has Wednesday 10 June as well."""
    mother, father = household("Moreau"), household("Leroy")
    found = child("Inès", mother, father)
    custody(found, mother, father)
    CustodyException.objects.create(child=found, household=father, day=date(2026, 6, 10))
    return found


def page(client, who, one, month=6):
    client.force_login(who)
    return client.get(reverse("families:custody_month", args=[one.pk, 2026, month]))


def test_both_parents_read_the_calendar_each_from_their_side(client, ines):
    """P44, B11."""
    mother, father = [parent(one) for one in ines.households.order_by("pk")]
    hers, his = text(page(client, mother, ines)), text(page(client, father, ines))
    assert "Semaines paires chez vous, semaines impaires chez l'autre foyer, depuis le 01/09/2025" in hers
    assert "du lundi 8 juin 2026 au mardi 9 juin 2026 : chez vous mercredi 10 juin 2026 : chez l'autre foyer" in hers
    assert "Semaines impaires chez vous, semaines paires chez l'autre foyer, depuis le 01/09/2025" in his
    assert "du lundi 8 juin 2026 au mardi 9 juin 2026 : chez l'autre foyer mercredi 10 juin 2026 : chez vous" in his


def test_the_dossier_leads_to_it(client, ines):
    mother = ines.households.order_by("pk")[0]
    child("Tom", mother)
    client.force_login(parent(mother))
    body = client.get(reverse("families:dossier")).content.decode()
    assert body.count(reverse("families:custody", args=[ines.pk])) == 1
    assert body.count("Calendrier de garde") == 1


def test_a_child_who_is_not_shared_has_no_custody_calendar(client, ines):
    mother = ines.households.order_by("pk")[0]
    tom = child("Tom", mother)
    assert page(client, parent(mother), tom).status_code == 404


def test_another_family_has_no_such_page(client, ines):
    assert page(client, parent(household("Durand")), ines).status_code == 404


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_that_does_not_exist_has_no_page(client, ines, month):
    assert page(client, parent(ines.households.first()), ines, month).status_code == 404


def test_a_family_without_a_rhythm_is_told_so(client, ines):
    CustodyCalendar.objects.all().delete()
    assert "Aucun rythme n'est enregistré" in text(page(client, parent(ines.households.first()), ines))


def test_a_clerk_reads_it_for_the_family(client, ines):
    """K01."""
    client.force_login(agent("accueil"))
    client.post(reverse("families:open_file", args=[ines.households.first().pk]))
    assert client.get(reverse("families:custody", args=[ines.pk])).status_code == 200
