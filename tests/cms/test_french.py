"""Money, days and hours read as they do in France."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from cms import french


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("3.6", "3,60\u00a0€"),
        ("0", "0,00\u00a0€"),
        ("1234.5", "1\u202f234,50\u00a0€"),
        ("-7.2", "\u22127,20\u00a0€"),
        ("-0.001", "0,00\u00a0€"),  # moins d'un demi-centime n'est pas une dette
        ("2.675", "2,68\u00a0€"),
    ],
)
def test_an_amount_is_written_in_french(amount, words):
    assert french.euros(Decimal(amount)) == words


def test_a_float_is_not_an_amount():
    with pytest.raises(TypeError):
        french.euros(3.6)


@given(st.decimals(min_value=-100_000, max_value=100_000, places=2))
def test_an_amount_reads_back_as_itself(amount):
    figures = french.euros(amount).removesuffix("\u00a0€").replace("\u202f", "").replace("\u2212", "-")
    assert Decimal(figures.replace(",", ".")) == amount


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2018, 6, 6), "mercredi 6 juin 2018"),
        (date(2018, 6, 1), "vendredi 1er juin 2018"),
        (date(2018, 8, 12), "dimanche 12 août 2018"),
    ],
)
def test_a_day_is_said_in_words(day, words):
    assert french.day_in_words(day) == words


def test_a_day_is_written_in_figures():
    assert french.day_in_figures(date(2018, 6, 6)) == "06/06/2018"


@pytest.mark.parametrize(
    ("at", "words"), [(time(10), "10\u00a0h"), (time(21, 5), "21\u00a0h\u00a005"), (time(0), "0\u00a0h")]
)
def test_an_hour_is_said_in_words(at, words):
    assert french.hour_in_words(at) == words


@pytest.mark.parametrize(("size", "words"), [(1, "1\u00a0Ko"), (250_000, "250\u00a0Ko"), (2_540_000, "2,5\u00a0Mo")])
def test_a_file_weighs_in_units_a_parent_knows(size, words):
    assert french.file_size(size) == words


def test_punctuation_stays_on_the_line_of_its_word():
    assert french.without_orphans("Menus : « semaine verte » ?") == "Menus\u00a0: «\u00a0semaine verte\u00a0»\u00a0?"


def test_a_moment_is_shown_on_the_clock_of_the_town():
    at = datetime(2018, 6, 6, 8, 0, tzinfo=UTC)
    shown = Template("{% load cms_tags %}{{ at|moment }}").render(Context({"at": at}))
    assert shown == "mercredi 6 juin 2018 à 10\u00a0h"


def test_the_filters_say_nothing_of_nothing():
    source = "{% load cms_tags %}[{{ x|euros }}{{ x|jour }}{{ x|date_fr }}{{ x|mois }}{{ x|heure }}{{ x|moment }}]"
    assert Template(source).render(Context({"x": None})) == "[]"
