"""A36: an agent reads their rights, links a telephone, and is asked for it at the next log-in."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from imports.demonstration import PASSWORD
from tests.journeys.conftest import defects, overflows, press, text

pytestmark = pytest.mark.browser


def check(page, where: str) -> None:
    assert defects(page) == [], where
    assert not overflows(page), f"{where} scrolls sideways"


def code(secret: str) -> str:
    """What the telephone shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_an_agent_links_a_telephone_and_comes_back_with_a_code_of_the_list(visitor):
    page = visitor("carole.comptable", width=320)
    page.goto("/mes-droits/")
    assert "Lire les commandes, les paiements et le grand livre" in text(page)
    assert "Publier une version" not in text(page)
    check(page, "rights")
    press(page, "Activer la double authentification", role="link")
    press(page, "Activer", role="link", exact=True)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Confirmer")
    check(page, "enrolment")
    page.get_by_label("Code").fill("000000")
    press(page, "Activer")
    assert "incorrect" in text(page).lower()
    page.get_by_label("Code").fill(code(page.locator("code.key").inner_text()))
    press(page, "Activer")
    kept = re.findall(r"\b[0-9a-f]{8}\b", text(page))
    assert len(kept) == 10
    check(page, "recovery codes")
    press(page, "Se déconnecter")
    if page.url.endswith("/deconnexion/"):
        press(page, "Se déconnecter", first=True, within=page.locator("main"))
    page.goto("/")
    page.get_by_label("Nom d'utilisateur").fill("carole.comptable")
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    press(page, "Se connecter")
    assert "Saisissez le code à six chiffres" in text(page)
    check(page, "code")
    page.get_by_label("Code").fill(kept[0])
    press(page, "Continuer")
    page.goto("/gestion/ledgerentry/")
    assert "Grand livre" in page.title() or "écritures" in text(page).lower()
