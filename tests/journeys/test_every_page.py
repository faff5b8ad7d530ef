"""Every page of ours that is walked, on a desk and on a narrow phone: axe finds nothing, nothing scrolls sideways."""

import pytest

from tests.journeys.conftest import box, defects, open_planning, overflows, press

pytestmark = pytest.mark.browser
WIDTHS = [320, 1280]


def check(page, where: str, within: str = "") -> None:
    assert defects(page, within) == [], where
    assert not overflows(page), f"{where} scrolls sideways"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_public_pages_are_accessible(visitor, width):
    """Statements 1 to 6: home, log-in, forgotten password, tutorial, legal texts."""
    page = visitor(width=width)
    places = ["/", "/compte/connexion/", "/compte/mot-de-passe-oublie/", "/conditions-generales-d-utilisation/"]
    places += ["/tarifs/", "/tarifs/mercredis/"]
    for place in places:
        assert page.goto(place).status == 200, place
        check(page, place)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_family_are_accessible(visitor, width):
    """Statements 7 to 45: dossier, activities, planning read and edited, recap, bank, receipt, history."""
    page = visitor("nadia.dubois", width=width)
    for place in (
        "/",
        "/dossier/",
        "/inscriptions/",
        "/planning/",
        "/planning/modification-avancee/",
        "/recapitulatif/",
        "/facturation/historique/",
        "/facturation/factures/",
        "/facturation/prelevements/",
        "/facturation/avoir/",
        "/absences/",
        "/dossier/messages/",
        "/liste-d-attente/",
        "/combien-paierai-je/",
    ):
        assert page.goto(place).status == 200, place
        check(page, place)
    open_planning(page, "Jules", "2026/12")
    press(page, "Modifier", role="link", exact=True)
    check(page, "planning, editing")
    press(page, "Modification avancée")
    page.get_by_label("lundi", exact=True).check()
    press(page, "Voir ce que cela change")
    check(page, "many days, previewed")
    open_planning(page, "Jules", "2026/12")
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", "mardi 15 décembre" if width == 320 else "lundi 14 décembre").check()
    press(page, "Valider et terminer")
    check(page, "recap")
    press(page, "Payer")
    check(page, "bank")
    press(page, "Payer par carte bancaire")
    check(page, "card")
    press(page, "VALIDER")
    check(page, "receipt")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_animator_are_accessible(visitor, width):
    """N01 to N05: the day, a sheet, its paper, the kitchen's order."""
    page = visitor("amir.animateur", width=width)
    press(page, "Pointage", role="link", exact=True)
    check(page, "the day")
    press(page, "Cantine Les Lutins Gourmands, Repas", role="link", first=True)
    page.locator("#etat", has_text="Tout est enregistré.").wait_for()
    check(page, "a sheet")
    press(page, "Version papier", role="link")
    check(page, "its paper")
    page.goto("/pointage/cuisine/")
    check(page, "the kitchen")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_counter_is_accessible(visitor, width):
    """K01."""
    page = visitor("alice.accueil", width=width)
    page.goto("/guichet/?q=F0006")
    check(page, "counter")
    press(page, "Ouvrir", within=page.locator("main"))
    for place in ("/guichet/tickets/", "/caisse/"):
        page.goto(place)
        check(page, place)
    open_planning(page, "Nathan", "2026/12")
    press(page, "Modifier", role="link", exact=True)
    box(page, "Repas", "mardi 15 décembre" if width == 320 else "lundi 14 décembre").check()
    press(page, "Valider et terminer")
    check(page, "desk")
    press(page, "Encaisser 3,60")
    check(page, "receipt of the desk")
    page.goto("/caisse/")
    press(page, "Régie cantine et garderie", role="link", first=True)
    check(page, "till")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_the_regie_are_accessible(visitor, width):
    """K04, K05."""
    page = visitor("remi.regie", width=width)
    for place in (
        "/regie/caisses/", "/regie/bordereaux/", "/regie/tickets/", "/regie/factures/", "/regie/fin-de-mois/",
        "/regie/prelevements/",
    ):  # fmt: skip
        assert page.goto(place).status == 200
        check(page, place)
    page.goto("/guichet/?q=F0006")
    press(page, "Ouvrir", within=page.locator("main"))
    open_planning(page, "Nathan", "2026/11")
    press(page, "Modifier", role="link", exact=True)
    press(page, "Déroger à une date limite", role="link")
    check(page, "waiver")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("thomas.tarifs", "/gestion/reglements/"),
        ("thomas.tarifs", "/gestion/reglements/prix-cantine/"),
        ("thomas.tarifs", "/gestion/reglements/versions/1/"),
        ("alice.accueil", "/gestion/imports/"),
        ("alice.accueil", "/gestion/messages/envois/echecs/"),
        ("camille.communication", "/gestion/messages/textes/"),
        ("camille.communication", "/gestion/messages/textes/place-proposee/"),
    ],
)
def test_our_pages_of_the_back_office_are_accessible(visitor, who, place, width):
    """A19, F12: what is ours of the page; the frame around it is Wagtail's."""
    page = visitor(who, width=width)
    assert page.goto(place).status == 200
    check(page, place, within="main")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_editor_of_reglements_is_accessible(visitor, width):
    """A22."""
    page = visitor("thomas.tarifs", width=width)
    page.goto("/gestion/reglements/prix-garderie/")
    press(page, "Copier à une nouvelle date", role="link", first=True)
    check(page, "copy", within="main")
    page.get_by_label("Applicable à partir du").fill("2027-01-18" if width == 320 else "2027-01-25")
    press(page, "Copier", exact=True)
    check(page, "editor", within="main")
