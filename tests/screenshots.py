"""The pictures of README.md and of the tutorial, taken from the demonstration: `python -m tests.screenshots`."""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.demonstration import ROOT, free_port, serving

README, TUTORIAL = ROOT / "docs" / "images", ROOT / "imports" / "demo" / "images"
PORT = free_port()
SITE = f"http://127.0.0.1:{PORT}"
DESK, PHONE = {"width": 1280, "height": 960}, {"width": 390, "height": 844}
PARENT, TARIFFS = "claire.martin", "thomas.tarifs"
COLOURS = 128  # enough for flat pages, and a quarter of the bytes


def main() -> None:
    """Serve a small commune of its own, walk it, and write each picture."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()  # for the password of the demonstration and the browser of the suite
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), PORT), chromium() as browser:
        the_parent(browser)
        the_phone(browser)
        the_reglement(browser)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the suite."""
    from tests.conftest import CHROMIUM, CHROMIUM_IS_MISSING, QUIET

    if CHROMIUM is None:
        sys.exit(CHROMIUM_IS_MISSING)
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


def the_parent(browser: Browser) -> None:
    """From the log-in box to the receipt, on a desk."""
    page = opened(browser, DESK)
    page.goto(SITE)
    keep(page, README / "accueil.png")
    keep(page.locator(".login"), TUTORIAL / "connexion.png")
    log_in(page, PARENT)
    open_december(page)
    tick_a_few_days(page)
    keep(page, TUTORIAL / "modifier.png")
    page.get_by_role("button", name="Valider et terminer").click()
    the_payment(page)


def the_payment(page: Page) -> None:
    """The recap, the demonstration bank, the receipt, then the planning that shows what is booked."""
    page.locator("h1", has_text="Validation des modifications").wait_for()
    page.locator("main summary").first.click()
    keep(page, README / "recapitulatif.png", TUTORIAL / "recapitulatif.png")
    page.get_by_role("button", name="Payer").click()
    page.wait_for_url("**/banque-demo/**")
    keep(page, TUTORIAL / "paiement.png")
    page.get_by_role("button", name="Payer par carte bancaire").click()
    page.get_by_role("button", name="VALIDER").click()
    page.locator("h1", has_text="Votre paiement est enregistré").wait_for()
    keep(page, TUTORIAL / "recu.png")
    open_december(page)
    keep(page, README / "planning.png", TUTORIAL / "planning.png")


def open_december(page: Page) -> None:
    """Sarah's planning of the month after."""
    page.goto(f"{SITE}/planning/")
    page.get_by_role("link", name="Sarah", exact=True).click()
    page.locator("h1", has_text="Sarah").wait_for()
    page.get_by_role("link", name="Période suivante").click()
    page.wait_for_url("**/2026/12/**")


def tick_a_few_days(page: Page) -> None:
    """Four meals and two evenings: enough to read a recap at a glance."""
    page.get_by_role("link", name="Modifier", exact=True).click()
    for unit, number in (("Repas", 4), ("Soir", 2)):
        boxes = page.locator(".unit").filter(has=page.get_by_role("heading", name=unit)).locator("input[name=place]")
        for place in range(number):
            boxes.nth(place).check()
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")


def the_phone(browser: Browser) -> None:
    """The planning as it is held in one hand; the desk has booked it."""
    page = opened(browser, PHONE)
    page.goto(SITE)
    log_in(page, PARENT)
    open_december(page)
    keep(page, README / "planning-mobile.png")


def the_reglement(browser: Browser) -> None:
    """The prices of the canteen in the editor, in a draft of their own."""
    page = opened(browser, {"width": 1280, "height": 1100})
    page.goto(SITE)
    log_in(page, TARIFFS)
    page.goto(f"{SITE}/gestion/reglements/prix-cantine/")
    page.get_by_role("link", name="Copier à une nouvelle date").first.click()
    page.get_by_label("Applicable à partir du").fill("2027-01-04")
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url("**/modifier/**")
    page.locator("#etapes").scroll_into_view_if_needed()
    keep(page, README / "reglement.png")


def opened(browser: Browser, size: dict[str, int]) -> Page:
    """A page of that size, as a French family's browser shows it."""
    context = browser.new_context(viewport=size, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    return context.new_page()


def log_in(page: Page, username: str) -> None:
    from imports.demonstration import PASSWORD

    page.get_by_label("Nom d'utilisateur").fill(username)
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_text("Se déconnecter").first.wait_for()


def keep(shown, *places: Path) -> None:
    """Write the picture of a page, or of a part of it, in few bytes."""
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        picture.save(place, optimize=True)
        print(f"{place.relative_to(ROOT)}  {place.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
