"""The living catalogue of our components: each one is a template, shown as it renders and as it is written.

A room that draws a component of its own adds it with `settings.CMS_COMPONENTS`, a list of
`{"template": "reservations/components/planning.html", "title": _("Planning"), "note": _("…")}`.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cms import examples


@dataclass(frozen=True)
class Component:
    """One component: its template, its name, and when to use it."""

    template: str
    title: str
    note: str


@dataclass(frozen=True)
class Shown:
    """A component worked: what a visitor sees, and the markup to copy."""

    slug: str
    title: str
    note: str
    html: str
    markup: str


OURS = (
    Component("colours", _("Couleurs"), _("Toutes viennent de tokens.css ; celles de la commune s'y substituent.")),
    Component("type", _("Titres et textes"), _("Une seule famille, Atkinson Hyperlegible Next. Un h1 par page.")),
    Component("buttons", _("Boutons"), _("Un seul bouton principal par écran ; « danger » pour ce qui efface.")),
    Component("links", _("Liens et icônes"), _("Le texte du lien dit où il mène, l'icône n'est jamais seule.")),
    Component("fields", _("Champs de formulaire"), _("La balise field pose libellé, aide, erreur et leurs liens.")),
    Component("messages", _("Messages"), _("Le ton est dit en toutes lettres, jamais par la couleur seule.")),
    Component("badges", _("États"), _("Un mot par état ; le signe devant lui ne fait que le répéter.")),
    Component("cards", _("Cartes et panneaux"), _("Regroupent ce qui va ensemble, sans s'emboîter.")),
    Component("news", _("Actualité"), _("La date en éphéméride : année, jour, mois.")),
    Component("tabs", _("Onglets"), _("Des liens : l'onglet ouvert est aria-current.")),
    Component("tables", _("Tableaux"), _("Sur un téléphone chaque ligne devient une fiche ; data-label la légende.")),
    Component("money", _("Montants"), _("Le filtre euros ; chiffres alignés, total en gras.")),
    Component("why", _("Pourquoi ?"), _("L'explication est dans la page, ouverte au clavier, sans script.")),
    Component("stepper", _("Étapes"), _("Où l'on en est d'une démarche.")),
    Component("pagination", _("Pages"), _("La balise pagination garde les filtres de l'adresse.")),
    Component("empty", _("Rien à montrer"), _("Dit pourquoi c'est vide et ce que l'on peut faire.")),
    Component("dialog", _("Dialogue"), _("Pour confirmer ce qui ne se défait pas.")),
    Component("login", _("Connexion"), _("La boîte de l'accueil.")),
)


def catalogue(request: HttpRequest) -> list[Shown]:
    """Every component, ours then those of the other rooms, rendered for this request."""
    ours = (Component(f"cms/components/{one.template}.html", one.title, one.note) for one in OURS)
    theirs = (Component(**described) for described in getattr(settings, "CMS_COMPONENTS", ()))
    return [_shown(component, request) for component in (*ours, *theirs)]


def _shown(component: Component, request: HttpRequest) -> Shown:
    template = get_template(component.template)
    return Shown(
        slug=slugify(component.template.rsplit("/", 1)[-1].removesuffix(".html")),
        title=component.title,
        note=component.note,
        html=template.render(examples.context(), request),
        markup=template.template.source.strip(),
    )
