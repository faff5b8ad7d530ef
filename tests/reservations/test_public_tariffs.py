"""« Tarifs »: read by anybody, priced without an account, changed by publishing an edition and nothing else."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from cms import live
from reservations.facts import FACTS
from reservations.models import Activity
from rules.models import Rulebook as Tariffs
from rules.operations import Operation
from rules.outcomes import Amount
from rules.steps import LINE, Rulebook, Step
from rules.tables import ANY, DecisionTable, HitPolicy, Row, between
from tests.factories.reservations import one_row, reglement
from tests.reservations.pages import text

pytestmark = pytest.mark.django_db
QUOTIENT = next(fact for fact, _reader in FACTS if fact.name == "quotient_familial")


@pytest.fixture
def anybody(town, claire):
    """The clock of the town, and nobody signed in."""
    return Client()


def asked(town, **more):
    repas = town.canteen.units.get()
    return {"unites": [repas.pk], "jours": ["0"], "mois": "2026-06-01", "quotient_familial": "", **more}


def slug_of(town) -> str:
    return f"/tarifs/{town.canteen.slug}/"


def test_the_tariff_in_force_is_read_by_anybody(anybody, town):
    """B12, C07: the very rows the engine uses, in words, and the next deadline."""
    page = text(anybody.get(slug_of(town)))
    assert "Cantine Les Lutins Gourmands" in page
    assert "3,60 €" in page
    assert "Repas : jusqu'au" in page
    assert town.canteen.slug in anybody.get("/tarifs/").content.decode()


def test_anybody_prices_a_month_and_nothing_is_kept(anybody, town):
    """P43: five Mondays in June at 3,60 €, by the engine of the bookings; no cookie but the form's, no address."""
    response = anybody.post(slug_of(town), asked(town))
    page = text(response)
    assert "Juin 2026 : 18,00 €" in page
    assert "Repas : 5 × 3,60 € = 18,00 €" in page
    assert "Pourquoi ce prix ?" in page
    assert "sessionid" not in response.cookies


def test_a_form_sent_empty_says_what_is_missing_and_keeps_the_rest(anybody, town):
    response = anybody.post(slug_of(town), asked(town, unites=[], jours=["0", "1"]))
    assert "obligatoire" in text(response)
    assert response.context["found"] is None
    assert response.content.decode().count(" checked") == 2


def test_only_what_the_tariff_depends_on_is_asked(anybody, town):
    """One price for all asks nothing of a family; a tariff by quotient asks the quotient, which may be unknown."""
    assert anybody.get(slug_of(town)).context["form"].asked == []
    table = DecisionTable(
        (QUOTIENT,),
        (Row((between(None, 450),), Amount(Decimal("1.50"))), Row((ANY,), Amount(Decimal("4.00")))),
        HitPolicy.FIRST,
    )
    rules = Rulebook((Step("prix", LINE, Operation.SET, table),))
    reglement(Tariffs.Kind.PRICE, rules, valid_from=date(2026, 1, 1), into=town.canteen.price_rulebook)
    response = anybody.post(slug_of(town), asked(town, quotient_familial="300"))
    assert [fact.name for fact in response.context["form"].asked] == ["quotient_familial"]
    assert "Juin 2026 : 7,50 €" in text(response)
    assert "Juin 2026 : 20,00 €" in text(anybody.post(slug_of(town), asked(town)))
    assert "Ce champ" not in text(response)


def test_publishing_an_edition_changes_the_page_with_no_other_edit(anybody, town):
    """B12: a new edition is live, the block and the page say the new price."""
    assert "3,60" in live.render(f"tarif:{town.canteen.slug}", None)
    rules = one_row(Amount(Decimal("4.20")), Operation.SET)
    reglement(Tariffs.Kind.PRICE, rules, valid_from=date(2026, 1, 1), into=town.canteen.price_rulebook)
    assert "4,20" in live.render(f"tarif:{town.canteen.slug}", None)
    assert "Juin 2026 : 21,00 €" in text(anybody.post(slug_of(town), asked(town)))


def test_a_parent_reads_the_price_of_their_children_in_the_block(claire, town, rf):
    """B12: the price for *my* quotient."""
    request = claire.get("/planning/").wsgi_request
    said = live.render(f"tarif:{town.canteen.slug}", request)
    assert "Pour vos enfants" in said
    assert "Sarah, Repas" in said
    assert "Pour vos enfants" not in live.render(f"tarif:{town.canteen.slug}", None)


def test_a_service_not_published_has_no_page_and_no_block(anybody, town):
    Activity.objects.filter(pk=town.canteen.pk).update(is_published=False)
    assert anybody.get(slug_of(town)).status_code == 404
    assert live.render(f"tarif:{town.canteen.slug}", None) == ""
    assert all(town.canteen.slug not in key for key, _label in live.choices())


def test_an_editor_chooses_a_service_by_its_name(town, claire):
    assert (f"tarif:{town.canteen.slug}", "Tarif en vigueur : Cantine Les Lutins Gourmands") in live.choices()
    assert (f"dates-limites:{town.canteen.slug}", "Dates limites : Cantine Les Lutins Gourmands") in live.choices()


def test_the_page_is_read_in_few_queries(anybody, town, django_assert_max_num_queries):
    """Counted once the process has read what the town has chosen."""
    anybody.get(slug_of(town))
    with django_assert_max_num_queries(12):
        anybody.get(slug_of(town))
