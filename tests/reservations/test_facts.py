"""What a règlement may ask about: each fact is read from its dated row on the day of the service. Row B22."""

from datetime import date, time
from decimal import Decimal

import pytest

from families.models import Criterion, CriterionValue, Quotient, Residence, Schooling
from reservations.facts import FACTS, read_facts, vocabulary
from reservations.models import CalendarPeriod, Reservation, Variant
from reservations.pricing.register import load_register
from rules.facts import encode
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Refuse
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import Between, Cell, DecisionTable, HitPolicy, Row
from tests.factories import payments
from tests.factories.families import agent, child, health, household
from tests.factories.reservations import reglement
from tests.reservations.conftest import AT, MONDAY


def read(town, session=None, who=None, **known):
    session, who = session or town.meals[5], who or town.sarah
    register = load_register(town.family, at=AT)
    unit = register.unit(session.unit_id)
    enrolment = register.enrolment_on(who.pk, unit.activity_id, session.starts_on)
    return read_facts(register.situation(who, unit, session, enrolment, **known))


def test_every_fact_of_the_vocabulary_is_read(town):
    assert read(town).keys() == {fact.name for fact in vocabulary().facts}


@pytest.mark.parametrize(("fact", "reader"), FACTS, ids=[fact.name for fact, _ in FACTS])
def test_each_value_read_fits_its_fact(town, fact, reader):
    value = read(town)[fact.name]
    assert (encode(fact, value) is None) == (value is None)
    assert value is not None or fact.nullable


def test_an_ordinary_meal(town):
    facts = read(town)
    expected = {
        "quotient_familial": Decimal(812), "resident": True, "inscrit_ecole_commune": True, "activite": "cantine",
        "unite": "repas", "variante": None, "groupe": "tous", "niveau": "cp", "classe": None, "ecole": "jules-verne",
        "age": 8, "naissance": date(2018, 4, 12), "rang_enfant": 2, "nombre_enfants": 2, "regime": None,
        "reservation": "a-temps", "annulation": None, "presence": None, "motif_absence": None, "pai": False,
        "jour_semaine": "lundi", "periode": "scolaire", "jour_ferie": False, "jour_ouvert": True, "jour": MONDAY,
            "minutes": None,
        "duree_constatee": None, "action": None, "impaye": Decimal(0), "places_restantes": None,
    }  # fmt: skip
    assert facts == expected


def test_a_dated_row_counts_from_its_day(town):
    Quotient.objects.create(household=town.family, valid_from=MONDAY, value=Decimal("450"))
    Residence.objects.create(household=town.family, valid_from=MONDAY, is_resident=None)
    Schooling.objects.create(child=town.sarah, valid_from=MONDAY, school="curie", level="ce1", class_name="CE1 B")
    friday, monday = read(town, town.meals[4]), read(town, town.meals[5])
    names = ("quotient_familial", "resident", "ecole", "niveau", "classe", "inscrit_ecole_commune")
    assert [friday[name] for name in names] == [Decimal(812), True, "jules-verne", "cp", None, True]
    assert [monday[name] for name in names] == [Decimal(450), None, "curie", "ce1", "ce1-b", None]


def test_a_pai_is_that_of_the_service_day(town):
    """A PAI signed on Monday does not change Friday's meal."""
    health(town.sarah, MONDAY, has_pai=True)
    assert [read(town, town.meals[place])["pai"] for place in (4, 5)] == [False, True]


def test_the_calendar_is_read(town):
    for kind, first, last in (("ferie", MONDAY, MONDAY), ("vacances", date(2026, 6, 9), date(2026, 6, 12))):
        CalendarPeriod.objects.create(
            calendar=town.canteen.calendar, kind=kind, label=kind, starts_on=first, ends_on=last
        )
    monday, tuesday = read(town, town.meals[5]), read(town, town.meals[6])
    assert (monday["jour_ferie"], monday["periode"]) == (True, "scolaire")
    assert (tuesday["jour_ferie"], tuesday["periode"], tuesday["jour_semaine"]) == (False, "vacances", "mardi")


