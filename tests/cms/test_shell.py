"""The shell around every page: menus, breadcrumb, error pages, the catalogue of components."""

import re

import django_tables2 as tables
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.forms import CharField, Form
from django.http import HttpResponse
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import include, path
from django_tables2 import RequestConfig

from cms import menu
from cms.shell import identity_of

ACCUEIL = {"label": "Accueil", "url_name": "wagtail_serve", "args": [""]}
MENU = [
    ACCUEIL,
    {"label": "Dossier", "url_name": "folder", "under": "/dossier/"},
    {"label": "Facturation", "url_name": "a-page-of-tomorrow"},
]


def page(request):
    shell = Template("{% extends 'cms/base.html' %}{% block content %}<h1>Ici</h1>{% endblock %}")
    return HttpResponse(shell.render(RequestContext(request)))


def refused(request):
    raise PermissionDenied


def incomprehensible(request):
    raise SuspiciousOperation("odd")


def broken(request):
    raise RuntimeError("out of order")


urlpatterns = [
    path("dossier/", page, name="folder"),
    path("dossier/coordonnees/", page, name="contact"),
    path("refus/", refused),
    path("incompris/", incomprehensible),
    path("panne/", broken),
    path("", include(settings.ROOT_URLCONF)),
]


@pytest.fixture
def doors(settings):
    """The site with a few more addresses, and a menu that leads to some of them."""
    settings.ROOT_URLCONF = __name__
    settings.CMS_MENU = MENU


def top_bar(html: str) -> list[tuple[str, bool]]:
    """The entries of the top bar: label, and is it the current one."""
    links = re.findall(r'<a class="top-bar__link"([^>]*)>([^<]+)</a>', html)
    return [(label, "aria-current" in attributes) for attributes, label in links]


@pytest.mark.django_db
def test_the_top_bar_highlights_where_one_is_and_leaves_out_what_has_no_page(client, home, parent, doors):
    """Statement 11."""
    client.force_login(parent)
    assert top_bar(client.get("/dossier/").content.decode()) == [("Accueil", False), ("Dossier", True)]
    assert top_bar(client.get("/dossier/coordonnees/").content.decode()) == [("Accueil", False), ("Dossier", True)]
    assert top_bar(client.get("/").content.decode()) == [("Accueil", True), ("Dossier", False)]


@pytest.mark.django_db
def test_a_visitor_finds_the_public_pages_in_the_menu(client, home):
    assert top_bar(client.get("/actualites/").content.decode()) == [
        ("Accueil", False),
        ("Actualités", True),
        ("Documents", False),
        ("Tarifs", False),
    ]


def nobody(request) -> bool:
    """A predicate that shows an entry to nobody."""
    return False


def test_an_entry_is_shown_to_those_its_predicate_admits(doors):
    hidden = {**ACCUEIL, "shown": f"{__name__}.nobody"}
    assert menu.entries([hidden], RequestFactory().get("/")) == ()


@pytest.mark.django_db
def test_the_signed_in_home_offers_the_panels_that_have_a_page(client, home, parent, doors, settings):
    settings.CMS_HOME_PANELS = [
        {"title": "Mon dossier", "icon": "folder", "entries": [{"label": "Consulter", "url_name": "folder"}]},
        {"title": "Facturation", "entries": [{"label": "Payer", "url_name": "a-page-of-tomorrow"}]},
    ]
    client.force_login(parent)
    html = client.get("/").content.decode()
    assert "Mon dossier" in html
    assert '<a href="/dossier/">Consulter</a>' in html
    assert "Facturation" not in html


@pytest.mark.django_db
def test_the_way_out_is_a_post(client, home, parent):
    """A link somebody else could make a parent follow would sign them out."""
    client.force_login(parent)
    html = client.get("/").content.decode()
    way_out = re.search(
        r'<form method="post" action="[^"]*">\s*<input[^>]*csrf[^>]*>.*?Se déconnecter', html, re.DOTALL
    )
    assert way_out


def test_a_breadcrumb_is_written_with_labels_and_addresses(doors):
    source = '{% load cms_tags %}{% breadcrumb "Planning" "/planning/" "Juin 2018" %}'
    html = Template(source).render(Context())
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [("/", "Accueil"), ("/planning/", "Planning")]
    assert '<span aria-current="page">Juin 2018</span>' in html


