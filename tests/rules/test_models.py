"""Editions in the database: dated, immutable once live, copied to a new date."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from rules.editions import compiled, copy, histories, make_live, store, store_examples
from rules.files import rulebook_to_json
from rules.models import Edition, Row, Step
from rules.models.editions import LiveEdition
from tests.factories.rules import PUBLISHED_AT, SEPTEMBER, edition, rulebook, two_brackets

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2026, 9, 1)


@pytest.fixture
def live():
    return edition(two_brackets(), live=True)


def test_the_edition_in_force_is_the_latest_that_starts_on_or_before_the_day(live):
    later = edition(two_brackets(), of=live.rulebook, valid_from=NEXT_YEAR, live=True)
    edition(two_brackets(), of=live.rulebook, valid_from=date(2026, 1, 1))  # a draft is never in force
    book = live.rulebook
    assert [book.edition_on(day) for day in (date(2025, 8, 31), SEPTEMBER, date(2026, 8, 31), NEXT_YEAR)] == [
        None,
        live,
        live,
        later,
    ]
    assert histories([book.pk])[book.pk].on(date(2026, 8, 31)).edition == live


def test_a_stored_edition_is_the_reglement_it_came_from(live):
    """B23."""
    found = compiled(live)
    assert rulebook_to_json(found) == rulebook_to_json(two_brackets())
    assert compiled(Edition.objects.get(pk=live.pk)) is found, "a live edition is compiled once a process"


def test_two_editions_of_a_reglement_never_start_the_same_day(live):
    twin = edition(two_brackets(), of=live.rulebook)
    with pytest.raises(IntegrityError, match=r"one_live_edition_per_rulebook_and_day|UNIQUE"), transaction.atomic():
        make_live(twin, at=PUBLISHED_AT)


@pytest.mark.parametrize(
    "change",
    [
        lambda live: Row.objects.filter(step__edition=live).update(label="autre"),
        lambda live: Step.objects.filter(edition=live).update(rounding=None),
        lambda live: Edition.objects.filter(pk=live.pk).update(counters=[{"nom": "rang"}]),
        lambda live: Edition.objects.filter(pk=live.pk).update(valid_from=NEXT_YEAR),
        lambda live: Edition.objects.filter(pk=live.pk).update(status=Edition.Status.DRAFT),
        lambda live: Step.objects.create(edition=live, position=9, name="en plus", level="unite", operation="fixer"),
        lambda live: Row.objects.create(step=live.steps.get(), position=9, outcome={"type": "sans-effet"}),
    ],
)
def test_the_database_refuses_to_change_a_live_edition(live, change):
    with pytest.raises(DatabaseError, match="a live edition never changes"), transaction.atomic():
        change(live)


def test_the_code_refuses_it_first_and_says_what_to_do(live):
    for act in (lambda: store(live, {}), lambda: store_examples(live, []), lambda: make_live(live, at=PUBLISHED_AT)):
        with pytest.raises(LiveEdition, match="copiez-la à une nouvelle date"):
            act()


def test_a_live_edition_is_copied_to_a_new_date(live):
    """A19."""
    draft = copy(live, NEXT_YEAR)
    assert (draft.status, draft.valid_from, draft.rulebook) == (Edition.Status.DRAFT, NEXT_YEAR, live.rulebook)
    assert rulebook_to_json(compiled(draft)) == rulebook_to_json(compiled(live))
    Row.objects.filter(step__edition=draft).update(outcome={"type": "montant", "euros": "9.00"})
    assert {row.output.euros for row in compiled(Edition.objects.get(pk=live.pk)).steps[0].table.rows} == {
        Decimal("1.20"),
        Decimal("3.60"),
        Decimal("5.40"),
    }


def test_the_reference_kept_with_a_price_names_the_council_decision():
    """B01."""
    found = edition(
        two_brackets(), of=rulebook(name="Tarifs de la cantine"), title="rentrée 2025",
        council_decision="2025-41", council_decision_on=date(2025, 6, 25),
    )  # fmt: skip
    assert found.reference == {
        "cle": str(found.pk),
        "reglement": "Tarifs de la cantine",
        "titre": "Tarifs de la cantine – rentrée 2025",
        "applicable": "2025-09-01",
        "deliberation": "délibération 2025-41 du 25/06/2025",
    }
