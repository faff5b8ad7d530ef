"""The public home page: statements 1 to 6 of the parent's journey, rows P01, P02, P03."""

import re
from datetime import date

import pytest

from cms.models import HomePage, NewsPage, SiteIdentity, StandardPage, TutorialPage
from cms.site import Download

DOCUMENTS = "Retrouvez ici les différents documents mis à disposition en téléchargement par votre commune"

pytestmark = pytest.mark.django_db


@pytest.fixture
def html(client, home) -> str:
    """The home page as a visitor without log-in gets it."""
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """The text of some HTML, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("&#x27;", "'")


def articles(html: str) -> list[str]:
    """The items of news, in the order of the page."""
    return [words(article) for article in re.findall(r"<article.*?</article>", html, re.DOTALL)]


def test_the_news_are_read_without_log_in_newest_first(html):
    """Statement 1, P01."""
    assert "Actualités" in words(html)
    titles = ("Tutoriel d'aide à la réservation", "Bienvenue sur le portail famille", "Le repas de Noël")
    assert len(articles(html)) == len(titles)
    for article, title in zip(articles(html), titles, strict=True):
        assert title in article


def test_each_item_shows_year_day_month_title_body_and_a_way_up(html):
    """Statement 1."""
    second = articles(html)[1]
    assert second.startswith("2018 14 mars Bienvenue sur le portail famille")
    assert "Les comptes ont été créés." in second
    assert second.endswith("haut de page")
    assert '<time class="date-block" datetime="2018-03-14">' in html
    assert 'href="#haut"' in html
    assert 'id="haut"' in html


def test_two_items_of_the_same_day_are_shown_last_published_first(client, home):
    """Statement 1."""
    for title in ("Premier", "Second"):
        item = NewsPage(title=title, date=date(2020, 1, 1), body=[("paragraph", "<p>…</p>")])
        home.get_children().get(slug="actualites").add_child(instance=item)
        item.save_revision().publish()
    shown = articles(client.get("/").content.decode())
    assert "Second" in shown[0]
    assert "Premier" in shown[1]


def test_an_item_leads_to_the_tutorial(client, html):
    """Statement 2, P03."""
    assert "Consulter le tutoriel : Réserver et payer la cantine et la garderie" in articles(html)[0]
    assert 'href="/tutoriel/"' in html
    tutorial = client.get("/tutoriel/").content.decode()
    assert "Ouvrez le planning" in words(tutorial)
    assert 'alt="Le planning de Sarah"' in tutorial
    assert tutorial.count('class="tutorial__step"') == 3


def test_an_item_does_not_lead_to_a_tutorial_that_is_withdrawn(client, home):
    """Statement 2."""
    TutorialPage.objects.get().unpublish()
    assert "Consulter le tutoriel" not in client.get("/").content.decode()


def test_the_documents_are_offered_before_log_in_with_type_and_size(client, html):
    """Statement 3, P02."""
    aside = words(re.search(r"<aside.*?</aside>", html, re.DOTALL).group())
    assert aside.startswith(f"Documents {DOCUMENTS}")
    assert aside.endswith("Menus de juin PDF, 250\u00a0Ko".replace("\u00a0", " "))
    download = re.search(r'class="document" href="([^"]+)"', html).group(1)
    assert b"".join(client.get(download).streaming_content).startswith(b"%PDF")


def test_another_kind_of_authority_speaks_of_itself(client, home):
    """Statement 3: a school syndicate is no commune."""
    SiteIdentity.objects.update(authority="votre syndicat scolaire")
    assert "en téléchargement par votre syndicat scolaire" in client.get("/").content.decode()


def test_the_log_in_box_has_the_fields_of_the_tutorial(html):
    """Statement 4."""
    box = re.search(r'<section class="login.*?</section>', html, re.DOTALL).group()
    for label in ("Nom d'utilisateur", "Mot de passe", "Se rappeler de moi", "Mot de passe oublié ?", "Se connecter"):
        assert label in words(box)
    inputs = re.findall(r"<input[^>]+>", box)
    required = {re.search(r'name="(\w+)"', one).group(1) for one in inputs if " required" in one}
    assert required == {"login", "password"}
    assert 'method="post"' in box
    assert 'name="csrfmiddlewaretoken"' in box
    assert 'name="remember"' in box


def test_the_log_in_box_posts_to_the_log_in(html):
    """Statement 4."""
    from django.urls import reverse

    assert f'action="{reverse("account_login")}"' in html
    assert f'href="{reverse("account_reset_password")}"' in html


def test_whoever_is_signed_in_sees_a_welcome_instead_of_the_box(client, home, parent):
    """Statement 4."""
    client.force_login(parent)
    html = client.get("/").content.decode()
    assert 'name="password"' not in html
    assert "Bonjour Sarah" in html
    assert "Se déconnecter" in html


def test_the_footer_leads_home_and_to_the_terms_of_use(html, client):
    """Statement 6."""
    footer = re.search(r"<footer.*?</footer>", html, re.DOTALL).group()
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', footer)
    assert [label.replace("&#x27;", "'") for _, label in links] == [
        "Accueil",
        "Conditions générales d'utilisation",
        "Mentions légales",
        "Accessibilité",
    ]
    for url, _ in links:
        assert client.get(url).status_code == 200


def test_the_footer_forgets_a_page_that_is_withdrawn(client, home):
    """Statement 6."""
    StandardPage.objects.get(slug="mentions-legales").unpublish()
    assert "Mentions légales" not in client.get("/").content.decode()


def test_a_page_of_text_stands_in_the_footer_only_when_its_editor_says_so(client, home):
    page = StandardPage(title="Le conseil des enfants", body=[("paragraph", "<p>…</p>")])
    home.add_child(instance=page)
    assert "Le conseil des enfants" not in client.get("/").content.decode()


def test_the_home_page_shows_as_many_items_as_its_editor_wants(client, home):
    HomePage.objects.update(news_shown=1)
    assert len(articles(client.get("/").content.decode())) == 1


def test_the_list_of_news_is_cut_into_pages(client, home, monkeypatch):
    monkeypatch.setattr("cms.models.pages.NEWS_A_PAGE", 2)
    first = client.get("/actualites/").content.decode()
    second = client.get("/actualites/?page=2").content.decode()
    assert "Page 1 sur 2" in words(first)
    assert len(articles(first)) == 2
    assert len(articles(second)) == 1
    assert "Le repas de Noël" in second


def test_a_home_page_without_news_nor_documents_says_so(client, db):
    from cms.site import SiteContent, build_site

    build_site(SiteContent())
    html = words(client.get("/").content.decode())
    assert "Pas d'actualité pour le moment" in html
    assert DOCUMENTS in html


def test_more_documents_cost_no_more_queries(client, home, content, django_assert_max_num_queries, tmp_path):
    from dataclasses import replace

    from cms.site import build_site

    client.get("/")
    with django_assert_max_num_queries(40) as one:
        client.get("/")
    more = tuple(Download(f"Document {number}", content.documents[0].file) for number in range(8))
    build_site(replace(content, documents=more))
    client.get("/")
    with django_assert_max_num_queries(40) as many:
        client.get("/")
    assert len(many) == len(one)
