"""Imports and foreign keys go downstairs, and the linted contracts really refuse what climbs."""

import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command

from config.bootstrap import ROOT
from config.suite import BIN

FLOORS = {"cms": 0, "families": 0, "rules": 0, "payments": 1, "reservations": 2, "imports": 3, "config": 3}


def climbs(source: str, target: str) -> bool:
    """Whether a link from one room to another goes up, or sideways."""
    return source != target and FLOORS[target] >= FLOORS[source]


def relations():
    """Every link between models of two rooms; accounts are everybody's, by the setting AUTH_USER_MODEL."""
    User = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model not in (None, User):
                yield model._meta.app_label, field, field.related_model._meta.app_label


def test_a_foreign_key_points_down():
    ours = [(source, field, target) for source, field, target in relations() if {source, target} <= set(FLOORS)]
    assert len(ours) > 20
    assert [f"{source}: {field} -> {target}" for source, field, target in ours if climbs(source, target)] == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def house(tmp_path):
    """A copy of the packages and their contracts, to break."""
    names = subprocess.run(["git", "ls-files", "*.py", "pyproject.toml"], cwd=ROOT, capture_output=True, text=True)
    for name in names.stdout.split():
        if name.split("/")[0] in FLOORS or name == "pyproject.toml":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def broken_contracts(house: Path) -> list[str]:
    done = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=house, capture_output=True, text=True)
    return [line.split(" BROKEN")[0] for line in done.stdout.splitlines() if " BROKEN" in line]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "imported", "contract"),
    [
        ("payments/settlement.py", "reservations.models", "Imports go downstairs"),
        ("rules/editions.py", "families.models", "Imports go downstairs"),
        ("rules/steps.py", "django.conf", "Decisions know neither Django nor Wagtail"),
        ("reservations/receivers.py", "durable_rules_engine", "Only rules.engine speaks durable_rules"),
        ("payments/adapters/demo.py", "payments.adapters.counter", "Means of payment do not know each other"),
        ("imports/formats/xlsx_file.py", "imports.formats.csv_file", "Import formats do not know each other"),
    ],
)
def test_an_import_that_climbs_breaks_its_contract(house, file, imported, contract):
    (house / file).write_text(f"import {imported}\n" + (house / file).read_text())
    assert contract in broken_contracts(house)