def test_what_is_known_of_the_booking_is_read(town):
    unit = town.meals[5].unit
    booking = Reservation(
        child=town.sarah, session=town.meals[5], variant=Variant(unit=unit, slug="sans-porc"), presence="absent",
        arrived_at=time(17, 0), left_at=time(18, 20),
    )  # fmt: skip
    facts = read(town, booking=booking, late=True, cancellation="justifiee", action="annuler", places_left=3)
    names = ("variante", "presence", "minutes", "reservation", "annulation", "action", "places_restantes")
    assert [facts[name] for name in names] == ["sans-porc", "absent", 80, "tardive", "justifiee", "annuler", 3]


def test_what_the_animator_recorded_is_read(town):
    """N03: a child who came without a booking, when it came and left, why it was away."""
    hours = {"arrived_at": time(17), "left_at": time(18, 20)}
    came = Reservation(child=town.sarah, session=town.meals[5], unbooked=True, **hours)
    away = Reservation(child=town.sarah, session=town.meals[5], presence="absent", absence_reason="certificat")
    names = ("reservation", "presence", "motif_absence", "duree_constatee")
    assert [read(town, booking=came)[name] for name in names] == ["absente", None, None, 80]
    assert [read(town, booking=away)[name] for name in names] == ["a-temps", "absent", "certificat", None]


def test_the_eldest_is_first_and_each_household_counts_its_own(town):
    father = household("Leroy")
    ines = child("Inès", town.family, father, born=date(2012, 1, 1))
    assert [read(town, who=who)["rang_enfant"] for who in (ines, town.chloe, town.sarah)] == [1, 2, 3]
    assert read(town)["nombre_enfants"] == 3


def test_the_town_s_own_criteria_are_columns_without_a_line_of_code(town):
    """A18, B22."""
    job = Criterion.objects.create(slug="deux-actifs", label="deux parents actifs", target="foyer", kind="oui-non")
    swim = Criterion.objects.create(slug="nageur", label="sait nager", target="enfant", kind="oui-non")
    pay = Criterion.objects.create(slug="forfait", label="forfait choisi", target="inscription", kind="nombre")
    CriterionValue.objects.create(criterion=job, household=town.family, valid_from=date(2025, 9, 1), value=True)
    CriterionValue.objects.create(criterion=swim, child=town.chloe, valid_from=MONDAY, value=False)
    town.sarah.enrolments.filter(activity=town.canteen).update(criteria={pay.slug: "4"})
    mine, hers = read(town), read(town, who=town.chloe)
    names = ("critere.deux-actifs", "critere.nageur", "critere.forfait")
    assert [mine[name] for name in names] == [True, None, Decimal(4)]
    assert [hers[name] for name in names] == [True, False, None]
    assert {"critere.deux-actifs", "critere.nageur", "critere.forfait"} <= {fact.name for fact in vocabulary().facts}


def refuse_debtors(town):
    unpaid = vocabulary().fact("impaye")
    rules = Rules((
        Step("accès", LINE, Operation.REFUSE, DecisionTable(
            (unpaid,), (Row((Cell((Between(Decimal("0.01"), None),)),), Refuse("Vous avez un impayé.")),),
            HitPolicy.FIRST,
        )),
    ))  # fmt: skip
    town.canteen.access_rulebook = reglement(Rulebook.Kind.ACCESS, rules)
    town.canteen.save()


def test_what_is_owed_is_read_only_where_a_reglement_asks(town):
    """A32."""
    payments.adjustment(town.family, town.canteen.revenue_office, agent(), "12.00", reason="Retard")
    assert read(town)["impaye"] == Decimal(0)
    refuse_debtors(town)
    assert read(town)["impaye"] == Decimal("12.00")
