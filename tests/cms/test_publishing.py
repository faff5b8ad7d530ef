"""Drafts, preview, scheduling and audiences: row C01, and the pages that are not there for everybody."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from cms.models import DocumentsPage, NewsIndexPage, NewsPage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(home):
    """An item of news nobody has published yet."""
    item = NewsPage(
        title="La cantine ferme jeudi",
        slug="fermeture",
        live=False,
        date=date(2018, 6, 7),
        body=[("paragraph", "<p>Grève annoncée.</p>")],
    )
    NewsIndexPage.objects.get().add_child(instance=item)
    return item


def everywhere(client) -> str:
    """What a visitor can read on the pages that list news."""
    return "".join(client.get(url).content.decode() for url in ("/", "/actualites/"))


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def publish_at(item, start=None, end=None):
    item.go_live_at, item.expire_at = start, end
    item.save_revision().publish()


def test_a_draft_is_read_by_nobody(client, item):
    assert client.get("/actualites/fermeture/").status_code == 404
    assert "La cantine ferme jeudi" not in everywhere(client)


def test_a_change_not_yet_published_is_read_by_nobody(client, item):
    item.save_revision().publish()
    item.title = "La cantine ferme vendredi"
    item.save_revision()
    assert "La cantine ferme jeudi" in everywhere(client)
    assert "La cantine ferme vendredi" not in everywhere(client)


def test_a_draft_is_previewed_as_it_will_be_read(item):
    item.title = "La cantine ferme vendredi"
    preview = item.make_preview_request(original_request=RequestFactory().get("/"), preview_mode="")
    assert preview.status_code == 200
    assert "La cantine ferme vendredi" in preview.content.decode()


def test_news_appear_at_their_hour_and_not_before(client, item, at):
    """C01."""
    publish_at(item, start=timezone.now() + timedelta(hours=1))
    call_command("publish_scheduled")
    assert "La cantine ferme jeudi" not in everywhere(client)
    at(timezone.now() + timedelta(hours=2))
    assert "La cantine ferme jeudi" not in everywhere(client)
    call_command("publish_scheduled")
    assert "La cantine ferme jeudi" in everywhere(client)


def test_news_disappear_at_their_hour(client, item, at):
    """C01."""
    publish_at(item, end=timezone.now() + timedelta(hours=1))
    call_command("publish_scheduled")
    assert "La cantine ferme jeudi" in everywhere(client)
    at(timezone.now() + timedelta(hours=2))
    call_command("publish_scheduled")
    assert "La cantine ferme jeudi" not in everywhere(client)
    assert client.get("/actualites/fermeture/").status_code == 404


def signed_in(request) -> bool:
    """An audience of the tests: whoever has an account."""
    return request.user.is_authenticated


@pytest.fixture
def families(settings):
    """An audience named `familles`."""
    settings.CMS_AUDIENCES = {"familles": {"label": "Familles", "allows": f"{__name__}.signed_in"}}
    return "familles"


def test_a_page_for_an_audience_does_not_exist_for_the_others(client, item, families, parent):
    item.audience = families
    item.save_revision().publish()
    assert client.get("/actualites/fermeture/").status_code == 404
    assert "La cantine ferme jeudi" not in everywhere(client)
    client.force_login(parent)
    assert client.get("/actualites/fermeture/").status_code == 200
    assert "La cantine ferme jeudi" in everywhere(client)


def test_what_stands_under_a_page_for_an_audience_is_hidden_with_it(client, item, families, parent):
    item.save_revision().publish()
    NewsIndexPage.objects.update(audience=families)
    assert client.get("/actualites/fermeture/").status_code == 404
    assert "La cantine ferme jeudi" not in client.get("/").content.decode()
    assert client.get("/actualites/").status_code == 404
    client.force_login(parent)
    assert "La cantine ferme jeudi" in everywhere(client)


def test_neither_menu_nor_footer_nor_documents_name_a_page_for_others(client, home, families, parent):
    StandardPage.objects.filter(slug="cgu").update(audience=families)
    DocumentsPage.objects.update(audience=families)
    html = client.get("/").content.decode()
    assert "Conditions g" not in html
    assert "Menus de juin" not in html
    assert 'href="/documents/"' not in html
    client.force_login(parent)
    html = client.get("/").content.decode()
    assert "Conditions g" in html
    assert "Menus de juin" in html


def test_an_audience_that_settings_no_longer_name_admits_nobody(client, item, parent):
    item.save_revision().publish()
    NewsPage.objects.update(audience="anciennes-familles")
    client.force_login(parent)
    assert client.get("/actualites/fermeture/").status_code == 404


def test_a_link_to_a_tutorial_for_others_is_not_shown(client, home, families):
    tutorial = Page.objects.get(slug="tutoriel").specific
    tutorial.audience = families
    tutorial.save()
    assert "Consulter le tutoriel" not in client.get("/").content.decode()
