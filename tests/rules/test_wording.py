"""What a clerk types in a cell of results: French in, French out."""

import re
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cutoffs import (
    ByWeekday,
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
    Target,
    WeekdayBefore,
    WeekdayLimit,
)
from rules.operations import Operation
from rules.outcomes import (
    PRESENT,
    Allow,
    Amount,
    Factor,
    Keep,
    Named,
    Percent,
    PerStarted,
    PriceOf,
    Rate,
    Refuse,
)
from rules.wording import DEADLINES, FITTING, WordingError, read, write

TITLES = {"quotient_familial": "quotient familial", "minutes": "durée", "prix-standard": "prix standard"} | {
    "activite": "activité",
    "unite": "unité",
}
MONEY, NAMES, VERDICTS = FITTING[Operation.SET], FITTING[Operation.NAME], FITTING[Operation.REFUSE]

decimals = st.decimals(min_value=-100_000, max_value=100_000, places=4)
positive = st.decimals(min_value=Decimal("0.01"), max_value=10_000, places=2)
maybe = st.none() | positive
measures = st.sampled_from([*TITLES])
sentences = st.from_regex(r"[A-Za-zé][A-Za-zé ,.]{0,30}[a-z]", fullmatch=True).map(lambda text: " ".join(text.split()))

amounts = st.builds(Amount, decimals)
money = st.one_of(
    amounts,
    st.builds(Rate, decimals, measures, decimals, maybe, maybe, maybe, maybe),
    st.builds(
        PerStarted, decimals, positive, measures, st.just(Decimal(0)) | positive, maybe, maybe, st.none() | measures
    ),
    st.builds(Factor, decimals, measures | st.just(PRESENT), maybe, maybe),
    st.builds(PriceOf, decimals, st.just((("activite", "cantine"), ("unite", "repas-adulte"))), maybe, maybe),
    st.just(Keep()),
)
names = st.builds(
    Named,
    st.none()
    | st.booleans()
    | decimals
    | st.dates(date(2000, 1, 1), date(2100, 1, 1))
    | st.sampled_from([time(8, 30), time(0)])
    | st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True),
)
ranks = st.one_of(st.none(), st.integers(0, 999).map(Decimal))
verdicts = st.one_of(st.builds(Allow, ranks), st.just(Keep()), st.builds(Refuse, sentences))

weekdays = st.integers(0, 6)
hours = st.just(Hour()) | st.builds(Hour, st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.booleans())
places = {"hour": hours, "closed": st.sampled_from(Closed), "target": st.sampled_from(Target)}
limits = st.lists(st.builds(WeekdayLimit, weekdays, weekdays, hours), min_size=1, unique_by=lambda limit: limit.on)
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
dated = st.builds(
    lambda a, b, limit, label: DatedLimit(min(a, b), max(a, b), limit, label),
    days, days, days, st.sampled_from(["", "vacances d'été"]),
)  # fmt: skip
moments = st.one_of(
    st.builds(DaysBefore, st.integers(0, 60), st.sampled_from(Counting), **places),
    st.builds(WeekdayBefore, weekdays, st.integers(0, 5), **places),
    st.builds(DayOfMonth, st.integers(1, 31), st.integers(0, 3), **places),
    st.builds(LastFullWeek, weekdays, st.booleans(), **places),
    st.builds(HoursBefore, st.integers(0, 100), st.integers(0, 59)),
    st.builds(ByWeekday, limits.map(tuple), places["closed"], places["target"]),
    st.builds(DateTable, st.lists(dated, min_size=1, max_size=3).map(tuple), **places),
)
cutoffs = st.builds(
    Cutoff,
    st.lists(st.builds(Edge, st.sampled_from([Effect.LATE, Effect.REFUSED]), moments), max_size=3).map(tuple),
)


@given(money)
def test_what_money_is_written_is_read_the_same(outcome):
    assert read(write(outcome, TITLES), MONEY, TITLES) == outcome


@given(names)
def test_a_name_written_is_read_the_same(outcome):
    assert read(write(outcome, TITLES), NAMES, TITLES) == outcome


