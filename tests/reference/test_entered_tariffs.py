"""Published tariffs entered in the editor key by key, in a real browser, and their published cases.

Three short ones each time; all ten with ``PREAU_TARIFFS=ten``, see CONTRIBUTING.
"""

import json
import os

import pytest

from families.models import Criterion
from reservations.facts import CRITERION
from reservations.rulebooks.files import HOUSE, export, price, read
from rules.models import Edition
from tests.factories.rules import rulebook
from tests.reference.accounts import CASES, cents, scheme_of, text_of
from tests.reference.entering import enter, settled
from tests.rules.clerk import Clerk
from tests.rules.conftest import agent

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SHORT = ["jauldes", "saint-benoit-des-ondes", "village-ladepeche-2016"]
LONG = ["oudon", "frans", "strasbourg-cantine", "roncq", "saffre", "hauterives", "hastignan-tap"]
ENTERED = SHORT + LONG * (os.environ.get("PREAU_TARIFFS") == "ten")


@pytest.fixture
def clerk(browser, client):
    client.force_login(agent("tarifs", "change_edition"))
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield Clerk(context.new_page(), client)
    context.close()


def make_criteria(text):
    """The town's own criteria the tariff speaks of, as its administrateur has made them."""
    file = read(text, HOUSE)
    for fact, target in zip(file.criteria, file.targets, strict=True):
        choices = [{"slug": choice.slug, "label": choice.label} for choice in fact.choices]
        slug = fact.name.removeprefix(CRITERION)
        Criterion.objects.create(slug=slug, label=fact.title, target=target, kind=fact.kind.value, choices=choices)


def answer(files, world):
    """The price in cents, or the sentence that refuses."""
    found = price(files, json.loads(json.dumps(world)))
    refusals = [one["refus"] for one in (*found["lignes"], *found["ajustements"]) if one["refus"]]
    return refusals[0] if refusals else cents(found["total"])


@pytest.mark.parametrize("name", ENTERED)
def test_a_published_tariff_is_entered_key_by_key_and_its_cases_pass(clerk, name):
    """Step 4: nothing to mend, examples green, and every case with a single published answer."""
    data = json.loads(text_of(name))
    make_criteria(text_of(name))
    book = rulebook(name=data["reglement"]["nom"], slug=f"entered-{name}")
    draft = Edition.objects.create(rulebook=book, title="saisie", valid_from=data["version"]["applicable"])
    enter(clerk.opens(draft), data)
    said = settled(clerk)
    assert [one["message"] for one in said["findings"] if one["blocking"]] == []
    assert [one["words"] for one in said["proofs"] if not one["agrees"]] == []
    assert len(said["proofs"]) == len(data["exemples"])
    text, scheme = export(book.slug), scheme_of(name)
    checked = 0
    for case in CASES.values():
        expected = case["expected"]
        if case["scheme_id"] == name and case["id"] not in scheme.accounts:
            files = [text if file == name else text_of(file) for file in scheme.files]
            found = answer(files, scheme.world(case["facts"]))
            assert isinstance(found, str) if not expected["eligible"] else found == expected["price_cents"], case["id"]
            checked += 1
    assert checked >= 3
    assert clerk.faults == []
