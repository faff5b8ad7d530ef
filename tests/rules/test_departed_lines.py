"""Lines that have left: what they cost, whether their groups still see them, and what an example answers alike."""

import pytest

from tests.rules.told import priced, reglement, step, total, works

SESSION = step("séance", [["2,50 €"]])
CAP = step("plafond du mois", [["10,00 €"]], niveau="enfant-mois", operation="plafonner")
SESSIONS = {"nom": "séances", "sur": "enfant-mois"}
PACKAGE = step(
    "forfait du mois", [["4 et plus", "9,00 €"], ["moins de 4", "sans effet"]], ["séances"], niveau="enfant-mois"
)


def month(days, **cancelled):
    """A line a day of November; those named (``d5="tardive"``) are cancelled so."""
    return [
        {"jour": f"2026-11-{day:02}", "faits": {"annulation": cancelled.get(f"d{day}")}} for day in range(2, 2 + days)
    ]


@pytest.mark.parametrize(("how", "euros"), [("a-temps", 0), ("justifiee", 0), ("mairie", 0), ("tardive", 2.5)])
def test_an_example_answers_as_the_price_does_for_what_is_cancelled(how, euros):
    said = f"{euros:.2f} €".replace(".", ",")
    text = reglement(SESSION, examples=[([f"annulation = {how}"], said)])
    assert works(text) == [True]
    assert total(text, {"jour": "2026-11-02", "faits": {"annulation": how}}) == euros


def test_what_is_cancelled_late_counts_in_the_cap_and_what_is_free_does_not():
    """Nobody pays more for cancelling late than for coming."""
    text = reglement(SESSION, CAP)
    assert total(text, *month(5)) == 10
    assert total(text, *month(5, d6="tardive")) == 10
    assert total(text, *month(5, d6="a-temps")) == 10
    assert total(text, *month(4, d5="a-temps")) == 7.5
    late = month(5, d2="tardive", d3="tardive", d4="tardive", d5="tardive", d6="tardive")
    assert total(text, *late) == 10
    gone = month(5, d2="mairie", d3="mairie", d4="mairie", d5="mairie", d6="mairie")
    assert total(text, *gone) == 0
    assert priced(text, *gone)["ajustements"] == []


def test_the_cap_may_leave_apart_what_is_cancelled_late():
    text = reglement(SESSION, {**CAP, "couvre": "annulation : aucune"})
    assert total(text, *month(5, d6="tardive")) == 12.5


def test_a_price_set_for_the_group_is_that_of_those_who_came_and_the_late_one_keeps_its_own():
    text = reglement(SESSION, PACKAGE, counters=[SESSIONS])
    assert total(text, *month(5, d6="tardive")) == 9 + 2.5
    assert total(text, *month(4, d5="tardive")) == 10


def test_a_counter_that_sees_the_departed_puts_them_in_the_price_of_the_group():
    seen = {**SESSIONS, "partis-aussi": True, "parmi": "annulation : aucune, tardive"}
    text = reglement(SESSION, PACKAGE, counters=[seen])
    assert total(text, *month(5, d6="tardive")) == 9
    assert total(text, *month(4, d5="tardive")) == 9
    assert total(text, *month(4, d5="a-temps")) == 7.5


def test_so_does_a_condition_that_names_the_cancellation():
    text = reglement(SESSION, {**PACKAGE, "couvre": "annulation : aucune, tardive"}, counters=[SESSIONS])
    assert total(text, *month(5, d6="tardive")) == 9


def test_a_package_is_not_due_when_everything_was_cancelled_in_time():
    text = reglement(SESSION, step("forfait", [["20,00 €"]], niveau="enfant-mois"))
    assert total(text, *month(2, d2="a-temps", d3="justifiee")) == 0
    assert total(text, *month(2, d2="a-temps")) == 20


def test_a_row_for_the_cancellation_decides_in_the_place_of_the_usual_price():
    half = step("annulation", [["tardive", "-50 %"], ["a-temps", "-90 %"], ["justifiee, mairie, aucune", "sans effet"]],
                ["annulation"], niveau="ligne", operation="multiplier")  # fmt: skip
    text = reglement(SESSION, half, CAP)
    assert total(text, *month(1, d2="tardive")) == 1.25
    assert total(text, *month(1, d2="a-temps")) == 0.25
    assert total(text, *month(1, d2="mairie")) == 2.5
