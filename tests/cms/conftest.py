"""A small town's site, and the people who read and write it."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from PIL import Image

from cms.site import Download, News, SiteContent, Step, Text, Tutorial, build_site

TUTORIAL = Tutorial(
    slug="tutoriel",
    title="Réserver et payer la cantine et la garderie",
    steps=(Step("Connectez-vous", "<p>Saisissez votre nom d'utilisateur.</p>"), Step("Ouvrez le planning")),
)
NEWS = (
    News("bienvenue", "Bienvenue sur le portail famille", date(2018, 3, 14), "<p>Les comptes ont été créés.</p>"),
    News("aide", "Tutoriel d'aide à la réservation", date(2018, 3, 15), "<p>Pas à pas.</p>", tutorial="tutoriel"),
    News("noel", "Le repas de Noël", date(2017, 12, 1), "<p>Menu de fête le 21.</p>"),
)
TEXTS = (
    Text("cgu", "Conditions générales d'utilisation", "<p>Qui peut utiliser ce portail.</p>"),
    Text("mentions-legales", "Mentions légales", "<p>Qui publie ce portail.</p>"),
    Text("accessibilite", "Accessibilité", "<p>Où en est ce portail.</p>"),
)


def pytest_configure(config):
    """Wagtail leaves the temporary file of a resized image to the garbage collector."""
    unclosed = "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    config.addinivalue_line("filterwarnings", unclosed)


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()  # Wagtail remembers resized images there, and their files are gone


@pytest.fixture
def content(tmp_path) -> SiteContent:
    """The plain data of a town's site."""
    menu = tmp_path / "menu.pdf"
    menu.write_bytes(b"%PDF-1.4" + b"0" * 249_992)
    screen = tmp_path / "planning.png"
    Image.new("RGB", (60, 40), "#CFE0D8").save(screen)
    shown = Step("Cochez les jours", image=Path(screen), alt="Le planning de Sarah")
    tutorial = Tutorial(TUTORIAL.slug, TUTORIAL.title, (*TUTORIAL.steps, shown))
    return SiteContent(
        identity={"name": "Portail famille", "town": "Saint-Aubin", "phone": "02 99 00 00 00"},
        news=NEWS,
        tutorials=(tutorial,),
        documents=(Download("Menus de juin", menu),),
        texts=TEXTS,
    )


@pytest.fixture
def home(db, content):
    """The home page of a built site."""
    return build_site(content)


@pytest.fixture
def parent(db):
    """Somebody with an account, and no more."""
    return get_user_model().objects.create_user(username="sarah.martin", password="x", first_name="Sarah")


@pytest.fixture
def clerk(db):
    """Somebody of the town hall."""
    return get_user_model().objects.create_user(username="anne.legoff", password="x", is_staff=True)