@pytest.mark.django_db
def test_a_page_of_the_site_says_where_it_stands(client, home):
    html = client.get("/actualites/bienvenue/").content.decode()
    trail = re.search(r'<nav class="breadcrumb".*?</nav>', html, re.DOTALL).group()
    assert re.findall(r">([^<>\s][^<>]*)</(?:a|span)>", trail) == [
        "Accueil",
        "Actualités",
        "Bienvenue sur le portail famille",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("user", [None, "parent", "clerk"])
def test_what_is_not_there_is_said_in_the_shell(client, home, user, request):
    if user:
        client.force_login(request.getfixturevalue(user))
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Cette page n'existe pas" in answer.content.decode()
    assert "Portail famille" in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_says_that_nothing_was_done(client, home, doors):
    answer = client.get("/refus/")
    assert answer.status_code == 403
    assert "Rien n'a été enregistré" in answer.content.decode()


def test_a_request_nobody_understands_is_answered_without_the_database(client, doors):
    answer = client.get("/incompris/")
    assert answer.status_code == 400
    assert "compris cette demande" in answer.content.decode()


def test_an_outage_is_said_without_the_database(client, doors):
    client.raise_request_exception = False
    answer = client.get("/panne/")
    assert answer.status_code == 500
    assert "ne payez pas une seconde fois" in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_how_to_go_on(home):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/", {"login": "sarah"})
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.content.decode()


@pytest.mark.django_db
def test_the_catalogue_is_for_the_staff_and_for_nobody_else(client, home, parent, clerk):
    assert client.get("/composants/").status_code == 404
    client.force_login(parent)
    assert client.get("/composants/").status_code == 404
    client.force_login(clerk)
    assert client.get("/composants/").status_code == 200


@pytest.mark.django_db
def test_the_catalogue_shows_every_component_and_its_markup(client, home, clerk):
    from pathlib import Path

    import cms

    client.force_login(clerk)
    html = client.get("/composants/").content.decode()
    names = [file.stem for file in (Path(cms.__file__).parent / "templates/cms/components").glob("*.html")]
    assert len(names) >= 18
    for name in names:
        assert f'<h2 id="{name}">' in html
    assert "{{ amount|euros }}" in html
    assert "3,60\u00a0€" in html


@pytest.mark.django_db
def test_another_room_adds_its_component_to_the_catalogue(client, home, clerk, settings):
    settings.CMS_COMPONENTS = [{"template": "cms/components/why.html", "title": "Planning", "note": "La grille."}]
    client.force_login(clerk)
    assert "La grille." in client.get("/composants/").content.decode()


@pytest.mark.django_db
def test_no_page_of_ours_carries_script_or_style_in_its_markup(client, home, clerk):
    client.force_login(clerk)
    for url in ("/", "/composants/", "/actualites/", "/tutoriel/", "/documents/", "/cgu/", "/nulle-part/"):
        html = re.sub(r"<pre.*?</pre>", "", client.get(url).content.decode(), flags=re.DOTALL)
        assert "<style" not in html
        assert not re.search(r"\sstyle=|\son[a-z]+=", html)
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))


@pytest.mark.django_db
def test_no_page_of_ours_asks_anything_of_another_site(client, home):
    html = client.get("/").content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


@pytest.mark.django_db
def test_a_site_not_yet_built_speaks_in_the_houses_name(rf):
    from wagtail.models import Site

    Site.objects.all().delete()
    assert str(identity_of(rf.get("/")).name) == "Portail famille"
    assert str(identity_of(None).name) == "Portail famille"


class Contact(Form):
    """A form of the tests."""

    phone = CharField(label="Téléphone", help_text="Dix chiffres.")


def test_a_field_ties_its_label_its_help_and_its_error_together():
    form = Contact({"phone": ""})
    html = Template("{% load cms_tags %}{% form_errors form %}{% field form.phone %}").render(Context({"form": form}))
    assert '<label for="id_phone">' in html
    assert 'aria-invalid="true"' in html
    tied = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert tied
    assert all(f'id="{name}"' in html for name in tied)
    assert '<a href="#id_phone">Téléphone</a>' in html


def test_pages_of_a_list_keep_the_filters(rf):
    from django.core.paginator import Paginator

    request = rf.get("/familles/?nom=martin&page=1")
    context = Context({"request": request, "page_obj": Paginator(range(30), 10).page(1)})
    html = Template("{% load cms_tags %}{% pagination page_obj %}").render(context)
    assert 'href="?nom=martin&amp;page=2"' in html


class Families(tables.Table):
    """A list of the tests."""

    name = tables.Column(verbose_name="Nom")
    due = tables.Column(verbose_name="Restant dû", orderable=False, attrs={"td": {"class": "num"}})


def shown(rows, request) -> str:
    """Those rows as every list of the house shows them."""
    table = Families(rows)
    RequestConfig(request, paginate={"per_page": 2}).configure(table)
    return table.as_html(request)


def test_a_list_says_the_name_of_its_column_in_each_cell_sorts_and_turns_its_pages(rf):
    rows = [{"name": name, "due": "3,60 €"} for name in ("Martin", "Durand", "Petit")]
    html = shown(rows, rf.get("/familles/?sort=name&nom=m"))
    assert html.index("Durand") < html.index("Martin")
    assert "Petit" not in html
    assert '<td role="cell" data-label="Restant dû" class="num">3,60 €</td>' in html
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=name&amp;nom=m&amp;page=2"' in html


def test_a_list_without_rows_says_so(rf):
    assert "Rien ne correspond" in shown([], rf.get("/familles/"))


@pytest.mark.django_db
def test_the_shell_costs_a_page_a_handful_of_queries(client, home, parent, doors, django_assert_max_num_queries):
    """Session, user, the visitor's households (they decide the menu), site, identity of the town, pages of the footer:
    the rest belongs to the page."""
    client.force_login(parent)
    client.get("/dossier/")
    with django_assert_max_num_queries(6):
        client.get("/dossier/")
