"""« Combien paierai-je ? »: the same engine, nothing written (P43)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reservations.booking.holding import hold
from reservations.checkout.quotes import quote
from reservations.models import Reservation, Session
from reservations.planning.simulating import Wish, simulate
from rules.facts import Fact, Kind
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount
from rules.steps import UNIT, Step
from rules.steps import Rulebook as Rules
from rules.tables import Cell, DecisionTable, HitPolicy, Row, between
from tests.factories.families import agent, child, household
from tests.factories.reservations import activity, enrol, reglement, sessions
from tests.reservations.conftest import AT
from tests.reservations.pages import text

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1), date(2026, 6, 30)
PAGE = "/combien-paierai-je/"


def wish(town, units, *, children=None, weekdays=(0, 1, 3, 4), quotient=None):
    keys = [one.pk for one in (children or (town.sarah, town.chloe))]
    return Wish(keys, [unit.pk for unit in units], weekdays, *JUNE, quotient)


def test_a_month_costs_the_days_there_are(town):
    """Sarah at the canteen on Mondays: five of them in June, 3.60 € each."""
    found = simulate(town.family, wish(town, town.canteen.units.all(), children=[town.sarah], weekdays=[0]), at=AT)
    ((label, days, each),) = [(row.label, row.days, row.each) for row in found.rows]
    assert (label, days, each) == ("Sarah - Cantine Les Lutins Gourmands - Repas", 5, Decimal("3.60"))
    assert found.total == Decimal("18.00")
    assert "3,60" in str(found.rows[0].why.steps)


def test_a_bundle_is_counted_as_it_will_be(town):
    """Morning 2.50 and evening 2.75 together 3.95: two Mondays to Fridays would lie without the bundle."""
    found = simulate(town.family, wish(town, town.garderie.units.all(), children=[town.sarah], weekdays=[0]), at=AT)
    assert found.total == 5 * Decimal("3.95")


def test_what_is_simulated_is_what_the_recap_then_asks(town):
    """The same days booked for good come to the same sum, all children and activities."""
    Session.objects.filter(starts_on__lt=date(2026, 6, 8)).delete()
    units = [*town.canteen.units.all(), *town.garderie.units.all()]
    expected = simulate(town.family, wish(town, units, weekdays=[0, 3]), at=AT)
    wanted = [one.pk for one in Session.objects.all() if one.starts_on.weekday() in (0, 3)]
    for who in (town.sarah, town.chloe):
        assert not hold(household=town.family, child=who, wanted=wanted, at=AT).refused
    asked = sum(section.total for section in quote(town.family, at=AT).sections)
    assert expected.total == asked
    assert asked > 0


def test_simulating_writes_nothing(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):  # none grows with the days
        simulate(town.family, wish(town, town.canteen.units.all(), quotient=Decimal("300")), at=AT)
    assert not Reservation.objects.exists()


@pytest.fixture
def by_quotient(db):
    """A canteen at 1.20 € below 450, 3.60 € from 450, 5.40 € without quotient; a family at 812."""
    fact = Fact("quotient_familial", Kind.NUMBER, "quotient familial", grain=Decimal("0.01"), unit="€")
    rows = (
        Row((between(None, 450),), Amount(Decimal("1.20"))),
        Row((between(450),), Amount(Decimal("3.60"))),
        Row((Cell(),), Amount(Decimal("5.40"))),
    )
    table = DecisionTable((fact,), rows, HitPolicy.FIRST)
    canteen = activity(price=reglement(Rulebook.Kind.PRICE, Rules((Step("prix", UNIT, Operation.SET, table),))))
    sessions(canteen, JUNE[0], 30)
    family = household("Martin", quotient="812")
    kid = child("Sarah", family)
    enrol(kid, family, canteen)
    return family, kid, canteen


@pytest.mark.parametrize(("quotient", "each"), [(None, "3.60"), ("300", "1.20"), ("449.99", "1.20"), ("450", "3.60")])
def test_a_quotient_typed_replaces_the_family_s_own(by_quotient, quotient, each):
    family, kid, canteen = by_quotient
    typed = Decimal(quotient) if quotient else None
    asked = Wish([kid.pk], [canteen.units.get().pk], [0], *JUNE, typed)
    assert [row.each for row in simulate(family, asked, at=AT).rows] == [Decimal(each)]


def test_what_no_tariff_provides_for_is_said(town):
    town.canteen.price_rulebook = None
    town.canteen.save()
    found = simulate(town.family, wish(town, town.canteen.units.all(), weekdays=[0]), at=AT)
    assert found.total == 0
    assert "Aucun tarif ne prévoit ce cas" in found.refusals[0]


# The page -----------------------------------------------------------------------------------------


def asked(town, **more):
    unit = town.canteen.units.get()
    usual = {"enfants": [town.sarah.pk], "activites": [unit.pk], "jours": ["0"], "mois": "2026-06-01", "quotient": ""}
    return {**usual, **more}


def test_a_parent_finds_out_and_reads_why(claire, town):
    page = text(claire.get(PAGE))
    assert "Laissez vide pour votre quotient actuel : 812,00 €." in page
    page = text(claire.post(PAGE, asked(town)))
    assert "Juin 2026 : 18,00 €" in page
    assert "Sarah - Cantine Les Lutins Gourmands - Repas : 5 × 3,60 € = 18,00 €" in page
    assert "Pourquoi ce prix ?" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"quotient": "-5"}, "supérieure ou égale à 0"), ({"quotient": "beaucoup"}, "Saisissez un nombre"),
     ({"enfants": []}, "obligatoire"), ({"mois": "1999-01-01"}, "choix valide"),
     ({"enfants": ["999"]}, "choix valide")],
)  # fmt: skip
def test_a_wrong_answer_is_told_and_nothing_is_lost(claire, town, wrong, said):
    answer = claire.post(PAGE, asked(town, **wrong))
    assert said in text(answer)
    assert 'value="0" id="id_jours_0" checked' in answer.content.decode().replace('class="tick" ', "")


def test_a_quotient_is_typed_as_the_french_do(claire, town):
    assert "Juin 2026 : 18,00 €" in text(claire.post(PAGE, asked(town, quotient="612,50")))


def test_an_agent_without_family_finds_no_simulator(client, db):
    client.force_login(agent("comptable"))
    assert client.get(reverse("reservations:simulator")).status_code == 404
