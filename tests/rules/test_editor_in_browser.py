"""The back office of règlements in real Chromium: a phone and a desk, every field named, no sideways scrolling, axe."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.urls import reverse

from rules.editions import store_examples
from rules.models import Rulebook
from tests.factories.rules import edition, grid, rulebook, two_brackets
from tests.rules.test_proofs import DEADLINE, RESIDENTS_ONLY
from tests.rules.test_worked_cases import SAINT_BENOIT

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SITE = "http://localhost"


@pytest.fixture
def addresses():
    """A page of each kind, with defects and examples that agree and disagree among them."""
    broken = edition(grid(*[(row.cells[0], "1.20") for row in two_brackets().steps[0].table.rows[:2]]))
    store_examples(
        broken, [{"cas": f"cas {n}", "lignes": [{}], "attendu": {"total": total}} for n, total in enumerate(("1", "2"))]
    )
    bundle = edition(SAINT_BENOIT)
    live = edition(two_brackets(), live=True)
    access = edition(RESIDENTS_ONLY, of=rulebook(kind=Rulebook.Kind.ACCESS))
    deadline = edition(DEADLINE, of=rulebook(kind=Rulebook.Kind.CUTOFF))
    return {
        "liste": reverse("rules:index"),
        "nouveau": reverse("rules:add"),
        "règlement": reverse("rules:rulebook", args=[live.rulebook.slug]),
        "lecture": reverse("rules:edition", args=[live.pk]),
        "copie": reverse("rules:copy", args=[live.pk]),
        "défauts": reverse("rules:edit", args=[broken.pk]) + "?verifier=1&simple=1",
        "compteurs": reverse("rules:edit", args=[bundle.pk]),
        "accès": reverse("rules:edit", args=[access.pk]),
        "délais": reverse("rules:edit", args=[deadline.pk]),
    }


@pytest.fixture
def visit(browser, desk, addresses):
    """Open a page at that width; the test's own client has answered, no server runs."""
    contexts = []

    def open_at(name: str, width: int):
        answer = desk.get(addresses[name])
        assert answer.status_code == 200
        body = answer.content
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()

        def fulfil(route):
            path = urlsplit(route.request.url).path
            if path.startswith("/static/"):
                route.fulfill(path=finders.find(path.removeprefix("/static/")))
            elif route.request.resource_type == "document":
                route.fulfill(body=body, content_type="text/html; charset=utf-8")
            else:
                route.fulfill(status=404, body="")

        page.route("**/*", fulfil)
        page.goto(SITE + addresses[name])
        return page

    yield open_at
    for context in contexts:
        context.close()


PAGES = ["liste", "nouveau", "règlement", "lecture", "copie", "défauts", "compteurs", "accès", "délais"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(visit, name):
    for width in (320, 1280):
        page = visit(name, width)
        found = Axe().run(page, context=".content").response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        wide = page.locator("main").evaluate("main => main.scrollWidth - main.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways at {width} px"


def test_the_plain_form_is_worked_with_the_keyboard(visit):
    page = visit("défauts", 1280)
    price = page.get_by_label("étape 1, ligne 1, résultat")
    price.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    assert "ligne 1" in focused, "after the result come the buttons of its row"
    link = page.get_by_role("region", name="chose").get_by_role("link").first
    assert link.get_attribute("href") == "#s0"
