"""The pictures of README.md and of the tutorial, taken from the demonstration: `python -m tests.screenshots`."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from imports.demonstration import PASSWORD
from tests.conftest import CHROMIUM, CHROMIUM_IS_MISSING, QUIET

ROOT = Path(__file__).parents[1]
README, TUTORIAL = ROOT / "docs" / "images", ROOT / "imports" / "demo" / "images"
DAY, PORT = "2026-11-24", 8123
SITE = f"http://127.0.0.1:{PORT}"
DESK, PHONE = {"width": 1280, "height": 960}, {"width": 390, "height": 844}
PARENT, TARIFFS = "claire.martin", "thomas.tarifs"
PATIENCE = 120  # seconds a slow machine may take to load the commune
COLOURS = 128  # enough for flat pages, and a quarter of the bytes


def main() -> None:
    """Serve a small commune of its own, walk it, and write each picture."""
    if CHROMIUM is None:
        sys.exit(CHROMIUM_IS_MISSING)
    with demonstration(), chromium() as browser:
        the_parent(browser)
        the_phone(browser)
        the_reglement(browser)


@contextlib.contextmanager
def demonstration() -> Iterator[None]:
    """The demonstration on that day, in a folder swept away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        place = {"PREAU_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        command = [sys.executable, "manage.py", "demo", "--small", "--port", str(PORT), "--on", DAY]
        running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **place}, stdout=subprocess.DEVNULL)
        try:
            wait_for(running)
            yield
        finally:
            running.terminate()
            running.wait()


def wait_for(running: subprocess.Popen) -> None:
    """Until the home page answers; says so where it never will."""
    for _second in range(PATIENCE):
        if running.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(SITE, timeout=10):
            return
        time.sleep(1)
    sys.exit("The demonstration does not start: try `python3 manage.py demo --small`.")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
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
    page.goto(f"{SITE}/planning/")
    page.get_by_role("link", name="Sarah", exact=True).click()
    page.get_by_role("link", name="Période suivante").click()
    tick_a_few_days(page)
    keep(page, TUTORIAL / "modifier.png")
    page.get_by_role("button", name="Valider et terminer").click()
    the_payment(page)


def the_payment(page: Page) -> None:
    """The recap, the demonstration bank, the receipt, then the planning that shows what is booked."""
    page.locator("summary").first.click()
    keep(page, README / "recapitulatif.png", TUTORIAL / "recapitulatif.png")
    page.get_by_role("button", name="Payer").click()
    page.wait_for_url("**/banque-demo/**")
    keep(page, TUTORIAL / "paiement.png")
    page.get_by_role("button", name="Payer par carte bancaire").click()
    page.get_by_role("button", name="VALIDER").click()
    page.wait_for_url("**/paiement/**")
    keep(page, TUTORIAL / "recu.png")
    page.goto(f"{SITE}/planning/")
    page.get_by_role("link", name="Sarah", exact=True).click()
    page.get_by_role("link", name="Période suivante").click()
    keep(page, README / "planning.png", TUTORIAL / "planning.png")


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
    page.goto(f"{SITE}/planning/")
    page.get_by_role("link", name="Sarah", exact=True).click()
    page.get_by_role("link", name="Période suivante").click()
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
    page.get_by_label("Nom d'utilisateur").fill(username)
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def keep(shown, *places: Path) -> None:
    """Write the picture of a page, or of a part of it, in few bytes."""
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        picture.save(place, optimize=True)
        print(f"{place.relative_to(ROOT)}  {place.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
