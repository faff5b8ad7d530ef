"""Hauterives: a grid whose rows overlap at 1,200, half-hours whose price changes in September."""

from tests.reference.accounts import Hole, Scheme

UNITS = {"journee": "journee", "demi_repas": "demi-journee-repas", "demi": "demi-journee"}


def world(facts):
    activity = "periscolaire" if facts.get("activity") == "peri" else "mercredi"
    known = {"activité": activity, "unité": UNITS.get(facts.get("formula"), "demi-heure"),
             "quotient familial": facts["qf"],
             "habite la communauté de communes": facts.get("in_community")}  # fmt: skip
    return {"lignes": [{"jour": facts.get("date", "2024-03-06"), "faits": known,
                        "quantite": facts.get("half_hours", 1)}]}  # fmt: skip


SCHEME = Scheme(
    ("hauterives", "hauterives-septembre-2024"),
    world,
    {"hauterives-04": Hole("hauterives-publie", "quotient familial : 1200 €")},
)
