"""The town's colours: legible or refused, and never another's stylesheet."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms import palette
from cms.models import SiteIdentity

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda channels: "#{:02X}{:02X}{:02X}".format(*channels))


def tokens() -> dict[str, str]:
    """The plain colours of tokens.css, those of the default theme."""
    source = Path(finders.find("cms/tokens.css")).read_text().split("@media")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", source))


def test_black_on_white_is_as_far_as_contrast_goes():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_the_grey_the_norm_gives_as_its_limit_is_judged_as_the_norm_does():
    assert palette.contrast("#767676", "#FFFFFF") >= 4.5 > palette.contrast("#777777", "#FFFFFF")


@given(colours)
def test_a_legible_colour_has_shades_that_read_on_each_other(colour):
    shades = palette.shades(colour)
    assert palette.contrast(shades["-deep"], shades["-soft"]) >= palette.AMPLE
    assert palette.contrast(palette.WHITE, shades["-deep"]) >= palette.AMPLE


@given(colours)
def test_the_colour_proposed_instead_is_accepted(colour):
    better = palette.darkened(colour, on=palette.GROUND, until=palette.ENOUGH)
    assert palette.is_legible(better)


def test_the_tokens_show_what_the_default_colours_give():
    identity = SiteIdentity()
    for name, colour in (("main", identity.main_colour), ("accent", identity.accent_colour)):
        for suffix, shade in palette.shades(colour).items():
            assert tokens()[f"color-{name}{suffix}"] == shade
    assert tokens()["color-paper-sunk"] == palette.GROUND


@pytest.mark.parametrize("ground", ["paper", "paper-sunk", "surface", "sun", "sun-soft"])
def test_ink_reads_on_every_ground(ground):
    assert palette.contrast(tokens()["color-ink"], tokens()[f"color-{ground}"]) >= 7


@pytest.mark.parametrize("ground", ["paper", "paper-sunk", "surface"])
def test_soft_ink_and_links_read_on_every_ground_they_stand_on(ground):
    for text in ("ink-soft", "main", "error", "success", "warning", "info"):
        assert palette.contrast(tokens()[f"color-{text}"], tokens()[f"color-{ground}"]) >= palette.ENOUGH


@pytest.mark.parametrize("tone", ["info", "success", "warning", "error"])
def test_each_tone_reads_on_its_own_ground(tone):
    assert palette.contrast(tokens()[f"color-{tone}"], tokens()[f"color-{tone}-soft"]) >= palette.ENOUGH


@pytest.mark.parametrize("state", ["held", "confirmed", "leaving", "full", "closed"])
def test_each_state_of_a_day_reads_on_its_own_ground(state):
    assert palette.contrast(tokens()[f"state-{state}-ink"], tokens()[f"state-{state}"]) >= palette.ENOUGH


def test_a_colour_nobody_could_read_is_refused_with_one_that_would_do():
    with pytest.raises(ValidationError) as refused:
        SiteIdentity(main_colour="#F4B942").clean()
    (sentence,) = refused.value.message_dict["main_colour"]
    assert "trop claire" in sentence
    assert "1,5 pour 1" in sentence
    assert palette.is_legible(re.search(r"#[0-9A-F]{6}", sentence).group())


def test_both_colours_are_judged_each_on_its_own_field():
    with pytest.raises(ValidationError) as refused:
        SiteIdentity(main_colour="#FFFFFF", accent_colour="red").clean()
    assert set(refused.value.message_dict) == {"main_colour", "accent_colour"}


@pytest.mark.parametrize("colour", ["#1B5450;}body{display:none", "#1B5450\n", "1B5450", "#1B545", "url(x)"])
def test_what_is_not_a_colour_never_reaches_the_stylesheet(colour):
    identity = SiteIdentity(main_colour=colour)
    with pytest.raises(ValidationError):
        identity.clean()
    with pytest.raises(ValueError, match="not a colour"):
        identity.stylesheet()


def test_the_default_colours_are_accepted():
    SiteIdentity().clean()


@pytest.mark.django_db
def test_the_towns_colours_are_laid_over_the_tokens(client, home):
    identity = SiteIdentity.objects.get()
    identity.main_colour = "#1D3F72"
    identity.save()
    answer = client.get("/identite.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "--color-main: #1D3F72;" in answer.content.decode()
    assert "public" in answer["Cache-Control"]
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_browsers_copy_is_kept_until_a_colour_changes(client, home):
    etag = client.get("/identite.css")["ETag"]
    assert client.get("/identite.css", headers={"if-none-match": etag}).status_code == 304
    SiteIdentity.objects.update(accent_colour="#7A1F4E")
    assert client.get("/identite.css", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.django_db
def test_the_colours_are_served_before_any_site_is_built(client):
    from wagtail.models import Site

    Site.objects.all().delete()
    assert "--color-main: #1B5450;" in client.get("/identite.css").content.decode()
