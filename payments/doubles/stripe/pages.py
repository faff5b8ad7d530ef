"""The page where one pays: plain, « démonstration » on every screen, the mark of nobody."""

from html import escape
from pathlib import Path
from string import Template

from payments.doubles.stripe.books import Row

FOLDER = Path(__file__).parent / "pages"
STYLE = (Path(__file__).parents[1] / "page.css").read_bytes()
REFUSED = "La banque refuse cette carte : rien n’a été débité. Essayez une autre carte, ou revenez sur le portail."


def page_of(session: Row, *, refused: bool = False) -> str:
    """Give the page of a visit: the card where it is open, else how it ended."""
    name = "card.html" if session["status"] == "open" else "ended.html"
    words = {
        "amount": f"{session['amount_total'] / 100:.2f}".replace(".", ",") + "\u00a0€",
        "label": session["label"],
        "reference": session["client_reference_id"] or "",
        "email": session["customer_email"] or "",
        "back": session["success_url"] if session["payment_status"] == "paid" else session["cancel_url"],
        "end": "Ce paiement est déjà fait." if session["payment_status"] == "paid" else "Cette page est fermée.",
    }
    notice = f'<p class="notice" role="alert">{REFUSED}</p>' if refused else ""
    filled = {key: escape(value) for key, value in words.items()}
    return Template((FOLDER / name).read_text()).substitute(filled, notice=notice)
