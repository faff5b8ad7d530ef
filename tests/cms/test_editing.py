"""What the town's communications staff may write, and what the editor refuses."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page

from cms.blocks import BodyBlock, ButtonBlock
from cms.models import NewsPage, PublishedDocument, SiteIdentity
from cms.site import build_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def communicant(clerk):
    """Somebody in charge of the town's news."""
    clerk.groups.add(Group.objects.get(name="communication"))
    return clerk


def test_the_communications_staff_may_write_and_publish_every_page(home, communicant):
    rights = home.permissions_for_user(communicant)
    assert rights.can_edit()
    assert rights.can_publish()
    assert rights.can_add_subpage()


def test_the_communications_staff_change_the_identity_of_the_town(communicant):
    assert communicant.has_perm("cms.change_siteidentity")


def test_the_communications_staff_open_the_back_office_in_french(client, home, communicant):
    client.force_login(communicant)
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 200
    assert '<html lang="fr"' in answer.content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert "public visé" in editor.lower()


def test_a_clerk_of_another_office_has_no_right_on_pages(home, clerk):
    assert not home.permissions_for_user(clerk).can_edit()


def heading(size: str) -> tuple:
    return ("heading", {"text": "Horaires", "size": size})


def body(*blocks):
    block = BodyBlock()
    return block, block.normalize(list(blocks))


def test_a_subtitle_never_opens_a_page():
    block, value = body(heading("2"), ("paragraph", "<p>…</p>"))
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_subtitle_may_follow_a_title():
    block, value = body(heading("1"), heading("2"))
    assert len(block.clean(value)) == 2


def test_headings_stand_below_the_title_of_the_page_they_are_shown_on(client, home):
    item = NewsPage.objects.get(slug="bienvenue")
    item.body = [heading("1"), heading("2")]
    item.save_revision().publish()
    assert "<h2>Horaires</h2>" in client.get("/actualites/bienvenue/").content.decode()
    assert "<h4>Horaires</h4>" in client.get("/").content.decode()


def test_an_image_is_described_or_declared_decorative(home, content):
    from wagtail.images import get_image_model
    from wagtail.images.blocks import ImageBlock

    image = get_image_model().objects.first()
    image.decorative, image.contextual_alt_text = False, ""
    with pytest.raises(ValidationError):
        ImageBlock().clean(image)


@pytest.mark.parametrize("both", [True, False])
def test_a_button_leads_to_one_place(home, both):
    button = ButtonBlock()
    value = button.normalize(
        {
            "text": "Voir",
            "page": home if both else None,
            "address": "https://exemple.fr" if both else "",
        }
    )
    with pytest.raises(ValidationError):
        button.clean(value)


def live_answer(request) -> str:
    """A live block of the tests."""
    return "<p>Prochaine date limite : lundi 10 h</p>"


def test_a_page_shows_what_another_room_keeps_up_to_date(client, home, settings):
    settings.CMS_LIVE_BLOCKS = {"limite": {"label": "Date limite", "renders": f"{__name__}.live_answer"}}
    item = NewsPage.objects.get(slug="bienvenue")
    item.body = [("live", {"source": "limite"})]
    item.save_revision().publish()
    assert "Prochaine date limite : lundi 10 h" in client.get("/actualites/bienvenue/").content.decode()
    settings.CMS_LIVE_BLOCKS = {}
    answer = client.get("/actualites/bienvenue/")
    assert answer.status_code == 200
    assert "date limite" not in answer.content.decode()


def test_building_the_site_twice_changes_nothing_an_editor_wrote(home, content):
    home.welcome = "Bonjour à tous"
    home.save_revision().publish()
    SiteIdentity.objects.update(phone="02 23 00 00 00")
    before = list(Page.objects.values_list("path", "title"))
    again = build_site(content)
    assert again.pk == home.pk
    assert again.welcome == "Bonjour à tous"
    assert SiteIdentity.objects.get().phone == "02 23 00 00 00"
    assert list(Page.objects.values_list("path", "title")) == before
    assert PublishedDocument.objects.count() == 1


def test_building_the_site_refuses_colours_nobody_could_read(db, content):
    from dataclasses import replace

    with pytest.raises(ValidationError):
        build_site(replace(content, identity={"main_colour": "#FFE08A"}))
    assert not Page.objects.filter(slug="accueil").exists()
