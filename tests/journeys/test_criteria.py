"""A criterion of the town's own, from the back office to the parent's price, with no code in between (B22)."""

import pytest

from tests.journeys.conftest import open_planning, plain, press, text, unit
from tests.journeys.test_reglements import new_version, publish

pytestmark = pytest.mark.browser
CRITERIA = {"foyer": "Agent communal", "enfant": "Élève de l'orchestre", "inscription": "Panier fourni"}
FORMS = {"foyer": "household", "enfant": "child", "inscription": "enrolment"}


def add_criterion(page, target: str, label: str) -> None:
    page.goto("/gestion/criterion/new/")
    page.get_by_label("Libellé").fill(label)
    page.get_by_label("Nom court").fill(f"essai-{target}")
    page.get_by_label("Porte sur").select_option(target)
    page.get_by_label("Type").select_option("oui-non")
    press(page, "Créer", first=True)


def halve_for_agents(page) -> None:
    """A third step: half the price where the household says yes."""
    press(page, "Ajouter une étape")
    step = page.locator("#s2")
    step.get_by_label("Opération").select_option("multiplier")
    step.get_by_label("Arrondi").select_option("2 au plus proche")
    step.get_by_label("Nouvelle colonne").select_option(label=CRITERIA["foyer"])
    press(page, "Ajouter la colonne", within=step)
    press(page, "Ajouter une ligne", within=step)
    for line, (cell, result) in enumerate((("oui", "-50 %"), ("non, inconnu", "sans effet")), start=1):
        page.get_by_label(f"étape 3, ligne {line}, {CRITERIA['foyer']}").fill(cell)
        page.get_by_label(f"étape 3, ligne {line}, résultat").fill(result)


def test_a_criterion_becomes_a_column_a_field_an_import_column_and_a_reason(visitor):
    """B22, A18: on a household, a child and an enrolment; that of the household halves a published price."""
    clerk = visitor("ada.admin")
    for target, label in CRITERIA.items():
        add_criterion(clerk, target, label)
    for target, label in CRITERIA.items():
        clerk.goto(f"/gestion/{FORMS[target]}/new/")
        assert clerk.get_by_label(label).is_visible()
    clerk.goto("/gestion/imports/")
    assert "critere.essai-foyer" in text(clerk)
    clerk.goto("/gestion/household/?q=Martin")
    press(clerk, "Martin", role="link", first=True)
    clerk.get_by_label(CRITERIA["foyer"]).select_option("oui")
    press(clerk, "Enregistrer", first=True)
    new_version(clerk, "prix-mercredis", "2027-01-25")
    offered = clerk.locator("#s0").get_by_label("Nouvelle colonne").locator("option").all_inner_texts()
    assert set(CRITERIA.values()) <= set(offered)
    halve_for_agents(clerk)
    publish(clerk)
    parent = visitor("claire.martin")
    open_planning(parent, "Chloé", "2027/01")
    parent.goto(f"{parent.url.partition('?')[0]}?vue=semaine&jour=25")
    meal = unit(parent, "Journée")
    assert "7,51 €" in plain(meal.inner_text())
    meal.get_by_text("Pourquoi ce prix ?").first.click()
    assert CRITERIA["foyer"] in plain(meal.inner_text())
