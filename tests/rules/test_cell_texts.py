"""What a clerk types in a condition: French in, French out."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.cell_texts import CellError, read_cell, write_cell
from rules.facts import Choice, Fact, Kind
from rules.tables import ANY, Between, Cell, Is, between, integer_range, none_of, one_of

QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", grain=Decimal("0.01"), unit="€")
LEVEL = Fact("niveau", Kind.CHOICE, "niveau", choices=(Choice("cp", "CP"), Choice("gs", "Grande section, GS")))
UNIT = Fact("unite", Kind.CHOICE, "unité")
RESIDENT = Fact("resident", Kind.BOOLEAN, "habite la commune")
DAY = Fact("jour", Kind.DATE, "jour")
HOUR = Fact("arrivee", Kind.TIME, "arrivée")

VALUES = {
    QUOTIENT: st.decimals(-5000, 5000, places=2),
    DAY: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    HOUR: st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    LEVEL: st.sampled_from(["cp", "gs"]),
    UNIT: st.from_regex(r"[a-z]{2,8}(-[a-z]{1,3})?", fullmatch=True).filter(lambda slug: slug != "inconnu"),
    RESIDENT: st.booleans(),
}


@st.composite
def cells(draw):
    column = draw(st.sampled_from(list(VALUES)))
    tests = draw(st.lists(st.builds(Is, st.none() | VALUES[column]) | _intervals(column), min_size=1, max_size=3))
    return column, Cell(tuple(tests), draw(st.booleans()))


def _intervals(column):
    if column.kind in (Kind.CHOICE, Kind.BOOLEAN):
        return st.nothing()
    ends = st.lists(VALUES[column], min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        st.builds(lambda pair, low, high: Between(*pair, low, high), ends, st.booleans(), st.booleans()),
        st.builds(lambda low, closed: Between(low, None, closed), VALUES[column], st.booleans()),
        st.builds(lambda high, closed: Between(None, high, high_closed=closed), VALUES[column], st.booleans()),
    )


@given(cells())
def test_a_condition_written_is_read_the_same(found):
    column, cell = found
    spans = [span for test in cell.tests if (span := integer_range(column, test))]
    assume(all(low <= high for low, high in spans))
    assert read_cell(column, write_cell(column, cell)) == cell


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        (QUOTIENT, "", ANY),
        (QUOTIENT, "—", ANY),
        (QUOTIENT, "de 450 à moins de 900", between(Decimal(450), Decimal(900))),
        (QUOTIENT, "de 450 à 899,99", between(Decimal(450), Decimal("899.99"), high_closed=True)),
        (QUOTIENT, "moins de 450 €", between(None, Decimal(450))),
        (QUOTIENT, "< 450", between(None, Decimal(450))),
        (QUOTIENT, ">= 1 200", between(Decimal(1200))),
        (QUOTIENT, "[450 ; 900[", between(Decimal(450), Decimal(900))),
        (QUOTIENT, "1200 ou plus, inconnu", Cell((Between(Decimal(1200)), Is(None)))),
        (LEVEL, "grande section, gs", one_of("gs")),
        (LEVEL, "CP ; Grande section, GS", one_of("cp", "gs")),
        (LEVEL, "sauf CP", none_of("cp")),
        (UNIT, "Matin, Soir", one_of("matin", "soir")),
        (UNIT, "Garderie du soir", one_of("garderie-du-soir")),
        (RESIDENT, "Oui", one_of(True)),
        (DAY, "à partir du 01/09/2026", between(date(2026, 9, 1))),
        (HOUR, "avant 8 h 30", between(None, time(8, 30))),
    ],
)
def test_a_clerk_writes_conditions_as_people_do(column, text, cell):
    assert read_cell(column, text) == cell


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        (QUOTIENT, "beaucoup", "de 450 à moins de 900"),
        (QUOTIENT, "de 900 à 450", "intervalle vide"),
        (QUOTIENT, "450,005", "avance de 0,01 en 0,01"),
        (LEVEL, "terminale", "CP ; Grande section, GS"),
        (LEVEL, "moins de 6", "CP ; Grande section, GS"),
        (RESIDENT, "peut-être", "« oui », « non »"),
        (DAY, "31/02/2026", "01/09/2026"),
        (HOUR, "25 h", "08:30"),
    ],
)
def test_a_condition_nobody_understands_says_what_to_write(column, text, message):
    with pytest.raises(CellError, match=message):
        read_cell(column, text)
