"""The review of a decision table: holes, overlaps, unknown forgotten, rows never reached, told with a case."""

from decimal import Decimal

from rules.facts import Choice, Fact, Kind
from rules.review import Code, repaired, review
from rules.tables import (
    ANY,
    UNKNOWN,
    DecisionTable,
    HitPolicy,
    Row,
    between,
    none_of,
    one_of,
)

CENT = Decimal("0.01")
QUOTIENT = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€", nullable=False, minimum=Decimal(0))
FINE = Fact("quotient_familial", Kind.NUMBER, "quotient familial", CENT, unit="€", nullable=False, minimum=Decimal(0))
MAYBE = Fact("quotient_familial", Kind.NUMBER, "quotient familial", unit="€", minimum=Decimal(0))
ACTIVITY = Fact(
    "activite",
    Kind.CHOICE,
    "activité",
    choices=(Choice("cantine", "Cantine"), Choice("garderie", "Garderie")),
    nullable=False,
)
TOWN = Fact("commune", Kind.CHOICE, "commune", nullable=False)
RESIDENT = Fact("resident", Kind.BOOLEAN, "résident", nullable=False)


def table(columns, *rows, policy=HitPolicy.UNIQUE, prices=None):
    prices = prices or range(len(rows))
    return DecisionTable(
        columns, tuple(Row(tuple(cells), price) for cells, price in zip(rows, prices, strict=True)), policy
    )


def grid(quotient, *cells, **options):
    return table((quotient,), *((cell,) for cell in cells), **options)


def codes(findings):
    return [finding.code for finding in findings]


PUBLISHED = (between(high=450), between(450, 650, high_closed=True), between(651))


def test_a_grid_without_gap_has_nothing_to_mend():
    assert review(grid(QUOTIENT, *PUBLISHED)) == []


def test_a_hole_exists_on_the_grain_of_the_quotient_only():
    (hole,) = review(grid(FINE, *PUBLISHED))
    assert (hole.code, hole.rows) == (Code.HOLE, (1, 2))
    assert hole.example == {"quotient_familial": Decimal("650.50")}
    assert hole.message == (
        "Pour quotient familial : 650,5 €, aucune ligne ne répond : "
        "entre la ligne 2 (de 450 à 650) et la ligne 3 (651 et plus)."
    )


def test_either_neighbour_may_close_a_hole_and_the_review_says_whether_they_agree():
    disputed = grid(FINE, *PUBLISHED)
    (hole,) = review(disputed)
    assert [repair.words for repair in hole.repairs] == [
        "Ligne 2 : quotient familial « de 450 à moins de 651 »",
        "Ligne 3 : quotient familial « plus de 650 »",
    ]
    assert not hole.agreed
    assert all(review(repaired(disputed, repair)) == [] for repair in hole.repairs)
    (agreed,) = review(grid(FINE, *PUBLISHED, prices=(1, 2, 2)))
    assert agreed.agreed


def test_a_bound_that_no_row_takes_is_given_to_either():
    open_on_both_sides = grid(QUOTIENT, between(high=1900), between(1900, low_closed=False))
    (hole,) = review(open_on_both_sides)
    assert hole.example == {"quotient_familial": Decimal(1900)}
    assert [repair.words for repair in hole.repairs] == [
        "Ligne 1 : quotient familial « jusqu'à 1900 »",
        "Ligne 2 : quotient familial « 1900 et plus »",
    ]


def test_a_bound_written_in_two_rows_is_an_overlap_that_either_may_leave():
    twice = grid(QUOTIENT, between(high=410, high_closed=True), between(410))
    (overlap,) = review(twice)
    assert (overlap.code, overlap.rows) == (Code.OVERLAP, (0, 1))
    assert overlap.message == (
        "Pour quotient familial : 410 €, les lignes 1 (jusqu'à 410) et 2 (410 et plus) répondent toutes deux."
    )
    assert [repair.words for repair in overlap.repairs] == [
        "Ligne 1 : quotient familial « moins de 410 »",
        "Ligne 2 : quotient familial « plus de 410 »",
    ]
    assert all(review(repaired(twice, repair)) == [] for repair in overlap.repairs)


def test_the_last_bracket_goes_on_without_end_and_the_first_begins_at_the_least_value():
    last, first = (
        review(grid(QUOTIENT, between(0, 900)))[0],
        review(grid(QUOTIENT, between(300)))[0],
    )
    assert last.repairs[0].words == "Ligne 1 : quotient familial « 0 et plus »"
    assert first.repairs[0].words == "Ligne 1 : quotient familial « 0 et plus »"
    assert first.example == {"quotient_familial": Decimal(299)}