@given(verdicts)
def test_a_permission_written_is_read_the_same(outcome):
    assert read(write(outcome), VERDICTS) == outcome


@pytest.mark.parametrize("text", ["-20 %", "− 20 %", "– 20 %", "−20 %", "- 20%"])
def test_a_reduction_is_understood_whatever_its_minus_and_its_spaces(text):
    assert read(text, FITTING[Operation.MULTIPLY]) == Percent(Decimal(-20))


@given(st.builds(Percent, decimals))
def test_a_percentage_written_is_read_the_same(outcome):
    assert read(write(outcome), FITTING[Operation.MULTIPLY]) == outcome


@given(cutoffs)
def test_a_deadline_written_is_read_the_same(cutoff):
    assert read(write(cutoff), DEADLINES) == cutoff


@given(st.builds(Edge, st.just(Effect.OPENS), st.builds(DayOfMonth, st.integers(1, 31), hour=st.just(Hour(time(9))))))
def test_an_opening_written_is_read_the_same(edge):
    assert read(write(Cutoff((edge,))), DEADLINES) == Cutoff((edge,))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("3,60 €", Amount(Decimal("3.60"))),
        ("3.6", Amount(Decimal("3.6"))),
        ("1 250,00 euros", Amount(Decimal(1250))),
        ("Gratuit", Amount(Decimal(0))),
        ("−1,50 €", Amount(Decimal("-1.5"))),
        (
            "0,0036 × quotient_familial, au moins 2,60 €, au plus 4,50 €",
            Rate(Decimal("0.0036"), "quotient_familial", at_least=Decimal("2.60"), at_most=Decimal("4.50")),
        ),
        ("0,004 x Quotient Familial + 0,50 €", Rate(Decimal("0.004"), "quotient_familial", Decimal("0.50"))),
        ("0,50 € par tranche commencée de 30 (durée)", PerStarted(Decimal("0.5"), Decimal(30), "minutes")),
        ("50 % du prix standard", Factor(Decimal("0.5"), "prix-standard")),
        ("50 % du prix, au plus 2 €", Factor(Decimal("0.5"), PRESENT, at_most=Decimal(2))),
        ("30 % de la durée mais au moins 1 €", Factor(Decimal("0.3"), "minutes", at_least=Decimal(1))),
        ("− 20 % du prix", Factor(Decimal("-0.2"), PRESENT)),
        ("4 € 50", Amount(Decimal("4.50"))),
        ("0,50 € par demi-heure commencée", PerStarted(Decimal("0.5"), Decimal(30), "minutes")),
        (
            "0,50 € par quart d’heure entamé (durée), au-delà de 10 minutes, plafond 3 €",
            PerStarted(Decimal("0.5"), Decimal(15), "minutes", Decimal(10), at_most=Decimal(3)),
        ),
        (
            "0,05 % × quotient familial par demi-heure commencée, au moins 0,20 €",
            PerStarted(Decimal("0.0005"), Decimal(30), "minutes", at_least=Decimal("0.20"), of="quotient_familial"),
        ),
        (
            "50 % du prix standard par tranche commencée de 30 (durée)",
            PerStarted(Decimal("0.5"), Decimal(30), "minutes", of="prix-standard"),
        ),
        ("le prix de (unité : repas)", PriceOf(Decimal(1), (("unite", "repas"),))),
        (
            "50 % du prix de (activité : cantine ; unité : Repas adulte), au plus 3 €",
            PriceOf(Decimal("0.5"), (("activite", "cantine"), ("unite", "repas-adulte")), at_most=Decimal(3)),
        ),
        ("sans effet", Keep()),
    ],
)
def test_a_clerk_writes_money_as_people_do(text, outcome):
    assert read(text, MONEY, TITLES) == outcome


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("refusé : 2 jours ouvrés avant à 10:00", DaysBefore(2, Counting.WORKING, Hour(time(10)))),
        ("refusé : 2 jours ouvrés avant 10 h", DaysBefore(2, Counting.WORKING, Hour(time(10)))),
        ("Refusé : la veille, jusqu'à 9 h 30", DaysBefore(1, hour=Hour(time(9, 30), included=True))),
        ("refusé : le jeudi de la semaine précédente", WeekdayBefore(3)),
        ("refusé : le 20 du mois précédent", DayOfMonth(20)),
        ("refusé : 24 heures avant le début de la séance", HoursBefore(24)),
        (
            "refusé : selon le jour : lundi = vendredi avant 9 h, mardi = lundi",
            ByWeekday((WeekdayLimit(0, 4, Hour(time(9))), WeekdayLimit(1, 0))),
        ),
    ],
)
def test_a_clerk_writes_deadlines_as_reglements_do(text, when):
    assert read(text, DEADLINES) == Cutoff((Edge(Effect.REFUSED, when),))


