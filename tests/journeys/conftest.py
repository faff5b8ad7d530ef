"""One demonstration for every journey, in a database of its own: each journey has its family and its month."""

import re
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from imports.demonstration import PASSWORD
from tests.demonstration import free_port, serving


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the demonstration keeps its database and its e-mails."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="session")
def site(folder):
    """The address of a small commune's portal, on 24 November 2026."""
    with serving(folder, free_port()) as address:
        yield address


@pytest.fixture
def visitor(browser, site):
    """A browser of one's own, signed in where a user name is given; a script the policy refuses is a failure."""
    opened = []

    def enter(username: str = "", *, width: int = 1280):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        opened.append(context)
        page.goto("/")
        if username:
            log_in(page, username)
        return page

    yield enter
    for context in opened:
        context.close()


def log_in(page, username: str) -> None:
    """By the box of the home page."""
    page.get_by_label("Nom d'utilisateur").fill(username)
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_text("Se déconnecter").first.wait_for()


def press(page, name: str, *, role: str = "button", exact: bool = False, first: bool = False, within=None) -> None:
    """Press a button or follow a link, and wait for the page it leads to."""
    found = (within or page).get_by_role(role, name=name, exact=exact)
    with arriving(page):
        (found.first if first else found).click()


@contextmanager
def arriving(page):
    """Wait for another page, or on the planning for its next part."""
    if not page.evaluate("Boolean(window.htmx && document.querySelector('#page > *'))"):
        with page.expect_navigation():
            yield
        return
    page.evaluate("document.querySelector('#page > *').dataset.before = 'oui'")
    yield
    page.locator("[data-before], .htmx-settling").first.wait_for(state="detached")
    page.wait_for_load_state()


def text(page) -> str:
    """What a person reads of the page, spaces made plain."""
    return plain(page.locator("main").inner_text())


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace(" ", " ").replace(" ", " ")).strip()


def open_planning(page, child: str, month: str) -> None:
    """The planning of that child in that month, written 2026/12."""
    page.goto("/planning/")
    if "edit" in page.url:
        raise AssertionError(page.url)
    tab = page.get_by_role("navigation", name="Enfants").get_by_role("link", name=child, exact=True)
    page.goto(re.sub(r"\d{4}/\d{1,2}/.*", f"{month}/", tab.get_attribute("href")))


def unit(page, name: str):
    """One row of the planning: Repas, Matin, Soir."""
    return page.locator("section.unit").filter(has=page.locator(".unit__name", has_text=name))


def box(page, name: str, words: str):
    """The box of one day in a row, by what it says: « lundi 7 décembre »."""
    return unit(page, name).get_by_role("checkbox", name=f"{words} :")


def e_mails_to(folder: Path, address: str) -> list[str]:
    """What was sent to that address so far, subject and body."""
    found = []
    for path in sorted((folder / "outbox").glob("*")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        if address in str(message["To"]):
            body = message.get_body(("plain",))
            found.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
    return found


# The back office fades its messages in: a colour read on the way there is nobody's.
AT_REST = """() => (document.body.id !== "wagtail" || document.body.classList.contains("ready"))
    && document.getAnimations().every((motion) =>
        motion.playState !== "running" || motion.effect.getComputedTiming().iterations === Infinity)"""


def defects(page, within: str = "") -> list:
    """What axe finds on the page at rest, and what its own console complains of."""
    page.wait_for_function(AT_REST)
    found = Axe().run(page, context=within or None).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] + page.faults


def overflows(page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
