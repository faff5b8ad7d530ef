"""The public site and the catalogue in real Chromium: a phone, a desk, a keyboard, and axe."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

SITE = "http://localhost"
STRICT = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def from_the_site(client: Client, url: str) -> dict:
    """What the site answers to the browser, headers included, under a security policy without exception."""
    response = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return {
        "status": response.status_code,
        "headers": {**response.headers, "Content-Security-Policy": STRICT},
        "body": body,
    }


def answers(client: Client, path: str) -> dict[str, dict]:
    """A page and what it shows. Asked before the browser is: its thread may not use the test's transaction."""
    page = from_the_site(client, path)
    return {path: page, "/identite.css": from_the_site(client, "/identite.css")}


def fulfil(route, known: dict[str, dict]) -> None:
    """Answer the browser with what was prepared, or with a file, as a web server does."""
    url = urlsplit(route.request.url).path
    if url.startswith("/static/"):
        route.fulfill(path=finders.find(url.removeprefix("/static/")))
    elif url.startswith("/media/"):
        route.fulfill(path=Path(settings.MEDIA_ROOT) / url.removeprefix("/media/"))
    else:
        route.fulfill(**known.get(url, {"status": 404, "body": ""}))


@pytest.fixture
def visit(browser, home, client):
    """Open a page of the site at that width; the test's own client has answered, no server runs."""
    contexts = []

    def open_at(path: str, width: int):
        contexts.append(browser.new_context(viewport={"width": width, "height": 720}))
        page = contexts[-1].new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        known = answers(client, path)
        page.route("**/*", lambda route: fulfil(route, known))
        page.goto(SITE + path)
        return page

    yield open_at
    for context in contexts:
        context.close()


PAGES = ["/", "/actualites/", "/actualites/aide/", "/tutoriel/", "/documents/", "/cgu/", "/composants/"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_ours_is_accessible_and_never_scrolls_sideways(visit, client, clerk, path, width):
    """Statements 1 to 4 and 6 on the screen; the security policy refuses nothing of ours."""
    if path == "/composants/":
        client.force_login(clerk)
    page = visit(path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
    assert page.faults == []


def test_the_typeface_is_served_by_us(visit):
    page = visit("/", 1280)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    loaded = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length")
    assert loaded >= 1


def test_the_first_key_leads_past_the_menu(visit):
    page = visit("/", 320)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_haut_de_page_leads_to_the_top(visit):
    """Statement 1."""
    page = visit("/", 320)
    page.emulate_media(reduced_motion="reduce")
    last = page.get_by_role("link", name="haut de page").last
    last.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 0
    last.click()
    page.wait_for_function("scrollY === 0")


def test_the_log_in_box_wants_a_name_and_a_password(visit):
    """Statement 4: the browser itself refuses to send an empty box."""
    page = visit("/", 320)
    page.locator(".login").get_by_role("button", name="Se connecter").click()
    assert page.url == SITE + "/"
    assert page.evaluate("document.activeElement.name") == "login"
    assert page.evaluate("document.activeElement.validity.valueMissing")


def test_a_dialogue_opens_keeps_the_keyboard_and_closes(visit, client, clerk):
    client.force_login(clerk)
    page = visit("/composants/", 1280)
    page.locator("[data-opens]").click()
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Garder mes changements").click()
    assert not page.locator("#exemple-dialogue").is_visible()
    page.locator("[data-opens]").click()
    page.keyboard.press("Escape")
    assert not page.locator("#exemple-dialogue").is_visible()


def test_a_town_with_other_colours_stays_legible(visit, client, clerk):
    from cms.models import SiteIdentity

    identity = SiteIdentity.objects.get()
    identity.main_colour, identity.accent_colour = "#7A1F5C", "#0B6623"
    identity.full_clean()
    identity.save()
    client.force_login(clerk)
    page = visit("/composants/", 1280)
    assert page.evaluate("getComputedStyle(document.querySelector('.top-bar')).backgroundColor") == "rgb(122, 31, 92)"
    assert Axe().run(page).response["violations"] == []


def test_every_icon_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol[^>]* id="([\w-]+)"', Path(finders.find("cms/icons.svg")).read_text()))
    templates = Path(__file__).parents[2] / "cms/templates"
    named = set()
    for template in templates.rglob("*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)" %}', template.read_text()))
    assert named
    assert named <= drawn