def test_an_unknown_quotient_that_nobody_provided_for_is_told_apart():
    (forgotten,) = review(grid(MAYBE, *PUBLISHED))
    assert forgotten.code is Code.NO_UNKNOWN_ROW
    assert forgotten.example == {"quotient_familial": None}
    assert forgotten.message == "Quand « quotient familial » est inconnu, aucune ligne ne répond."
    assert review(grid(MAYBE, *PUBLISHED, UNKNOWN)) == []


def test_unknown_is_also_told_when_it_meets_one_activity_only():
    (forgotten,) = review(
        table((ACTIVITY, MAYBE), (one_of("cantine"), ANY), (one_of("garderie"), between())),
    )
    assert forgotten.message == (
        "Quand « quotient familial » est inconnu (par exemple activité : Garderie), aucune ligne ne répond."
    )


def test_an_open_list_of_choices_needs_a_row_for_any_other():
    (hole,) = review(table((TOWN,), (one_of("ici"),), (one_of("la-bas"),)))
    assert hole.message == "Pour commune : un autre choix, aucune ligne ne répond."
    assert review(table((TOWN,), (one_of("ici"),), (none_of("ici"),))) == []


def test_a_closed_list_wants_each_of_its_choices():
    (hole,) = review(
        table((ACTIVITY, RESIDENT), (one_of("cantine"), ANY), (ANY, one_of(False)), policy=HitPolicy.FIRST)
    )
    assert hole.message == "Pour activité : Garderie, résident : oui, aucune ligne ne répond."
    assert hole.example == {"activite": "garderie", "resident": True}


def test_the_first_row_that_fits_may_overlap_but_not_hide_another():
    hidden = table(
        (ACTIVITY, QUOTIENT),
        (one_of("cantine"), between(high=450)),
        (one_of("cantine"), between(450)),
        (one_of("cantine"), between(100, 800)),
        (ANY, ANY),
        policy=HitPolicy.FIRST,
    )
    (never,) = review(hidden)
    assert (never.code, never.rows) == (Code.NEVER_REACHED, (2, 0, 1))
    assert never.message == "La ligne 3 ne sert jamais : les lignes 1 et 2, placées avant, répondent à tous ses cas."


def test_a_collecting_table_may_overlap():
    collected = table((QUOTIENT,), (ANY,), (between(400),), policy=HitPolicy.SUM)
    assert review(collected) == []


def test_the_any_policy_allows_rows_that_decide_the_same():
    rows = ((between(high=500, high_closed=True),), (between(500),))
    assert review(table((QUOTIENT,), *rows, policy=HitPolicy.ANY, prices=(1, 1))) == []
    assert codes(review(table((QUOTIENT,), *rows, policy=HitPolicy.ANY, prices=(1, 2)))) == [Code.OVERLAP]


def test_a_step_that_need_not_answer_everywhere_may_have_holes():
    assert review(grid(MAYBE, between(100, 200)), complete=False) == []


def test_a_cell_that_no_value_satisfies_is_told():
    capped = Fact("rang", Kind.NUMBER, "rang", nullable=False, minimum=Decimal(1), maximum=Decimal(6))
    findings = review(table((capped,), (between(high=7),), (between(8),)))
    assert [(finding.code, finding.rows) for finding in findings] == [(Code.NEVER_REACHED, (1,))]
    assert findings[0].message == "La ligne 2 (8 et plus) ne sert jamais : « rang » ne prend aucune de ces valeurs."


def test_a_table_without_row_decides_nothing():
    (empty,) = review(table((QUOTIENT,)))
    assert empty.code is Code.EMPTY


def test_a_repair_that_would_take_a_case_from_another_row_is_not_offered():
    crossed = table(
        (ACTIVITY, QUOTIENT),
        (ANY, between(high=400)),
        (one_of("cantine"), between(400)),
        (one_of("garderie"), between(500)),
    )
    (hole,) = review(crossed)
    assert [repair.words for repair in hole.repairs] == ["Ligne 3 : quotient familial « 400 et plus »"]
    assert review(repaired(crossed, hole.repairs[0])) == []


# Against brute force -----------------------------------------------------------------------------

SMALL = [
    Fact("quotient", Kind.NUMBER, grain=CENT, minimum=Decimal("-0.02")),
    Fact("age", Kind.NUMBER, minimum=Decimal(0), maximum=Decimal(7)),
    Fact("demi", Kind.NUMBER, grain=Decimal("0.5"), nullable=False),
    Fact("naissance", Kind.DATE),
    Fact("heure", Kind.TIME, nullable=False),
    Fact(
        "niveau",
        Kind.CHOICE,
        choices=tuple(Choice(slug, slug) for slug in ("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2")),
    ),
    Fact("activite", Kind.CHOICE),
    Fact("resident", Kind.BOOLEAN, nullable=False),
    Fact("pai", Kind.BOOLEAN),
]
