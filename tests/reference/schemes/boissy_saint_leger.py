"""Boissy-Saint-Léger: the ends of a grid, a price for who has not booked, special classes priced as residents."""

from tests.reference.accounts import Scheme


def world(facts):
    known = {
        "activité": facts["activity"].replace("_", "-"),
        "habite la commune": facts.get("resident"),
        "classe": facts["class"].lower() if "class" in facts else None,
        "réservation": "absente" if facts.get("booking") == "none" else "a-temps",
        "tranche de quotient": facts["bracket"].lower() if "bracket" in facts else None,
    }
    return {"lignes": [{"jour": "2024-11-06", "faits": known}]}


SCHEME = Scheme(("boissy-saint-leger",), world)
