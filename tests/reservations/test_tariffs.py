"""The tariffs of a town, as rows of the back office, from the booking to the recap: no price is written in code."""

from datetime import date
from decimal import Decimal

import pytest

from families.models import Quotient, Residence
from payments.ledger import already_charged, balance
from payments.models import Order
from reservations.booking.cancelling import cancel
from reservations.checkout.quotes import quote
from reservations.facts import FACTS
from reservations.models import CalendarPeriod, Reservation
from reservations.self_check import check_everything
from rules.counters import Counter, What
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount, Keep, Percent
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import ANY, DecisionTable, HitPolicy, Row, between, one_of
from tests.factories.families import agent
from tests.factories.reservations import reglement
from tests.reservations.conftest import AT
from tests.reservations.test_checkout import amounts, book, pay

Cancellation = Reservation.Cancellation
KNOWN = {fact.name: fact for fact, _reader in FACTS}


def euros(text):
    return Amount(Decimal(text))


def grid(columns, *rows):
    """A tariff of one step: (cells, euros) a row, the first that answers."""
    facts = tuple(KNOWN[name] for name in columns)
    table = DecisionTable(facts, tuple(Row(cells, euros(price)) for cells, price in rows), HitPolicy.FIRST)
    return Rules((Step("prix du repas", LINE, Operation.SET, table),))


def charge(town, rules):
    town.canteen.price_rulebook = reglement(Rulebook.Kind.PRICE, rules)
    town.canteen.save()


def costs(town):
    return [cost for _element, cost in amounts(quote(town.family, at=AT))]


BANDS = grid(
    ["quotient_familial"],
    ((between(None, Decimal(450)),), "1.20"),
    ((between(Decimal(450), Decimal(900)),), "3.60"),
    ((between(Decimal(900)),), "4.80"),
    ((one_of(None),), "5.40"),
)


@pytest.mark.parametrize(("quotient", "price"), [
    ("0", "1.20"),
    ("449.99", "1.20"),  # last cent of the first band
    ("450", "3.60"),     # first of the second
    ("899.99", "3.60"),
    ("900", "4.80"),
    (None, "5.40"),      # no proof: the highest price, since a row says so
])  # fmt: skip
def test_a_meal_costs_what_its_band_says(town, quotient, price):
    """A06, A34."""
    charge(town, BANDS)
    Quotient.objects.update(value=quotient)
    book(town, [town.meals[5]])
    assert costs(town) == [Decimal(price)]


def test_without_a_row_for_an_unknown_quotient_the_basket_is_refused_in_words(town):
    """A34: no amount is not zero."""
    charge(
        town, grid(["quotient_familial"], ((between(None, Decimal(450)),), "1.20"), ((between(Decimal(450)),), "3.60"))
    )
    Quotient.objects.update(value=None)
    book(town, [town.meals[5]])
    (complaint,) = quote(town.family, at=AT).complaints
    assert complaint.sentence.startswith("Aucun tarif ne prévoit ce cas")
    assert complaint.elements == ("08/06/2026 Sarah - Repas",)


@pytest.mark.parametrize(("resident", "price"), [(True, "3.60"), (False, "6.00"), (None, "6.00")])
def test_outsiders_pay_their_own_price(town, resident, price):
    """A10."""
    charge(town, grid(["resident"], ((one_of(True),), "3.60"), ((ANY,), "6.00")))
    Residence.objects.update(is_resident=resident)
    book(town, [town.meals[5]])
    assert costs(town) == [Decimal(price)]


def test_a_price_may_follow_the_day_and_the_period(town):
    """A11."""
    CalendarPeriod.objects.create(
        calendar=town.canteen.calendar, kind="vacances", label="Vacances", starts_on=date(2026, 6, 9),
        ends_on=date(2026, 6, 9),
    )  # fmt: skip
    rows = ((ANY, one_of("vacances")), "8.00"), ((one_of("lundi"), ANY), "3.00"), ((ANY, ANY), "3.60")
    charge(town, grid(["jour_semaine", "periode"], *rows))
    book(town, town.meals[5:8])
    assert costs(town) == [Decimal("3.00"), Decimal("8.00"), Decimal("3.60")]


def test_each_day_is_priced_by_the_edition_in_force_that_day(town):
    """A05: a flat price, and the one of the council's next decision."""
    flat = grid([], ((), "3.60"))
    charge(town, flat)
    reglement("prix", grid([], ((), "3.75")), valid_from=date(2026, 6, 9), into=town.canteen.price_rulebook)
    book(town, town.meals[5:7])
    assert costs(town) == [Decimal("3.60"), Decimal("3.75")]


# Sisters on the same day --------------------------------------------------------------------------


def second_child_less_ten_percent():
    """« 3,60 € ; 10 % de moins pour chacun quand deux enfants mangent le même jour »."""
    present = Counter(
        "enfants_du_jour", "foyer-jour", What.DISTINCT, of="enfant-jour", label="enfants présents ce jour"
    )
    rows = (Row((between(Decimal(2)),), Percent(Decimal(-10))), Row((between(None, Decimal(2)),), Keep()))
    steps = (
        Step("prix du repas", LINE, Operation.SET, DecisionTable((), (Row((), euros("3.60")),))),
        Step("fratrie", LINE, Operation.MULTIPLY, DecisionTable((present.fact,), rows)),
    )
    return Rules(steps, (present,))


@pytest.fixture
def sisters(town):
    charge(town, second_child_less_ten_percent())
    return town


def test_booking_the_sister_re_prices_the_other_and_the_recap_shows_it(sisters):
    """A09, B21: one line for her meal, one for what it changes of her sister's."""
    book(sisters, [sisters.meals[5]])
    pay(sisters)
    book(sisters, [sisters.meals[5]], who=sisters.chloe)
    (section,) = quote(sisters.family, at=AT).sections
    found = {(line.element.split(" - ")[0], line.basis): line.cost for line in section.lines}
    assert found == {("Chloé", "à l'unité"): Decimal("3.24"), ("Sarah", "ajustement"): Decimal("-0.36")}
    assert section.lines[0].why.steps


def test_a_sister_cancelled_at_the_counter_is_posted_at_once_on_the_other_s_line(sisters):
    """A09, B21, P37: « a brother cancelled at the counter »."""
    for who in (sisters.sarah, sisters.chloe):
        book(sisters, [sisters.meals[5]], who=who)
    pay(sisters)
    assert sum(already_charged(sisters.family).values()) == Decimal("6.48")
    gone = Reservation.objects.get(child=sisters.chloe)
    (order,) = cancel([gone.pk], how=Cancellation.TOWN, reason="Sortie scolaire", at=AT, by=agent())
    assert sorted(charge.amount for charge in order.charges.all()) == [Decimal("-3.24"), Decimal("0.36")]
    assert order.is_adjustment
    assert balance(sisters.family, on=date(2026, 6, 1)) == Decimal("-2.88")
    assert check_everything(at=AT) == []


def test_the_credit_of_a_cancellation_in_time_pays_the_next_booking(sisters):
    """P37, B15."""
    book(sisters, [sisters.meals[5]])
    pay(sisters)
    book(sisters, [sisters.meals[6]], unwanted=[sisters.meals[5]])
    found = quote(sisters.family, at=AT)
    assert found.to_pay(found.next_office) == Decimal("0.00")
    assert not found.needs_bank(found.next_office)
    assert Order.objects.open().count() == 0
