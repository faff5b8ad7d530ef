"""What the pages on règlements say is so: their examples run, every criterion and level is there, the schema holds."""

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from reservations.facts import HOUSE
from reservations.rulebooks.deadlines import Asked, cutoff
from reservations.rulebooks.files import price, review
from rules.operations import Operation
from rules.tables import HitPolicy
from tests.rules.travelled import CANTEEN, DEADLINES

ROOT = Path(__file__).parents[2]
CLERKS, WRITERS = ((ROOT / "docs" / name).read_text() for name in ("regles.md", "regles-fichiers.md"))
FILE, WORLD, CALENDAR = re.findall(r"```json\n(.*?)\n```", WRITERS, re.DOTALL)
SCHEMA = json.loads((ROOT / "docs" / "reglement.schema.json").read_text())
MODELS = sorted((ROOT / "docs" / "modeles").glob("*.json"))
REFERENCE = ROOT / "tests" / "reference"
PUBLISHED = [*(REFERENCE / "tariffs").glob("*.json"), *(REFERENCE / "deadlines").glob("*.json")]
TARIFFS = sorted([*(path for path in PUBLISHED if path.stem != "calendrier"), *MODELS])


def test_the_file_of_the_page_would_be_published_and_its_world_is_priced():
    assert review(FILE)["publiable"]
    found = price([FILE], json.loads(WORLD))
    assert found["total"] == "10.08"
    assert found["changement"]["total"] == "-2.88"


def test_the_calendar_of_the_page_moves_a_deadline():
    found = cutoff(json.dumps(DEADLINES), Asked("reserver", date(2026, 11, 12), json.loads(CALENDAR)))
    assert found["echeances"][0]["a"].startswith("2026-11-09")


def test_every_criterion_level_and_operation_is_on_the_pages():
    for fact in HOUSE.facts:
        assert f"| {fact.title} |" in CLERKS
        assert f"| `{fact.name}` |" in WRITERS
        assert all(choice.slug in WRITERS for choice in fact.choices)
    for name in [level.name for level in HOUSE.all_levels] + [policy.value for policy in HitPolicy]:
        assert f"`{name}`" in WRITERS
    for operation in set(Operation) - {Operation.QUANTITY}:
        assert f"**{operation.value}**" in CLERKS
        assert f"`{operation.value}`" in WRITERS


@pytest.mark.parametrize("path", TARIFFS, ids=[path.stem for path in TARIFFS])
def test_the_schema_accepts_what_the_reader_accepts(path):
    jsonschema.validate(json.loads(path.read_text()), SCHEMA)


def test_the_schema_refuses_a_key_nobody_knows():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**CANTEEN, "etape": []}, SCHEMA)


@pytest.mark.parametrize("path", MODELS, ids=[path.stem for path in MODELS])
def test_a_model_would_be_published_as_it_is_and_is_on_the_page(path):
    found = review(path.read_text())
    assert found["publiable"]
    assert found["remarques"] == []
    assert len(found["exemples"]) >= 2
    assert f"(modeles/{path.name})" in CLERKS
