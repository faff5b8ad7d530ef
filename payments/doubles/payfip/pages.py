"""The pages where one pays: plain, « démonstration » on every screen, the mark of nobody."""

from html import escape
from pathlib import Path
from string import Template

from payments.doubles.payfip.register import Operation

FOLDER = Path(__file__).parent / "pages"
STYLE = (Path(__file__).parents[1] / "page.css").read_bytes()
WRONG_ADDRESS = "Cette adresse électronique n’est pas complète. Écrivez-la comme dans : prenom.nom@exemple.fr."
ENDS = {
    "P": "Ce paiement est déjà fait.",
    "V": "Ce paiement est déjà fait.",
    "A": "Ce paiement a été abandonné.",
    "R": "Ce paiement a été refusé.",
    "used": "Cette page a déjà été ouverte.",
    "late": "Le délai de 15 minutes est passé.",
    "unknown": "Ce paiement n’existe pas.",
}


def choice(one: Operation, labels: tuple[str, str, str], *, wrong: str = "") -> str:
    """The first page: the creditor, the debt, the e-mail, and the way to pay."""
    notice = f'<p class="notice" role="alert" id="wrong">{escape(wrong)}</p>' if wrong else ""
    invalid = ' aria-invalid="true"' if wrong else ""
    return _filled("choice.html", _words(one, labels), notice=notice, invalid=invalid)


def card(one: Operation, labels: tuple[str, str, str]) -> str:
    """The second page: the card, which nobody reads."""
    return _filled("card.html", _words(one, labels))


def ended(why: str, one: Operation | None = None) -> str:
    """What is shown in place of a page that does not open."""
    back = f'<p class="acts"><a class="main" href="{escape(one.asked["urlredirect"])}">Revenir sur le portail</a></p>'
    return _filled("ended.html", {"end": ENDS[why]}, back=back if one else "")


def euros(cents: str) -> str:
    """Give « 3,80€ », as the tutorial shows it."""
    return f"{int(cents) // 100},{int(cents) % 100:02d}€"


def _words(one: Operation, labels: tuple[str, str, str]) -> dict[str, str]:
    return {
        "creditor": labels[0],
        "accountant": labels[1],
        "office": labels[2],
        "reference": one.asked["refdet"],
        "subject": one.asked["objet"],
        "amount": euros(one.asked["montant"]),
        "email": one.asked["mel"],
        "idop": one.idop,
    }


def _filled(name: str, words: dict[str, str], **markup: str) -> str:
    filled = {key: escape(value) for key, value in words.items()}
    return Template((FOLDER / name).read_text()).substitute(filled, **markup)
