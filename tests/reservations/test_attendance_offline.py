"""The sheet in real Chromium, on a phone: a lost connection loses nothing. Row N02."""

from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from reservations.models import AttendanceEvent, Reservation
from tests.factories.attendance import confirmed, school
from tests.factories.families import collector, health
from tests.reservations.telephone import line_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"width": 320, "height": 640}
WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('preau.attente.'))"


@pytest.fixture
def town(transactional_db, django_db_serialized_rollback):
    """Twenty-five children expected for lunch, one more enrolled."""
    found = school(children=26)
    for pupil in found.pupils[:25]:
        confirmed(pupil, found.family, found.meal)
    health(found.sarah, diet="sans-porc", has_pai=True, allergies="arachide")
    collector(found.sarah)
    return found


@pytest.fixture
def phone(browser, live_server, town):
    """A phone of an animator, showing the sheet; each is a device of its own, on a line of its own."""
    server = urlsplit(live_server.url)
    with ExitStack() as stack:

        def take(*, script=True):
            line = stack.enter_context(line_to(server.hostname, server.port))
            address = f"http://localhost:{line.port}"
            context = browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=script)
            stack.callback(context.close)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(town), "url": address}])
            context.line = line
            page = context.new_page()
            page.goto(f"/pointage/{town.meal.pk}/")
            return page

        yield take


def signed_in(town) -> str:
    """The session of the animator."""
    client = Client()
    client.force_login(town.animator)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def lose_network(page):
    """The browser says it is offline, and nothing passes whatever asks."""
    page.context.set_offline(True)
    page.context.line.cut()


def find_network(page):
    page.context.line.mend()
    page.context.set_offline(False)


def line(page, pupil):
    return page.locator(f"#enfant-{pupil.pk}")


def press(page, pupil, name="Présent"):
    line(page, pupil).get_by_role("button", name=name).click()


def kept(page):
    """The phone has kept the page and what it is made of."""
    page.locator("#feuille[data-kept=true]").wait_for()


def settled(page):
    """Nothing waits on the phone any more, and it says so."""
    page.locator("#feuille[data-waits='0']").wait_for()
    page.locator("#etat", has_text="Tout est enregistré.").wait_for()


def waiting(page) -> int:
    return page.evaluate(f"{WAITING}.length")


def test_twenty_ticks_made_offline_and_five_of_another_phone_are_all_kept_and_one_conflict_is_shown(town, phone):
    """Tick 20 children without a network, reload, another phone ticks 5, back online: 25 kept, one conflict shown."""
    mine, other = phone(), phone()
    kept(mine)
    lose_network(mine)
    for pupil in town.pupils[:20]:
        press(mine, pupil)
    mine.locator("#etat", has_text="gardés sur ce téléphone : 20").wait_for()
    mine.reload()
    assert line(mine, town.pupils[19]).get_attribute("data-presence") == "present"
    assert "à envoyer" in line(mine, town.pupils[19]).inner_text()
    for pupil in town.pupils[21:25]:
        press(other, pupil)
    press(other, town.pupils[0], "Absent")  # the first phone, which knows nothing of it, said present
    settled(other)
    assert AttendanceEvent.objects.count() == 5
    find_network(mine)
    settled(mine)
    assert waiting(mine) == 0
    assert AttendanceEvent.objects.values("device").distinct().count() == 2
    assert AttendanceEvent.objects.count() == 25
    assert mine.locator("[data-dispute]").count() == 1
    assert "deux appareils : 1" in mine.locator("[data-disputes]").inner_text()
    assert Reservation.objects.exclude(presence="").count() == 24
    assert Reservation.objects.get(child=town.pupils[0], session=town.meal).presence == "absent"  # the last one made
    press(mine, town.pupils[0])
    mine.locator("[data-disputes]").wait_for(state="hidden")
    assert Reservation.objects.get(child=town.pupils[0], session=town.meal).presence == "present"


def test_an_unbooked_child_is_added_offline(town, phone):
    """N03."""
    page = phone()
    kept(page)
    lose_network(page)
    page.get_by_text("Ajouter un enfant venu sans réservation").click()
    page.get_by_label("Prénom ou nom").fill("enfant 26")
    assert page.locator("#autres .child:visible").count() == 1
    press(page, town.pupils[25], "Ajouter")
    assert page.locator("#enfants .child").count() == 26
    find_network(page)
    settled(page)
    assert Reservation.objects.get(child=town.pupils[25], session=town.meal).unbooked


def test_the_hours_typed_on_the_phone_are_kept(town, phone):
    """N02."""
    page = phone()
    first = line(page, town.sarah)
    first.get_by_text("Heures, retard, motif").click()
    first.get_by_label("Arrivée").fill("12:05")
    first.get_by_label("ou retard (minutes)").fill("20")
    first.get_by_role("button", name="Enregistrer").click()
    settled(page)
    found = Reservation.objects.get(child=town.sarah, session=town.meal)
    assert (f"{found.arrived_at:%H:%M}", f"{found.left_at:%H:%M}") == ("12:05", "13:50")
    assert "arrivée 12:05, départ 13:50" in first.inner_text()


def test_without_a_script_the_sheet_is_a_plain_form(town, phone):
    page = phone(script=False)
    press(page, town.sarah)
    page.wait_for_url(f"**#enfant-{town.sarah.pk}")
    assert line(page, town.sarah).get_by_role("button", name="Présent").get_attribute("aria-pressed") == "true"


def test_what_the_phone_keeps_is_small_and_signing_out_erases_it(town, phone):
    """Numbers and hours of ticks, today's pages; nothing after signing out."""
    page = phone()
    kept(page)
    lose_network(page)
    press(page, town.sarah)
    (tick,) = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('preau.attente.')).map(([, value]) => value)"
    )
    assert "Sarah" not in tick
    assert "Martin" not in tick
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Se déconnecter").click()
    assert len(asked) == 1
    assert waiting(page) == 1
    find_network(page)
    settled(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Se déconnecter").click()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("localStorage.length") == 0


def test_axe_finds_nothing_on_a_phone(town, phone):
    page = phone()
    page.get_by_text("Ajouter un enfant venu sans réservation").click()
    line(page, town.sarah).get_by_text("Heures, retard, motif").click()
    press(page, town.sarah)
    settled(page)
    for place in (None, f"/pointage/{town.meal.pk}/papier/", "/pointage/", "/pointage/cuisine/?jour=2026-06-08"):
        if place:
            page.goto(place)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], place
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), place