def test_a_deadline_may_be_late_before_it_is_refused():
    found = read("tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même, avant 9 h", DEADLINES)
    assert found == Cutoff(
        (
            Edge(Effect.LATE, DaysBefore(2, Counting.WORKING, Hour(time(10)))),
            Edge(Effect.REFUSED, DaysBefore(0, hour=Hour(time(9)))),
        )
    )


@pytest.mark.parametrize(
    ("text", "operation", "message"),
    [
        ("", Operation.SET, "Il manque le résultat"),
        ("trois euros", Operation.SET, "n'est pas compris ici. Écrivez par exemple : 3,60 €"),
        ("-10 %", Operation.SET, "n'est pas compris"),
        ("3,60 €", Operation.MULTIPLY, "-10 %"),
        ("3,60 €", Operation.REFUSE, "autorisé"),
        ("refusé", Operation.REFUSE, "la phrase que lira la famille"),
        ("0,3 × signe astrologique", Operation.SET, "n'est pas un critère connu"),
        ("0,3 × quotient familial, au moins beaucoup", Operation.SET, "au moins 2,60 €"),
        ("50 % de repas", Operation.SET, "« repas » n'est pas un critère connu ici. Ce que l'on connaît : « quotient"),
        ("50 % du prix, au plus 2 €, au plus 3 €", Operation.SET, "deux fois la même borne"),
        ("50 % du prix, compté au moins 2", Operation.SET, "taux × critère"),
        ("prix de (repas)", Operation.SET, "50 % du prix de (activité : cantine"),
        ("0,50 € par tranche commencée de 0 (durée)", Operation.SET, "taille positive"),
    ],
)
def test_a_text_that_decides_nothing_says_what_to_write(text, operation, message):
    with pytest.raises(WordingError, match=re.escape(message)):
        read(text, FITTING[operation], TITLES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10 jours", "n'est pas compris"),
        ("refusé : quand on veut", "n'est pas un moment"),
        ("refusé : veille, avant 25 h", "n'est pas une heure"),
        ("refusé : selon la date : du 31/02/2026 au 01/03/2026 = 01/02/2026", "n'est pas une date"),
        ("refusé : selon le jour : lundi", "lundi = vendredi avant 9 h"),
        ("refusé : veille, si c'est fermé on verra", "n'est pas prévu"),
    ],
)
def test_a_deadline_nobody_understands_says_what_to_write(text, message):
    with pytest.raises(WordingError, match=message):
        read(text, DEADLINES)


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ("0,36 % × quotient familial, au moins 2,60 €", "0,0036 × quotient familial, au moins 2,60 €"),
        (
            "0,5 par tranche commencée de 30 (durée), au-delà de 5",
            "0,5 par tranche commencée de 30 (durée) au-delà de 5",
        ),
    ],
)
def test_a_rate_in_percent_and_a_comma_before_the_grace_are_understood(typed, alike):
    titles = {"quotient_familial": "quotient familial", "minutes": "durée"}
    accepted = FITTING[Operation.SET]
    assert read(typed, accepted, titles) == read(alike, accepted, titles)


def test_at_the_latest_includes_its_minute():
    typed, alike = "refusé : jour même, au plus tard à 9 h", "refusé : jour même, jusqu'à 9 h"
    assert read(typed, DEADLINES) == read(alike, DEADLINES)
