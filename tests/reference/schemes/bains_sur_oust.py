"""Bains-sur-Oust: levels, meals brought, and a surcharge for occasional users out of time."""

from tests.reference.accounts import Scheme, Silence

LEVELS = {"maternelle": "petite-section", "elementaire": "ce1"}
IN_TIME = "previous day 09:59"  # « avant 10 h » the day before


def world(facts):
    late = facts.get("booked_at", IN_TIME) != IN_TIME
    known = {
        "niveau scolaire": LEVELS[facts["level"]],
        "pai": facts.get("pai", False),
        "régime": "occasionnel" if facts.get("usage") == "occasional" else "regulier",
        "réservation": "tardive" if late else "a-temps",
        "raison valable": facts.get("valid_reason", False),
    }
    return {"lignes": [{"jour": "2024-11-04", "faits": known, "quantite": facts.get("quantity", 1)}]}


SCHEME = Scheme(
    ("bains-sur-oust",), world, {"bains-sur-oust-09": Silence(("bains-sur-oust", "bains-sur-oust-pai-majore"))}
)
