"""The public site of the demonstration: its news, its tutorial, its documents, its texts."""

from datetime import date, timedelta
from pathlib import Path

from cms.site import Download, News, SiteContent, Step, Text, Tutorial

FOLDER = Path(__file__).parent / "demo"
DOCUMENTS = FOLDER / "documents"
TUTORIAL = "reserver-et-payer"


def site_content(on: date) -> SiteContent:
    """The site as it stands on a day; news are dated from it."""
    return SiteContent(
        identity={
            "name": "Portail famille",
            "town": "Villeneuve-les-Tilleuls",
            "authority": "votre commune",
        },
        news=_news(on),
        tutorials=(Tutorial(TUTORIAL, "Réserver et payer la cantine et la garderie", _steps(),
                            "De la connexion au paiement, en sept étapes."),),
        documents=(
            Download("Règlement intérieur de la cantine et de la garderie", DOCUMENTS / "reglement-interieur.pdf"),
            Download("Tarifs des services périscolaires", DOCUMENTS / "tarifs.pdf"),
            Download("Menus de la cantine", DOCUMENTS / "menus-de-la-cantine.pdf"),
        ),
        texts=_texts(),
    )  # fmt: skip


def _news(on: date) -> tuple[News, ...]:
    return (
        News(
            "tutoriel",
            "Un tutoriel pour réserver et payer la cantine et la garderie",
            on - timedelta(days=3),
            "<p>Pas à pas et en images : de la connexion au paiement en ligne de la cantine et de la garderie.</p>",
            tutorial=TUTORIAL,
        ),
        News(
            "mercredis",
            "Les mercredis au centre : pensez à réserver",
            on - timedelta(days=9),
            "<p>Les places du mercredi sont comptées. Réservez au plus tard le vendredi de la semaine précédente,"
            " avant midi.</p>",
        ),
        News(
            "bienvenue",
            "Bienvenue sur le portail famille",
            on - timedelta(days=30),
            "<p>Toutes les familles qui ont rendu le questionnaire ont un compte. Vous recevez un lien personnel pour"
            " choisir votre mot de passe, puis vous réservez en ligne les repas de la cantine, la garderie du matin et"
            " du soir, et vous payez par carte bancaire.</p>",
        ),
    )


STEPS = (
    ("Se connecter", "Sur la page d'accueil, saisissez votre nom d'utilisateur et votre mot de passe, puis « Se "
     "connecter ».", "connexion", "La page d'accueil du portail et son formulaire de connexion."),
    ("Ouvrir le planning", "Cliquez sur « Planning ». Le mois en cours s'affiche toujours ; les flèches mènent aux "
     "autres mois.", "planning", "Le planning de Sarah pour le mois, une ligne par activité."),
    ("Choisir les jours", "Cliquez sur « Modifier », puis cochez les jours voulus : un par un, ou tout le mois d'un "
     "coup. Un jour fermé dit pourquoi.", "modifier", "Le planning en cours de modification, avec ses cases à cocher."),
    ("Passer à l'enfant suivant", "« Valider » garde vos choix et les places ; cliquez sur le prénom de l'enfant "
     "suivant.", "", ""),
    ("Vérifier le récapitulatif", "« Valider et terminer » ouvre le récapitulatif : chaque ligne, son prix, et "
     "pourquoi ce prix.", "recapitulatif", "Le récapitulatif avec ses deux sections et le total à payer."),
    ("Payer", "« Payer » mène à la page de paiement. Sans cette étape, rien n'est réservé.", "paiement",
     "La page de paiement de démonstration, avec la référence de la dette et le montant."),
    ("C'est réservé", "Le reçu s'affiche et part par courriel ; le planning montre les jours réservés.", "recu",
     "Le reçu du paiement."),
)  # fmt: skip


def _steps() -> tuple[Step, ...]:
    return tuple(Step(title, f"<p>{text}</p>", _image(image), alt) for title, text, image, alt in STEPS)


def _image(name: str) -> Path | None:
    path = FOLDER / "images" / f"{name}.png"
    return path if name and path.exists() else None


TEXTS = (
    ("conditions-generales-d-utilisation", "Conditions générales d'utilisation"),
    ("mentions-legales", "Mentions légales"),
    ("accessibilite", "Accessibilité"),
)


def _texts() -> tuple[Text, ...]:
    folder = FOLDER / "textes"
    return tuple(Text(slug, title, (folder / f"{slug}.html").read_text(encoding="utf-8")) for slug, title in TEXTS)
