"""To build the site of a town from plain data: its pages, its news, its documents, its identity.

Safe to run again: what is missing is created, what exists is left as its editors made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from cms.models import (
    DocumentsPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PublishedDocument,
    SiteIdentity,
    StandardPage,
    TutorialPage,
)

Body = str | Iterable[tuple[str, Any]]  # one paragraph of HTML, or the blocks of `cms.blocks.BodyBlock`


@dataclass(frozen=True)
class News:
    """An item of news; `tutorial` is the slug of the tutorial it leads to."""

    slug: str
    title: str
    date: date
    body: Body
    intro: str = ""
    tutorial: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a tutorial; an image is described in words (`alt`)."""

    title: str
    text: str = ""
    image: Path | None = None
    alt: str = ""


@dataclass(frozen=True)
class Tutorial:
    """A tutorial and its steps."""

    slug: str
    title: str
    steps: tuple[Step, ...]
    intro: str = ""


@dataclass(frozen=True)
class Download:
    """A document offered for download."""

    title: str
    file: Path


@dataclass(frozen=True)
class Text:
    """A page of text; those of the footer keep the order they are given in."""

    slug: str
    title: str
    body: Body
    intro: str = ""
    in_footer: bool = True


@dataclass(frozen=True)
class SiteContent:
    """The whole site of a town. `identity` holds fields of SiteIdentity; its `logo` is the path of an image."""

    identity: Mapping[str, Any] = field(default_factory=dict)
    home: Mapping[str, Any] = field(default_factory=dict)
    news: tuple[News, ...] = ()
    tutorials: tuple[Tutorial, ...] = ()
    documents: tuple[Download, ...] = ()
    texts: tuple[Text, ...] = ()


@transaction.atomic
def build_site(content: SiteContent, *, hostname: str = "localhost", port: int = 80) -> HomePage:
    """Create what this site lacks and give its home page; the identity is set on the first run only."""
    home = _home(content.home)
    site = _site(home, hostname, port)
    _identity(site, content.identity)
    tutorials = {each.slug: _tutorial(home, each) for each in content.tutorials}
    index = _child(home, NewsIndexPage, "actualites", title=_("Actualités"), show_in_menus=True)
    for news in content.news:
        _news(index, news, tutorials.get(news.tutorial))
    _documents(home, content.documents)
    for text in content.texts:
        fields = {"title": text.title, "intro": text.intro, "body": _blocks(text.body), "in_footer": text.in_footer}
        _child(home, StandardPage, text.slug, **fields)
    return home


def _home(fields: Mapping[str, Any]) -> HomePage:
    existing = HomePage.objects.first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    welcome = root.get_children().exact_type(Page).filter(slug="home").first()  # what Wagtail installs
    if welcome:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        root.refresh_from_db()
    return _child(root, HomePage, "accueil", **{"title": _("Accueil"), **fields})


def _site(home: HomePage, hostname: str, port: int) -> Site:
    site = Site.objects.filter(root_page=home).first()
    if site is None:
        Site.objects.filter(is_default_site=True).update(is_default_site=False)
        site = Site.objects.create(root_page=home, hostname=hostname, port=port, is_default_site=True)
    return site


def _identity(site: Site, fields: Mapping[str, Any]) -> None:
    if SiteIdentity.objects.filter(site=site).exists():
        return
    logo = fields.get("logo")
    identity = SiteIdentity(site=site, **{**fields, "logo": _image(logo, "logo") if logo else None})
    identity.full_clean()
    identity.save()


def _child(parent: Page, page_class: type[Page], slug: str, **fields: Any):
    existing = page_class.objects.child_of(parent).filter(slug=slug).first()
    if existing:
        return existing
    page = parent.add_child(instance=page_class(slug=slug, **fields))
    page.save_revision().publish()
    return page


def _news(index: NewsIndexPage, news: News, tutorial: TutorialPage | None) -> NewsPage:
    fields = {"title": news.title, "date": news.date, "intro": news.intro, "body": _blocks(news.body)}
    return _child(index, NewsPage, news.slug, tutorial=tutorial, **fields)


def _tutorial(home: HomePage, tutorial: Tutorial) -> TutorialPage:
    existing = TutorialPage.objects.child_of(home).filter(slug=tutorial.slug).first()
    if existing:
        return existing
    steps = [("step", _step(step)) for step in tutorial.steps]
    fields = {"title": tutorial.title, "intro": tutorial.intro, "steps": steps}
    return _child(home, TutorialPage, tutorial.slug, **fields)


def _step(step: Step) -> dict[str, Any]:
    image = _image(step.image, step.alt) if step.image else None
    if image is not None:
        image.contextual_alt_text, image.decorative = step.alt, not step.alt
    return {"title": step.title, "text": step.text, "image": image}


def _documents(home: HomePage, downloads: Iterable[Download]) -> DocumentsPage:
    page = _child(home, DocumentsPage, "documents", title=_("Documents"), show_in_menus=True)
    shown = {line.document.title for line in page.documents()}
    for order, download in enumerate(downloads):
        if download.title not in shown:
            document = _document(download)
            PublishedDocument.objects.create(page=page, document=document, sort_order=order)
    page.refresh_from_db()
    page.save_revision().publish()
    return page


def _document(download: Download):
    documents = get_document_model().objects
    existing = documents.filter(title=download.title).first()
    if existing:
        return existing
    with download.file.open("rb") as opened:
        return documents.create(title=download.title, file=File(opened, name=download.file.name))


def _image(path: Path, title: str):
    images = get_image_model().objects
    existing = images.filter(title=title).first()
    if existing:
        return existing
    with Path(path).open("rb") as opened:
        return images.create(title=title, file=File(opened, name=Path(path).name))


def _blocks(body: Body) -> list[tuple[str, Any]]:
    return [("paragraph", body)] if isinstance(body, str) else list(body)
